"""What one town tells another."""

from django.db import models

from sereno.federation.rules import Kind


class Letter(models.Model):
    """A letter sent or received; numbered by its sender, taken in once and in order."""

    id = models.BigAutoField(primary_key=True)
    municipality = models.ForeignKey("places.Municipality", on_delete=models.PROTECT, related_name="+", db_index=False)
    link = models.ForeignKey("federation.Link", on_delete=models.PROTECT, related_name="+", db_index=False)
    outgoing = models.BooleanField()
    number = models.PositiveBigIntegerField()
    letter = models.UUIDField()  # the sender's id: the same on both sides
    kind = models.CharField(max_length=12)
    handover = models.UUIDField()  # what it is about
    body = models.JSONField(default=dict)
    at = models.DateTimeField()
    refused = models.CharField(max_length=300, blank=True)  # why a received one could not be followed

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "id"], name="letter_in_municipality"),
            models.UniqueConstraint(fields=["link", "outgoing", "number"], name="letter_number"),
            models.UniqueConstraint(fields=["link", "outgoing", "letter"], name="letter_once"),
            models.CheckConstraint(condition=models.Q(kind__in=[k.value for k in Kind]), name="letter_kind_known"),
        ]
        indexes = [models.Index(fields=["letter"], name="letter_by_id")]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"
