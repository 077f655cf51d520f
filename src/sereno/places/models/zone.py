"""A part of a municipality with a name."""

from django.db import models


class Zone(models.Model):
    """A zone by which the town organises its patrols and figures."""

    id = models.BigAutoField(primary_key=True)
    municipality = models.ForeignKey("places.Municipality", on_delete=models.PROTECT, related_name="+", db_index=False)
    code = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    outline = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "id"], name="zone_in_municipality"),
            models.UniqueConstraint(fields=["municipality", "code"], name="zone_code"),
        ]

    def __str__(self) -> str:
        return self.name
