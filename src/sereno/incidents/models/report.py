"""What one person sent."""

from django.db import models


class Report(models.Model):
    """One report; its id is made by the client, so that sending twice is sending once."""

    id = models.UUIDField(primary_key=True)
    municipality = models.ForeignKey("places.Municipality", on_delete=models.PROTECT, related_name="+", db_index=False)
    incident = models.ForeignKey("incidents.Incident", on_delete=models.PROTECT, related_name="reports")
    channel = models.CharField(max_length=12)
    text = models.TextField(blank=True)
    lon = models.FloatField()
    lat = models.FloatField()
    accuracy_m = models.FloatField(null=True)
    occurred_at = models.DateTimeField(null=True)  # claimed by the person
    sent_at = models.DateTimeField(null=True)  # the phone's clock when "send" was touched
    received_at = models.DateTimeField()
    anonymous = models.BooleanField(default=True)  # to neighbours
    reporter = models.ForeignKey("people.User", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    contact_name = models.CharField(max_length=120, blank=True)
    contact_phone = models.CharField(max_length=30, blank=True)
    contact_email = models.EmailField(blank=True)
    language = models.CharField(max_length=2, default="es")
    solved = models.BooleanField(null=True)  # the reporter's answer after closing

    class Meta:
        constraints = [models.UniqueConstraint(fields=["municipality", "id"], name="report_in_municipality")]
        indexes = [models.Index(fields=["reporter"], name="report_of", condition=models.Q(reporter__isnull=False))]

    def __str__(self) -> str:
        return f"report {self.pk}"
