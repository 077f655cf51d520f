"""Where a town's history comes from, and how its files are read."""

from django.db import models


class HistorySource(models.Model):
    """A supplier of files, with the mapping given once and remembered."""

    id = models.BigAutoField(primary_key=True)
    municipality = models.ForeignKey("places.Municipality", on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.SlugField(max_length=60, db_index=False)
    mapping = models.JSONField(default=dict)  # `mapping.Mapping`

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "id"], name="history_source_in_municipality"),
            models.UniqueConstraint(fields=["municipality", "name"], name="history_source_name"),
        ]

    def __str__(self) -> str:
        return self.name
