"""A time in which an incident's clocks stood still."""

from django.db import models
from django.db.models import F, Q


class Pause(models.Model):
    """From a moment until another, for a reason of the town's list; `until` is null while it lasts."""

    id = models.BigAutoField(primary_key=True)
    municipality = models.ForeignKey("places.Municipality", on_delete=models.PROTECT, related_name="+", db_index=False)
    incident = models.ForeignKey("incidents.Incident", on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField()
    reason = models.SlugField(max_length=60)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    paused_by = models.ForeignKey("people.User", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "id"], name="pause_in_municipality"),
            models.UniqueConstraint(fields=["incident"], name="one_pause_at_a_time", condition=Q(until__isnull=True)),
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="pause_ends_after"),
        ]

    def __str__(self) -> str:
        return f"pause {self.pk}"
