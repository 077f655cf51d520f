"""The one tail of a process: wakes up, reads what is new once, and hands it to every listener that may hear it."""

import asyncio
import logging
import threading
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from django.db import connection

from sereno.doors.live.listeners import Ear, Listener
from sereno.doors.live.news import Edition, Reader
from sereno.kernel import memory
from sereno.ledger import queries as ledger
from sereno.ledger import wakeup
from sereno.walls import openings as walls

PING_S = 15.0
_IDLE_S = 1.0
_AGAIN_S = 0.005  # a fact waits for an older transaction to end, which tells nobody
PING = b": ping\n\n"
_log = logging.getLogger(__name__)


class Hub:
    """The listeners of this process and the tail that feeds them."""

    def __init__(self) -> None:
        self._listeners: dict[Ear, set[Listener]] = defaultdict(set)
        self._woken: asyncio.Event = asyncio.Event()
        self._stop = threading.Event()
        self._tail_thread = ThreadPoolExecutor(1, thread_name_prefix="live-tail")
        self.threads = ThreadPoolExecutor(4, thread_name_prefix="live-answer")
        self.rights: dict[tuple[str, str], tuple[float, asyncio.Future[Ear]]] = {}  # session and link → until when, who
        self._tasks: list[asyncio.Task[None]] = []
        self._reader = Reader(ledger.Cursor())
        self._cursor = ledger.Cursor()

    async def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin to read at the ledger's present end."""
        self._woken = asyncio.Event()

        def wake() -> None:
            loop.call_soon_threadsafe(self._woken.set)

        wakeup.listen(wake)
        if connection.vendor == "postgresql":
            threading.Thread(target=wakeup.listen_to_others, args=(wake, self._stop), daemon=True).start()
        self._cursor = await loop.run_in_executor(self._tail_thread, _head)
        self._reader = Reader(self._cursor)
        self._tasks = [loop.create_task(self._tail()), loop.create_task(self._ping())]

    async def stop(self) -> None:
        """End the tail."""
        self._stop.set()
        for task in self._tasks:
            task.cancel()

    def join(self, listener: Listener) -> ledger.Cursor:
        """Hear everything from now on; the answer is the cursor behind what was handed out before."""
        self._listeners[listener.ear].add(listener)
        return self._cursor

    def leave(self, listener: Listener) -> None:
        """Hear no more."""
        group = self._listeners.get(listener.ear)
        if group is not None:
            group.discard(listener)
            if not group:
                del self._listeners[listener.ear]

    def count(self) -> int:
        """How many listen."""
        return sum(len(group) for group in self._listeners.values())

    async def _tail(self) -> None:
        loop = asyncio.get_running_loop()
        pause_s = _IDLE_S
        while True:
            await self._wait(pause_s)
            try:
                edition = await loop.run_in_executor(self._tail_thread, self._look)
            except Exception:  # noqa: BLE001  (whatever it was, thousands listen: try again)
                _log.exception("the live stream could not read the ledger; trying again")
                await asyncio.sleep(_IDLE_S)
                continue
            self._hand_out(edition)
            pause_s = 0.0 if edition.is_full else _AGAIN_S if edition.is_held_back else _IDLE_S

    async def _wait(self, pause_s: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._woken.wait(), timeout=pause_s)
        self._woken.clear()

    def _look(self) -> Edition:
        connection.close_if_unusable_or_obsolete()
        try:
            with walls.open_to_all():  # read once for everybody; each listener is given what they may hear
                return self._reader.look()
        except Exception:
            connection.close()
            raise

    def _hand_out(self, edition: Edition) -> None:
        self._cursor = edition.cursor
        self._doubt({item.municipality for item in edition.items if item.changes_rights})
        for item in edition.items:
            for ear, group in self._listeners.items():
                heard = item.heard_by(ear)
                if heard:
                    for listener in group:
                        listener.offer(heard)

    def _doubt(self, towns: set[int]) -> None:
        """Roles changed in these towns: their staff are asked who they are before they hear more."""
        if not towns:
            return
        memory.forget()  # the change came from another process, perhaps
        self.rights.clear()
        for ear, group in self._listeners.items():
            if any(seat.municipality in towns for seat in ear.seats):
                for listener in group:
                    listener.doubt()

    async def _ping(self) -> None:
        while True:
            await asyncio.sleep(PING_S)
            for group in list(self._listeners.values()):
                for listener in group:
                    listener.offer(PING)


def _head() -> ledger.Cursor:
    with walls.open_to_all():
        return ledger.head()
