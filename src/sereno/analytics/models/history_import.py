"""One file of history as it was taken in, batch by batch."""

from django.db import models
from django.db.models import F, Q


class HistoryImport(models.Model):
    """How far a file has come and what became of its rows; `finished_at` is missing while it is under way."""

    id = models.BigAutoField(primary_key=True)
    municipality = models.ForeignKey("places.Municipality", on_delete=models.PROTECT, related_name="+", db_index=False)
    source = models.ForeignKey("analytics.HistorySource", on_delete=models.PROTECT, related_name="+", db_index=False)
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)  # of the file and of how it is read
    total = models.PositiveIntegerField()  # rows of the file
    rows = models.PositiveIntegerField(default=0)  # all that were looked at so far
    added = models.PositiveIntegerField(default=0)
    repeated = models.PositiveIntegerField(default=0)  # already there
    set_aside = models.PositiveIntegerField(default=0)
    reasons = models.JSONField(default=dict)  # of those set aside, rows by reason; known at the end
    at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "id"], name="history_import_in_municipality"),
            models.UniqueConstraint(
                fields=["municipality", "source", "sha256"],
                condition=Q(finished_at__isnull=True),
                name="history_import_under_way_once",
            ),
            models.CheckConstraint(
                condition=Q(rows=F("added") + F("repeated") + F("set_aside")), name="history_import_adds_up"
            ),
        ]

    def __str__(self) -> str:
        return self.file_name
