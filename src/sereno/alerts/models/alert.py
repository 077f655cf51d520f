"""One CAP message as one town has it: an alert, its update or its cancellation, ours or taken in."""

from django.db import models

from sereno.alerts.message import MessageType, Status


class Alert(models.Model):
    """A message with the time it holds; `ended_by` is the later message that replaced or cancelled it."""

    id = models.BigAutoField(primary_key=True)
    municipality = models.ForeignKey("places.Municipality", on_delete=models.PROTECT, related_name="+", db_index=False)
    identifier = models.CharField(max_length=200)
    sender = models.CharField(max_length=200)
    sent_at = models.DateTimeField()
    status = models.CharField(max_length=12)
    kind = models.CharField(max_length=12)
    scope = models.CharField(max_length=12)
    note = models.TextField(blank=True)
    references = models.JSONField(default=list)  # of sender, identifier, sent
    infos = models.JSONField(default=list)  # `message.Info`, a language each
    outline = models.JSONField(null=True)  # all areas as one GeoJSON geometry, lon/lat
    starts_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    ours = models.BooleanField()
    simulated = models.BooleanField()  # of a demonstration: never Actual
    set_aside = models.CharField(max_length=24, blank=True)  # why residents are not shown it
    original = models.TextField(blank=True)  # the XML as it was taken in
    issued_by = models.BigIntegerField(null=True)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "id"], name="alert_in_municipality"),
            models.UniqueConstraint(fields=["municipality", "sender", "identifier"], name="alert_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=[kind.value for kind in MessageType]), name="alert_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=[status.value for status in Status]), name="alert_status_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(ours=True, simulated=True, status="Actual"), name="alert_of_a_demo_is_not_actual"
            ),
        ]
        indexes = [models.Index(fields=["municipality", "expires_at"], name="alert_by_end")]

    def __str__(self) -> str:
        return f"{self.kind} {self.identifier}"
