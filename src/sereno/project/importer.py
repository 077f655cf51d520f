"""The importer: a thread of the worker that has files of history read by a process of its own.

A process, because reading a large file takes memory that a thread would never give back, and seconds of Python in which
nobody else is served. On PostgreSQL one worker at a time has it, by the chore's lock; one that is killed takes its
process with it, and the file is taken up again where it stood.
"""

import subprocess
import sys
import threading

from django.db import connection

from sereno.analytics import queries as analytics
from sereno.ledger import chores
from sereno.ledger.wires import Chore
from sereno.walls import openings as walls

_LOOK_EVERY_S = 1.0
_COMMAND = (sys.executable, "-m", "sereno.project", "import", "waiting")


def run_until(stop: threading.Event) -> None:
    """Look for files until told to stop."""
    chore = Chore(lambda: read_waiting(stop), every_s=_LOOK_EVERY_S)
    try:
        while not stop.wait(_LOOK_EVERY_S):
            chores.run_safely(chore)
    finally:
        connection.close()


def run_once() -> None:
    """Have everything read that waits now."""
    chores.run_safely(Chore(lambda: read_waiting(threading.Event()), every_s=_LOOK_EVERY_S))


def read_waiting(stop: threading.Event) -> int:
    """Start the process if a file waits, and stay with it to its end; 1 if there was one."""
    with walls.open_to_all():
        if not analytics.waiting_files().exists():
            return 0
    process = subprocess.Popen(_COMMAND, stdin=subprocess.DEVNULL)  # noqa: S603  (our own command)
    while process.poll() is None:
        if stop.wait(0.1):
            process.terminate()
            process.wait()
    return 1
