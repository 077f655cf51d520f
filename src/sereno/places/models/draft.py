"""A setting that is being prepared and is not in force."""

from django.db import models


class Draft(models.Model):
    """The next version of a setting while people work on it; one per setting, gone once it is in force."""

    id = models.BigAutoField(primary_key=True)
    municipality = models.ForeignKey("places.Municipality", on_delete=models.PROTECT, related_name="+", db_index=False)
    key = models.CharField(max_length=120)
    value = models.JSONField()
    based_on = models.PositiveIntegerField()  # the version in force when it was begun
    stamp = models.PositiveIntegerField(default=1)  # grows with every change, so that two editors notice each other
    changed_at = models.DateTimeField()
    changed_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "id"], name="draft_in_municipality"),
            models.UniqueConstraint(fields=["municipality", "key"], name="draft_of_setting"),
        ]

    def __str__(self) -> str:
        return f"draft of {self.key}"
