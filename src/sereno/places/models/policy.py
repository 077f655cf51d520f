"""What differs between towns, as typed, versioned values."""

from django.db import models


class Policy(models.Model):
    """One version of one policy of a town; the highest version is in force."""

    id = models.BigAutoField(primary_key=True)
    municipality = models.ForeignKey("places.Municipality", on_delete=models.PROTECT, related_name="+", db_index=False)
    key = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    value = models.JSONField()
    set_at = models.DateTimeField()
    set_by = models.BigIntegerField(null=True)

    class Meta:
        verbose_name_plural = "policies"
        constraints = [
            models.UniqueConstraint(fields=["municipality", "key", "version"], name="policy_version"),
            models.UniqueConstraint(fields=["municipality", "id"], name="policy_in_municipality"),
        ]

    def __str__(self) -> str:
        return f"{self.key} v{self.version}"
