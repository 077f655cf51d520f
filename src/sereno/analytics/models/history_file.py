"""A file of history that somebody sent in by the browser, until it is taken in or dropped."""

from django.db import models

from sereno.analytics.rules import FileState


class HistoryFile(models.Model):
    """Where the file lies, how it is to be read, and what the last look at it found; only the worker opens it."""

    id = models.BigAutoField(primary_key=True)
    municipality = models.ForeignKey("places.Municipality", on_delete=models.PROTECT, related_name="+", db_index=False)
    source = models.SlugField(max_length=60, db_index=False)  # a name: the source itself begins with its first import
    file_name = models.CharField(max_length=255)
    stored = models.CharField(max_length=120, blank=True)  # empty once it is taken in
    aside = models.CharField(max_length=120, blank=True)  # its rows that were set aside, with why; empty without any
    size_bytes = models.PositiveBigIntegerField()
    state = models.CharField(max_length=10)
    reading = models.JSONField(default=dict)  # `mapping.Reading` as a person left it; empty before the first look
    report = models.JSONField(default=dict)  # `report.Report`; empty before the first look
    imported = models.ForeignKey(
        "analytics.HistoryImport", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    attempts = models.PositiveSmallIntegerField(default=0)  # of the worker, since it was last asked
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "id"], name="history_file_in_municipality"),
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in FileState]), name="history_file_state_known"
            ),
        ]

    def __str__(self) -> str:
        return self.file_name
