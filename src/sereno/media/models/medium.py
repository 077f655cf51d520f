"""One photo, video or voice note."""

from django.db import models

from sereno.vocabulary.words import MediaKind


class Medium(models.Model):
    """What was sent: the original as it came, and the safe version once it is made."""

    id = models.UUIDField(primary_key=True)
    municipality = models.ForeignKey("places.Municipality", on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=8)
    original = models.CharField(max_length=200)  # path below the media folder
    sha256 = models.CharField(max_length=64)
    size_bytes = models.PositiveBigIntegerField()
    received_at = models.DateTimeField()
    shown = models.CharField(max_length=200, blank=True)  # the safe version; empty until made
    shown_type = models.CharField(max_length=60, blank=True)
    thumb = models.CharField(max_length=200, blank=True)
    ready_at = models.DateTimeField(null=True)
    refused = models.CharField(max_length=40, blank=True)  # why it cannot be shown

    class Meta:
        verbose_name_plural = "media"
        constraints = [
            models.UniqueConstraint(fields=["municipality", "id"], name="medium_in_municipality"),
            models.CheckConstraint(condition=models.Q(kind__in=[k.value for k in MediaKind]), name="medium_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
