"""What the watch has said about a clock."""

from django.db import models

from sereno.vocabulary.words import Clock


class Alarm(models.Model):
    """A target was missed (no role), or a role was called for it; a constraint makes it once for each round."""

    id = models.BigAutoField(primary_key=True)
    municipality = models.ForeignKey("places.Municipality", on_delete=models.PROTECT, related_name="+", db_index=False)
    incident = models.ForeignKey("incidents.Incident", on_delete=models.PROTECT, related_name="+", db_index=False)
    round = models.PositiveSmallIntegerField()
    clock = models.CharField(max_length=12)
    to_role = models.CharField(max_length=20, blank=True)
    due_at = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "id"], name="alarm_in_municipality"),
            models.UniqueConstraint(fields=["incident", "round", "clock", "to_role"], name="one_alarm_each"),
            models.CheckConstraint(condition=models.Q(clock__in=[c.value for c in Clock]), name="alarm_clock_known"),
        ]

    def __str__(self) -> str:
        return f"{self.clock} of incident {self.incident_id}"
