"""What the municipality attends: one incident (procedimiento) has zero to many reports."""

from django.db import models
from django.db.models import Q

from sereno.vocabulary.words import Arrival, Channel, Outcome, Stage

# Open is "no closing moment": said without a value, so that a prepared statement can use the index of open ones.
_OPEN = Q(closed_at__isnull=True)


class Incident(models.Model):
    """An incident with its moments t0…t11; every moment is observed once and then stands."""

    id = models.BigAutoField(primary_key=True)
    municipality = models.ForeignKey("places.Municipality", on_delete=models.PROTECT, related_name="+", db_index=False)
    category = models.ForeignKey("incidents.Category", on_delete=models.PROTECT, related_name="+", db_index=False)
    department = models.ForeignKey("people.Department", on_delete=models.PROTECT, related_name="+", db_index=False)
    parent = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="parts", db_index=False
    )  # the incident of the same report that it is a part of
    rule = models.CharField(max_length=40, blank=True)  # the id of the rule that chose the department; "" the fallback
    rules_version = models.PositiveIntegerField(null=True)  # of the policy `assignment`; null when no rule was asked
    stage = models.CharField(max_length=12, default=Stage.NEW.value)
    priority = models.PositiveSmallIntegerField()
    emergency = models.BooleanField(default=False)
    channel = models.CharField(max_length=12)

    lon = models.FloatField()
    lat = models.FloatField()
    cell = models.BigIntegerField()  # H3 cell of resolution 10, some 15,000 m²
    accuracy_m = models.FloatField(null=True)
    place = models.CharField(max_length=200, blank=True)  # nearest address, for people
    zone = models.CharField(max_length=60, blank=True)
    border_m = models.FloatField(null=True)  # only where another territory is near

    occurred_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    classified_at = models.DateTimeField(null=True)
    assigned_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    moving_at = models.DateTimeField(null=True)
    on_scene_at = models.DateTimeField(null=True)
    first_word_at = models.DateTimeField(null=True)
    controlled_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    reopened_at = models.DateTimeField(null=True)  # the last time it was taken up again; no moment, it may come twice
    arrived_by = models.CharField(max_length=12, blank=True)

    # The clocks of the present round: due by target, and when its moment came. The moments above stand as observed.
    round = models.PositiveSmallIntegerField(default=1)
    transferred_at = models.DateTimeField(null=True)  # the last time
    answer_due_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)  # opened, spoken to or a unit sent, whichever came first
    arrival_due_at = models.DateTimeField(null=True)
    reached_at = models.DateTimeField(null=True)
    resolution_due_at = models.DateTimeField(null=True)
    next_due_at = models.DateTimeField(null=True)  # when the watch must look; never too late
    paused_at = models.DateTimeField(null=True)
    pause_reason = models.CharField(max_length=60, blank=True)
    escalated_to = models.CharField(max_length=20, blank=True)  # the role that was called, until its clock is met
    escalated_over = models.CharField(max_length=12, blank=True)  # that clock

    outcome = models.CharField(max_length=16, blank=True)
    outcome_note = models.TextField(blank=True)
    gist = models.CharField(max_length=140, blank=True)  # the beginning of the first report
    anonymous = models.BooleanField(default=True)
    report_count = models.PositiveIntegerField(default=0)
    media_count = models.PositiveIntegerField(default=0)
    message_count = models.PositiveIntegerField(default=0)
    unread_count = models.PositiveIntegerField(default=0)  # words of reporters the desk has not seen
    version = models.PositiveIntegerField(default=1)  # grows with every change a screen could show
    simulated = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "id"], name="incident_in_municipality"),
            models.CheckConstraint(condition=Q(priority__range=(1, 4)), name="incident_priority"),
            models.CheckConstraint(condition=Q(stage__in=[s.value for s in Stage]), name="incident_stage_known"),
            models.CheckConstraint(condition=Q(channel__in=[c.value for c in Channel]), name="incident_channel_known"),
            models.CheckConstraint(
                condition=Q(outcome="") | Q(outcome__in=[o.value for o in Outcome]), name="incident_outcome_known"
            ),
            models.CheckConstraint(
                condition=Q(arrived_by="") | Q(arrived_by__in=[a.value for a in Arrival]), name="arrival_known"
            ),
            models.CheckConstraint(
                condition=Q(stage=Stage.CLOSED.value, closed_at__isnull=False) | (~Q(stage=Stage.CLOSED.value) & _OPEN),
                name="closed_has_a_moment",
            ),
            models.CheckConstraint(condition=Q(lon__range=(-180, 180), lat__range=(-90, 90)), name="incident_on_earth"),
        ]
        indexes = [
            models.Index(fields=["municipality", "priority", "received_at"], name="incident_queue", condition=_OPEN),
            models.Index(fields=["municipality", "received_at"], name="incident_received"),
            models.Index(fields=["parent"], name="incident_parts", condition=Q(parent__isnull=False)),
            models.Index(fields=["next_due_at"], name="incident_next_due", condition=Q(next_due_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"incident {self.pk}"
