"""Who listens and what they may hear."""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from uuid import UUID

from sereno.people.rules import Seat

MOST_WAITING = 2000


@dataclass(frozen=True, slots=True)
class Ear:
    """What one listener may hear; listeners with equal ears are served together.

    Staff have seats; a crew also its unit; a reporter the report and incident of the follow link.
    """

    seats: tuple[Seat, ...] = ()
    unit: int | None = None
    report: UUID | None = None
    incident: int | None = None
    towns: tuple[int, ...] = ()  # whose news may be read for this listener

    @property
    def is_reporter(self) -> bool:
        """Whether it listens by a follow link."""
        return self.report is not None


@dataclass(slots=True, eq=False)
class Listener:
    """One open connection: what waits to be sent to it."""

    ear: Ear
    waiting: deque[bytes] = field(default_factory=deque)
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    overrun: bool = False
    is_doubted: bool = False  # its rights may have changed: ask before telling it more

    def offer(self, event: bytes) -> None:
        """Queue an event; a listener too slow to take them is told to start afresh."""
        if len(self.waiting) >= MOST_WAITING:
            self.waiting.clear()
            self.overrun = True
        self.waiting.append(event)
        self.ready.set()

    def doubt(self) -> None:
        """Have its rights asked for again, now."""
        self.is_doubted = True
        self.ready.set()

    def take(self) -> bytes:
        """All that waits, at once."""
        self.ready.clear()
        taken = b"".join(self.waiting)
        self.waiting.clear()
        return taken
