"""One thing a reporter was told by the system."""

from django.db import models


class Notice(models.Model):
    """A notice by kind, worded when it is shown in the reader's language; a fact is told once to each report."""

    id = models.BigAutoField(primary_key=True)
    municipality = models.ForeignKey("places.Municipality", on_delete=models.PROTECT, related_name="+", db_index=False)
    report = models.ForeignKey("incidents.Report", on_delete=models.PROTECT, related_name="+")
    entry = models.BigIntegerField()  # the ledger's fact
    kind = models.CharField(max_length=24)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "id"], name="notice_in_municipality"),
            models.UniqueConstraint(fields=["report", "entry"], name="told_once"),
        ]

    def __str__(self) -> str:
        return self.kind
