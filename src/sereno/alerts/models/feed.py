"""How reading one feed of a town stands: when it was tried and read last, what went wrong, when it is tried next."""

from django.db import models


class Feed(models.Model):
    """A feed the town has chosen, as the last try found it; the choice itself is the policy `alert-feeds`."""

    id = models.BigAutoField(primary_key=True)
    municipality = models.ForeignKey("places.Municipality", on_delete=models.PROTECT, related_name="+", db_index=False)
    address = models.CharField(max_length=500)
    tried_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)  # the last time it could be read
    next_at = models.DateTimeField()
    failures = models.IntegerField(default=0)  # in a row
    trouble = models.CharField(max_length=24, blank=True)  # `feeds.Trouble` of the last try
    detail = models.CharField(max_length=300, blank=True)  # as the other side or the line put it
    skipped = models.IntegerField(default=0)  # documents the last reading could not use

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "id"], name="feed_in_municipality"),
            models.UniqueConstraint(fields=["municipality", "address"], name="feed_once"),
        ]

    def __str__(self) -> str:
        return self.address
