"""What a reporter says of one part of their report."""

from django.db import models


class Verdict(models.Model):
    """Whether a part was solved, in the reporter's eyes; of the incident it began, the report has it."""

    id = models.BigAutoField(primary_key=True)
    municipality = models.ForeignKey("places.Municipality", on_delete=models.PROTECT, related_name="+", db_index=False)
    incident = models.ForeignKey("incidents.Incident", on_delete=models.PROTECT, related_name="+", db_index=False)
    report = models.ForeignKey("incidents.Report", on_delete=models.CASCADE, related_name="+", db_index=False)
    solved = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "id"], name="verdict_in_municipality"),
            models.UniqueConstraint(fields=["incident", "report"], name="one_verdict_each"),
        ]

    def __str__(self) -> str:
        return f"verdict on incident {self.incident_id}"
