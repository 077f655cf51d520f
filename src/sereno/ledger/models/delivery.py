"""One reaction still owed to one fact."""

from django.db import models
from django.db.models import Q


class Delivery(models.Model):
    """Pending work: it is deleted in the transaction that carries it out, so a row is either owed or parked."""

    id = models.BigAutoField(primary_key=True)
    municipality_id = models.IntegerField()
    entry = models.ForeignKey("ledger.Entry", on_delete=models.PROTECT, related_name="+", db_index=False)
    reaction = models.CharField(max_length=80)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    parked_at = models.DateTimeField(null=True)
    complaint = models.TextField(default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality_id", "id"], name="delivery_in_municipality"),
            models.UniqueConstraint(fields=["entry", "reaction"], name="one_delivery_per_reaction"),
        ]
        indexes = [models.Index(fields=["due_at"], name="delivery_due", condition=Q(parked_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.reaction} for fact {self.entry_id}"
