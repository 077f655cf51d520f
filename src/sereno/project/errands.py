"""Errands: work that a worker has done by a process of its own, started by a thread when it is due.

A process, because reading a large file, or millions of rows, takes memory that a thread would never give back, and
seconds of Python in which nobody else is served. On PostgreSQL one worker at a time has an errand, by the lock of
chores; a worker that is killed takes its process with it, and what was begun is taken up again.
"""

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection

from sereno.analytics import editions
from sereno.analytics import queries as analytics
from sereno.ledger import chores
from sereno.ledger.wires import Chore
from sereno.walls import openings as walls


@dataclass(frozen=True, slots=True)
class Errand:
    """What is done, when, by which command; `rest` times as long as it took, and at least `every_s`, it is let be."""

    name: str
    is_due: Callable[[], bool]
    command: tuple[str, ...]
    every_s: float
    rest: float = 0.0


def _files_wait() -> bool:
    with walls.open_to_all():
        return analytics.waiting_files().exists()


ERRANDS = (
    Errand("import_waiting_files", _files_wait, ("import", "waiting"), every_s=1),
    Errand("write_columns", editions.is_stale, ("columns",), every_s=60, rest=20),  # a twentieth of one core at most
)


def begin(stop: threading.Event) -> None:
    """Start a thread for each errand; they end when told to stop."""
    for errand in ERRANDS:
        threading.Thread(target=_run, args=(errand, stop), name=errand.name, daemon=True).start()


def run_once() -> None:
    """Have everything done that is due now."""
    for errand in ERRANDS:
        chores.run_safely(_chore(errand, threading.Event()))


def _run(errand: Errand, stop: threading.Event) -> None:
    rest_s = 0.0
    try:
        while not stop.wait(rest_s):
            begun = time.monotonic()
            chores.run_safely(_chore(errand, stop))
            rest_s = max(errand.every_s, errand.rest * (time.monotonic() - begun))
    finally:
        connection.close()


def _chore(errand: Errand, stop: threading.Event) -> Chore:
    def act() -> int:
        return _carry_out(errand, stop) if errand.is_due() else 0

    act.__name__ = errand.name  # by which workers keep off one another
    return Chore(act, every_s=errand.every_s)


def _carry_out(errand: Errand, stop: threading.Event) -> int:
    """Start the process, and stay with it to its end."""
    process = subprocess.Popen(  # noqa: S603  (our own command)
        (sys.executable, "-m", "sereno.project", *errand.command), stdin=subprocess.DEVNULL
    )
    while process.poll() is None:
        if stop.wait(0.1):
            process.terminate()
            process.wait()
    return 1
