"""One stretch of an incident that is over: at one desk, until it closed and was reopened, or was passed on."""

from django.db import models
from django.db.models import Q


class Round(models.Model):
    """The clocks of a stretch as they stood at its end; the stretch that goes on is on the incident itself."""

    id = models.BigAutoField(primary_key=True)
    municipality = models.ForeignKey("places.Municipality", on_delete=models.PROTECT, related_name="+", db_index=False)
    incident = models.ForeignKey("incidents.Incident", on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveSmallIntegerField()
    department = models.ForeignKey("people.Department", on_delete=models.PROTECT, related_name="+", db_index=False)
    to_department = models.ForeignKey(
        "people.Department", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )  # passed on to; null when it was reopened
    priority = models.PositiveSmallIntegerField()
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()  # closed, or passed on
    ended_by = models.ForeignKey("people.User", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    outcome = models.CharField(max_length=16, blank=True)
    answer_due_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    arrival_due_at = models.DateTimeField(null=True)
    reached_at = models.DateTimeField(null=True)
    resolution_due_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "id"], name="round_in_municipality"),
            models.UniqueConstraint(fields=["incident", "number"], name="round_number"),
        ]
        indexes = [
            models.Index(
                fields=["department", "ended_at"], name="round_passed_on", condition=Q(to_department__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"round {self.number} of incident {self.incident_id}"
