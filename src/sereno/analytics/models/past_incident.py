"""An incident of the past, as a file told it."""

from django.db import models


class PastIncident(models.Model):
    """What happened where and when; no words of people, only its type in the source's own terms."""

    id = models.BigAutoField(primary_key=True)
    # On PostgreSQL the wall's keys over (municipality, source) and (municipality, imported) hold all three. Django's
    # own, one for each column, would hold nothing more, and each is a look-up for every row of an import of millions.
    # On SQLite nothing holds them: rows are only ever written by their import.
    municipality = models.ForeignKey(
        "places.Municipality", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    source = models.ForeignKey(
        "analytics.HistorySource", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    imported = models.ForeignKey(
        "analytics.HistoryImport", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    key = models.CharField(max_length=80)  # the source's own number, or the hash of the row
    occurred_at = models.DateTimeField()
    longitude = models.FloatField()
    latitude = models.FloatField()
    cell = models.BigIntegerField()  # H3, resolution 11
    category_code = models.CharField(max_length=60, blank=True)  # of the town's list; empty where nobody mapped it
    original_type = models.CharField(max_length=200, blank=True)
    channel = models.CharField(max_length=16, blank=True)  # empty where the source does not say
    priority = models.PositiveSmallIntegerField(null=True)  # missing where the source does not say
    officer_initiated = models.BooleanField(default=False)
    heaped = models.BooleanField(default=False)  # at an hour that stands for "not known"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "id"], name="past_incident_in_municipality"),
            models.UniqueConstraint(fields=["municipality", "source", "key"], name="past_incident_once"),
            models.CheckConstraint(
                condition=models.Q(priority__isnull=True) | models.Q(priority__range=(1, 4)),
                name="past_incident_priority",
            ),
        ]
        indexes = [models.Index(fields=["municipality", "occurred_at"], name="past_incident_by_time")]

    def __str__(self) -> str:
        return self.key
