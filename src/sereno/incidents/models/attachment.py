"""Which medium belongs to which incident."""

from django.db import models


class Attachment(models.Model):
    """A photo, video or voice note of an incident, sent by a reporter or by the staff."""

    id = models.BigAutoField(primary_key=True)
    municipality = models.ForeignKey("places.Municipality", on_delete=models.PROTECT, related_name="+", db_index=False)
    incident = models.ForeignKey("incidents.Incident", on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey("incidents.Report", null=True, on_delete=models.PROTECT, related_name="+")
    medium = models.OneToOneField("media.Medium", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["municipality", "id"], name="attachment_in_municipality")]
        indexes = [models.Index(fields=["incident"], name="attachment_of_incident")]

    def __str__(self) -> str:
        return f"attachment {self.pk}"
