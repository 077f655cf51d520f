"""Writing the ledger: `record` is the last statement of every action."""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import F

from sereno.kernel import clock
from sereno.kernel.errors import NotYours
from sereno.ledger import wakeup, wires
from sereno.ledger.insert import insert
from sereno.ledger.models import Delivery, Entry
from sereno.vocabulary.facts import DeliveryRetried, Fact

_TURN = (("turn", "pg_current_xact_id()::text::bigint"),)


def record(fact: Fact, *, municipality: int, actor: int | None, at: datetime) -> int:
    """Write a fact and what it owes, inside the caller's transaction; wake the readers once it is committed.

    Returns
    -------
    The fact's id in the ledger.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"{fact.kind} must be recorded inside the action's transaction")
    entry = Entry(
        municipality_id=municipality,
        kind=fact.kind,
        at=at,
        actor_id=actor,
        about=fact.about,
        ids=fact.ids(),
    )
    insert(entry, computed=_TURN if connection.vendor == "postgresql" else ())
    for name in wires.owed(fact.kind):
        insert(Delivery(municipality_id=municipality, entry_id=entry.id, reaction=name, due_at=at))
    transaction.on_commit(wakeup.announce)
    return entry.id


@transaction.atomic
def retry_parked(delivery: int, *, municipality: int, by: int | None) -> None:
    """Send a parked delivery back to work.

    Raises
    ------
    NotYours : no such delivery is parked in this municipality.
    """
    now = clock.now()
    changed = Delivery.objects.filter(id=delivery, municipality_id=municipality, parked_at__isnull=False).update(
        parked_at=None, attempts=0, due_at=now, complaint=""
    )
    if changed != 1:
        raise NotYours
    record(DeliveryRetried(delivery=delivery), municipality=municipality, actor=by, at=now)


def postpone(delivery: int, *, until: datetime, complaint: str) -> None:
    """A reaction failed: try again later."""
    Delivery.objects.filter(id=delivery).update(attempts=F("attempts") + 1, due_at=until, complaint=complaint[:2000])


def park(delivery: int, *, at: datetime, complaint: str) -> None:
    """A reaction failed too often: set it aside where the administrator sees it."""
    Delivery.objects.filter(id=delivery).update(attempts=F("attempts") + 1, parked_at=at, complaint=complaint[:2000])


def settle(delivery: int) -> bool:
    """Take a delivery off the list, inside the transaction that carries it out; False when another worker had it."""
    deleted, _ = Delivery.objects.filter(id=delivery, parked_at__isnull=True).delete()
    return deleted == 1
