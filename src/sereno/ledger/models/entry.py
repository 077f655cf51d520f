"""One fact as written down."""

from django.db import models


class Entry(models.Model):
    """A fact in the ledger; appended, never changed.

    Facts are read in the order (`turn`, `id`). On PostgreSQL `turn` is the writing transaction's number, and readers
    stop below the oldest transaction still running, so nothing can appear behind them. On SQLite, where only one
    transaction writes, `turn` is 0 and the ids are in order by themselves.
    """

    id = models.BigAutoField(primary_key=True)
    turn = models.BigIntegerField(default=0)
    municipality_id = models.IntegerField()
    kind = models.CharField(max_length=40)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    about = models.BigIntegerField(null=True)
    ids = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["municipality_id", "id"], name="entry_in_municipality")]
        indexes = [
            models.Index(fields=["turn", "id"], name="entry_in_order"),
            models.Index(fields=["about", "id"], name="entry_about", condition=models.Q(about__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"
