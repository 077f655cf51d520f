"""Telling readers that the ledger grew: at once inside a process, by NOTIFY between processes.

A wake-up carries nothing and may be lost; readers also look by themselves now and then. NOTIFY is sent from a
connection of its own after the commit, at most every few milliseconds, because inside the action's transaction it
would take a lock that makes all commits of the database queue up.
"""

import logging
import threading
import time
from collections.abc import Callable

import psycopg
from django.db import connection, connections

CHANNEL = "sereno_ledger"
_PAUSE_S = 0.004
_log = logging.getLogger(__name__)
_grew = threading.Event()
_leaving = threading.Event()
_started = threading.Lock()
_sender: threading.Thread | None = None
_ears: list[Callable[[], None]] = []


def announce() -> None:
    """The ledger, a position or a presence changed: wake whoever reads, here and in other processes."""
    for ear in tuple(_ears):
        ear()
    if connection.vendor == "postgresql":
        _start_sender()
        _grew.set()


def listen(ear: Callable[[], None]) -> Callable[[], None]:
    """Call `ear` on every wake-up of this process; returns the way to stop."""
    _ears.append(ear)
    return lambda: _ears.remove(ear)


def listen_to_others(ear: Callable[[], None], stop: threading.Event) -> None:
    """Block and call `ear` whenever another process announces; PostgreSQL only. Reconnects by itself."""
    while not stop.is_set():
        try:
            with psycopg.connect(_address(), autocommit=True) as ears:
                ears.execute(f"LISTEN {CHANNEL}")
                ear()
                while not stop.is_set():
                    for _ in ears.notifies(timeout=1.0, stop_after=1):
                        ear()
        except psycopg.OperationalError:
            _log.warning("the database connection for wake-ups was lost; trying again")
            stop.wait(1.0)


def hang_up() -> None:
    """Close the sender's connection, so that nothing here holds the database; a later announcement opens it again."""
    sender = _sender
    if sender is not None and sender.is_alive():
        _leaving.set()
        _grew.set()
        sender.join(5.0)
        _leaving.clear()


def _start_sender() -> None:
    global _sender  # noqa: PLW0603  (one per process)
    if _sender is not None and _sender.is_alive():
        return
    with _started:
        if _sender is None or not _sender.is_alive():
            _sender = threading.Thread(target=_send, name="ledger-wakeup", daemon=True)
            _sender.start()


def _send() -> None:
    while True:
        try:
            with psycopg.connect(_address(), autocommit=True) as mouth:
                mouth.execute("SET synchronous_commit TO off")  # a lost wake-up costs a second, a flush costs a commit
                while True:
                    _grew.wait()
                    _grew.clear()
                    if _leaving.is_set():
                        return
                    mouth.execute(f"NOTIFY {CHANNEL}")
                    time.sleep(_PAUSE_S)
        except psycopg.OperationalError:
            time.sleep(1.0)


def _address() -> str:
    """The database of Django's own connection, as psycopg reads it."""
    settings = connections["default"].get_connection_params()
    wanted = ("dbname", "user", "password", "host", "port")
    return psycopg.conninfo.make_conninfo("", **{name: settings[name] for name in wanted if settings.get(name)})
