"""A photo, video or voice note on its way to the town that took its incident over."""

from django.db import models

_AWAITED = models.Q(state="awaited")


class Parcel(models.Model):
    """One medium of a handover, as the receiving town waits for it; carried after the letters, each once."""

    id = models.BigAutoField(primary_key=True)
    municipality = models.ForeignKey("places.Municipality", on_delete=models.PROTECT, related_name="+", db_index=False)
    handover = models.ForeignKey("federation.Handover", on_delete=models.PROTECT, related_name="+", db_index=False)
    medium = models.UUIDField()  # the sender's id
    state = models.CharField(max_length=8, default="awaited")
    refused = models.CharField(max_length=40, blank=True)  # why it will never come
    since = models.DateTimeField()
    next_at = models.DateTimeField()  # when it is asked for next
    tries = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "id"], name="parcel_in_municipality"),
            models.UniqueConstraint(fields=["handover", "medium"], name="parcel_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=["awaited", "here", "refused"]), name="parcel_state_known"
            ),
        ]
        indexes = [models.Index(fields=["next_at"], name="parcel_awaited", condition=_AWAITED)]

    def __str__(self) -> str:
        return f"parcel {self.medium}"
