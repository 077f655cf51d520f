"""A municipality whose territory is known here, served or not."""

from django.db import models


class Municipality(models.Model):
    """A comuna: its outline, and whether this installation serves it."""

    id = models.AutoField(primary_key=True)
    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    prefix = models.CharField(max_length=4)  # begins its incidents' numbers
    served = models.BooleanField()
    timezone = models.CharField(max_length=60)
    outline = models.JSONField()  # GeoJSON geometry, lon/lat
    centre_lon = models.FloatField()
    centre_lat = models.FloatField()
    rank = models.PositiveSmallIntegerField(default=0)  # the installation's own town first

    class Meta:
        verbose_name_plural = "municipalities"

    def __str__(self) -> str:
        return self.name
