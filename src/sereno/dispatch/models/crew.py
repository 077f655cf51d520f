"""Who rides in which unit."""

from django.db import models


class Crew(models.Model):
    """A person on a unit; `until` is empty while they are on it."""

    id = models.BigAutoField(primary_key=True)
    municipality = models.ForeignKey("places.Municipality", on_delete=models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey("dispatch.Unit", on_delete=models.PROTECT, related_name="crew")
    user = models.ForeignKey("people.User", on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "id"], name="crew_in_municipality"),
            models.UniqueConstraint(fields=["user"], condition=models.Q(until__isnull=True), name="one_unit_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"{self.user} on {self.unit}"
