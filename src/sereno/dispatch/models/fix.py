"""One position of a unit."""

from django.db import models


class Fix(models.Model):
    """Where a unit was; kept for a short time only (policy `retention`)."""

    id = models.BigAutoField(primary_key=True)
    municipality = models.ForeignKey("places.Municipality", on_delete=models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey("dispatch.Unit", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    lon = models.FloatField()
    lat = models.FloatField()
    accuracy_m = models.FloatField(null=True)
    speed_kmh = models.FloatField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "id"], name="fix_in_municipality"),
            models.UniqueConstraint(fields=["unit", "at"], name="one_fix_per_moment"),
        ]

    def __str__(self) -> str:
        return f"fix {self.pk}"
