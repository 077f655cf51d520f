"""Carrying out what the ledger owes: each reaction in one transaction together with taking it off the list.

Inside the database an effect therefore happens exactly once: a process killed in the middle leaves the delivery owed
and the effect undone. A reaction that fails is tried again later, then parked where the administrator sees it.
"""

import logging
import threading
from datetime import timedelta

from django.db import close_old_connections, connection, transaction

from sereno.kernel import clock
from sereno.ledger import actions, chores, queries, wakeup, wires
from sereno.ledger.models import Delivery
from sereno.walls import openings as walls

MOST_ATTEMPTS = 6
_BATCH = 50
_IDLE_S = 1.0
_log = logging.getLogger(__name__)


def work_until(stop: threading.Event) -> None:
    """Carry out deliveries until told to stop, waiting for wake-ups in between; the chores run beside them."""
    woken = threading.Event()
    quiet = wakeup.listen(woken.set)
    if connection.vendor == "postgresql":
        threading.Thread(target=wakeup.listen_to_others, args=(woken.set, stop), daemon=True).start()
    threading.Thread(target=chores.run_until, args=(stop,), name="chores", daemon=True).start()
    try:
        while not stop.is_set():
            if not _work_safely():
                woken.wait(_IDLE_S)
                woken.clear()
    finally:
        quiet()


def work_once() -> int:
    """Carry out what is due now, each behind the wall of its own town; returns how many were tried."""
    with walls.open_to_all():
        deliveries = queries.due(limit=_BATCH)
    for delivery in deliveries:
        with walls.open_to(delivery.municipality_id):
            carry_out(delivery)
    return len(deliveries)


def carry_out(delivery: Delivery) -> None:
    """Run one reaction and take it off the list, both or neither."""
    reaction = wires.reaction(delivery.reaction)
    try:
        with transaction.atomic():
            if not _is_ours(delivery):
                return
            if reaction is None:
                raise LookupError(f"this version has no reaction named {delivery.reaction}")
            reaction(queries.happened(delivery.entry))
            actions.settle(delivery.id)
    except Exception as failure:  # noqa: BLE001  (whatever a reaction throws, the others must go on)
        _log.warning("%s failed: %s", delivery, failure, exc_info=failure)
        _set_aside(delivery, complaint=f"{type(failure).__name__}: {failure}")


def _is_ours(delivery: Delivery) -> bool:
    """Whether no other worker has it: its row is locked to us until the transaction ends."""
    rows = Delivery.objects.filter(id=delivery.id, parked_at__isnull=True)
    if connection.vendor == "postgresql":  # SQLite lets only one transaction write, and this is it
        rows = rows.select_for_update(skip_locked=True)
    return bool(list(rows.values_list("id")))


def _set_aside(delivery: Delivery, *, complaint: str) -> None:
    now = clock.now()
    if delivery.attempts + 1 >= MOST_ATTEMPTS:
        actions.park(delivery.id, at=now, complaint=complaint)
    else:
        actions.postpone(delivery.id, until=now + timedelta(seconds=2 ** (delivery.attempts + 1)), complaint=complaint)


def _work_safely() -> int:
    """One round that survives a database that went away."""
    close_old_connections()
    try:
        return work_once()
    except Exception:  # noqa: BLE001  (the database may be away for a while)
        _log.exception("the worker could not read what is owed; trying again")
        connection.close()
        return 0
