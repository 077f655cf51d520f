"""A patrol unit."""

from django.db import models

from sereno.vocabulary.words import UnitKind, UnitState


class Unit(models.Model):
    """A car, motorbike, bicycle or pair on foot, with its last known position."""

    id = models.BigAutoField(primary_key=True)
    municipality = models.ForeignKey("places.Municipality", on_delete=models.PROTECT, related_name="+", db_index=False)
    call_sign = models.CharField(max_length=20)
    kind = models.CharField(max_length=12)
    state = models.CharField(max_length=12, default=UnitState.OFF.value)
    state_at = models.DateTimeField()
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    heading = models.FloatField(null=True)  # degrees from north, clockwise
    speed_kmh = models.FloatField(null=True)
    accuracy_m = models.FloatField(null=True)
    fix_at = models.DateTimeField(null=True)  # the phone's time of the position
    fix_received_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "id"], name="unit_in_municipality"),
            models.UniqueConstraint(fields=["municipality", "call_sign"], name="unit_call_sign"),
            models.CheckConstraint(condition=models.Q(kind__in=[k.value for k in UnitKind]), name="unit_kind_known"),
            models.CheckConstraint(condition=models.Q(state__in=[s.value for s in UnitState]), name="unit_state_known"),
        ]
        indexes = [models.Index(fields=["fix_received_at"], name="unit_moved")]

    def __str__(self) -> str:
        return self.call_sign
