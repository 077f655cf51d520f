"""How the exchange with one neighbour stands."""

from django.db import models


class Link(models.Model):
    """The line from a town to a neighbour: how many letters went and came, and how the line is.

    Its row is locked while a letter is written or taken in, so letters are numbered without gaps in the order in which
    they are committed: a reader that asks for what comes after a number misses none.
    """

    id = models.BigAutoField(primary_key=True)
    municipality = models.ForeignKey("places.Municipality", on_delete=models.PROTECT, related_name="+", db_index=False)
    neighbour = models.SlugField(max_length=60)  # the other town's code
    written = models.PositiveBigIntegerField(default=0)  # the last letter we wrote
    fetched = models.PositiveBigIntegerField(default=0)  # the last one the neighbour has
    taken = models.PositiveBigIntegerField(default=0)  # the last of theirs we took in
    hinted_at = models.DateTimeField(null=True)  # the neighbour said that there is something to fetch
    asked_at = models.DateTimeField(null=True)  # when we last asked
    heard_at = models.DateTimeField(null=True)  # when the neighbour last answered
    failures = models.PositiveIntegerField(default=0)  # since then
    open311_key = models.TextField(blank=True, default="")  # sealed; what their service wants of us, in no treaty
    complaint = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "id"], name="link_in_municipality"),
            models.UniqueConstraint(fields=["municipality", "neighbour"], name="one_link_per_neighbour"),
        ]

    def __str__(self) -> str:
        return f"link to {self.neighbour}"
