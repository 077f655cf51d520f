"""One word in the conversation between the desk and a reporter."""

from django.db import models


class Message(models.Model):
    """Said by the desk to all reporters of an incident, or by one reporter to the desk."""

    id = models.UUIDField(primary_key=True)
    municipality = models.ForeignKey("places.Municipality", on_delete=models.PROTECT, related_name="+", db_index=False)
    incident = models.ForeignKey("incidents.Incident", on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey("incidents.Report", null=True, on_delete=models.PROTECT, related_name="+")
    from_desk = models.BooleanField()
    author = models.ForeignKey("people.User", null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["municipality", "id"], name="message_in_municipality")]
        indexes = [models.Index(fields=["incident", "at"], name="message_of_incident")]

    def __str__(self) -> str:
        return f"message {self.pk}"
