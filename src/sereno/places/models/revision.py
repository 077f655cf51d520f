"""What a town has decided, version by version."""

from django.db import models


class Revision(models.Model):
    """One version of one setting of a town; the highest version is in force, and none is ever changed.

    `key` names the setting: a policy by its own key (`assignment`), a thing by kind and code (`department:oirs`,
    `zone:norte`). A null `value` says that it is no longer there.
    """

    id = models.BigAutoField(primary_key=True)
    municipality = models.ForeignKey("places.Municipality", on_delete=models.PROTECT, related_name="+", db_index=False)
    key = models.CharField(max_length=120)
    version = models.PositiveIntegerField()
    value = models.JSONField(null=True)
    restores = models.PositiveIntegerField(null=True)  # the earlier version that was put back
    set_at = models.DateTimeField()
    set_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "key", "version"], name="revision_version"),
            models.UniqueConstraint(fields=["municipality", "id"], name="revision_in_municipality"),
        ]

    def __str__(self) -> str:
        return f"{self.key} v{self.version}"
