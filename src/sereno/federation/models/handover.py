"""One incident offered by one town to another, as one of the two keeps it."""

from django.db import models
from django.db.models import Q

from sereno.federation.rules import OPEN, State

# An incident is with one neighbour at a time: asked, or serving it.
_HOLDS = Q(state__in=sorted(state.value for state in OPEN | {State.ACCEPTED}))
_WHOLE = Q(call_sign="")  # the incident itself, not a unit for it
_WAITS = Q(state__in=sorted(state.value for state in OPEN))


class Handover(models.Model):
    """An offer with its answer. Both towns keep one; `key` is the same on both sides."""

    id = models.BigAutoField(primary_key=True)
    municipality = models.ForeignKey("places.Municipality", on_delete=models.PROTECT, related_name="+", db_index=False)
    link = models.ForeignKey("federation.Link", on_delete=models.PROTECT, related_name="+", db_index=False)
    key = models.UUIDField()
    outgoing = models.BooleanField()
    incident = models.ForeignKey("incidents.Incident", null=True, on_delete=models.PROTECT, related_name="+")
    # Where our rules would send it, as long as it is only offered to us; empty when our list has no such type.
    department = models.ForeignKey("people.Department", null=True, on_delete=models.PROTECT, related_name="+")
    # A unit that is asked for; empty where the whole incident is offered. Its row is known to its own town only.
    call_sign = models.CharField(max_length=20, blank=True, default="")
    unit = models.ForeignKey("dispatch.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, default=State.OFFERED.value)
    priority = models.PositiveSmallIntegerField()
    note = models.TextField(blank=True)  # what the offering desk says
    reason = models.TextField(blank=True)  # why it was returned
    dossier = models.JSONField()
    offered_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    # How the serving town last told it: kept on both sides, equal once the letters are through.
    number = models.CharField(max_length=30, blank=True)
    stage = models.CharField(max_length=12, blank=True)
    outcome = models.CharField(max_length=16, blank=True)
    stage_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "id"], name="handover_in_municipality"),
            models.UniqueConstraint(fields=["link", "outgoing", "key"], name="handover_once"),
            models.UniqueConstraint(
                fields=["incident"], condition=Q(outgoing=True) & _WHOLE & _HOLDS, name="one_neighbour_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["incident", "link", "call_sign"],
                condition=Q(outgoing=True) & ~_WHOLE & _WAITS,
                name="one_request_for_a_unit",
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(state.value for state in State)), name="handover_state_known"
            ),
        ]
        indexes = [models.Index(fields=["municipality", "answer_by"], name="handover_waiting", condition=_WAITS)]

    def __str__(self) -> str:
        return f"handover {self.key}"
