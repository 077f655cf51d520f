"""Doing what falls due because time passes: each chore again and again, in one worker at a time.

On PostgreSQL a lock of the session, named after the chore, keeps other workers off while it runs; a worker that dies
lets go of it. On SQLite there is one worker. A chore that fails is tried again at its next turn, and told in the log.
"""

import logging
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import close_old_connections, connection

from sereno.ledger import wires
from sereno.ledger.wires import Chore
from sereno.walls import openings as walls

_LOOK_EVERY_S = 0.25
_log = logging.getLogger(__name__)


def run_until(stop: threading.Event) -> None:
    """Run every chore at its pace until told to stop."""
    due = {wires.name_of(chore.act): 0.0 for chore in wires.chores()}
    try:
        while due and not stop.wait(_LOOK_EVERY_S):
            for chore in wires.chores():
                if due[wires.name_of(chore.act)] <= time.monotonic():
                    run_safely(chore)
                    due[wires.name_of(chore.act)] = time.monotonic() + chore.every_s
    finally:
        connection.close()


def run_once() -> int:
    """Run every chore once, now; returns how much they did."""
    return sum(run_safely(chore) for chore in wires.chores())


def run_safely(chore: Chore) -> int:
    """Run one chore unless another worker is at it; 0 then, and when it fails."""
    close_old_connections()
    try:
        with walls.closed(), _only_here(chore) as is_ours:  # a chore opens each town whose things fall due
            return chore.act() if is_ours else 0
    except Exception:  # noqa: BLE001  (the other chores must go on, whatever this one met)
        _log.exception("the chore %s failed; it is tried again at its next turn", wires.name_of(chore.act))
        connection.close()
        return 0


@contextmanager
def _only_here(chore: Chore) -> Iterator[bool]:
    if connection.vendor != "postgresql":
        yield True
        return
    key = zlib.crc32(wires.name_of(chore.act).encode())
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        (is_ours,) = cursor.fetchone() or (False,)
    try:
        yield bool(is_ours)
    finally:
        if is_ours:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [key])
