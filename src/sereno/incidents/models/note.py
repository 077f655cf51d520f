"""A note among the staff."""

from django.db import models


class Note(models.Model):
    """Written by an operator or a crew; reporters never see it."""

    id = models.UUIDField(primary_key=True)
    municipality = models.ForeignKey("places.Municipality", on_delete=models.PROTECT, related_name="+", db_index=False)
    incident = models.ForeignKey("incidents.Incident", on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey("people.User", null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["municipality", "id"], name="note_in_municipality")]
        indexes = [models.Index(fields=["incident", "at"], name="note_of_incident")]

    def __str__(self) -> str:
        return f"note {self.pk}"
