"""The one clock: every moment in Sereno comes from `now()`, so that a demo may run fast and a test may stand still.

A living demo runs time at up to 60x. Its processes share one `SERENO_CLOCK` ("real_start/town_start/speed", both in
epoch seconds), so that web, live stream and worker agree on what time it is in the town.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class Pace:
    """How town time follows real time: `town_start + (real - real_start) * speed`, in epoch seconds."""

    real_start: float = 0.0
    town_start: float = 0.0
    speed: float = 1.0

    def __post_init__(self) -> None:
        if not 0 <= self.speed <= 60:
            raise ValueError(f"speed {self.speed} must lie in [0, 60]")

    @classmethod
    def read(cls, written: str) -> "Pace":
        """The pace written as "real_start/town_start/speed"; an empty string is ordinary time."""
        if not written:
            return cls()
        real_start, town_start, speed = (float(part) for part in written.split("/"))
        return cls(real_start, town_start, speed)

    def __str__(self) -> str:
        return f"{self.real_start}/{self.town_start}/{self.speed}"

    def at(self, real: float) -> float:
        """Town time, in epoch seconds, at a real moment.

        >>> Pace(100.0, 1000.0, 60.0).at(102.0)
        1120.0
        """
        return self.town_start + (real - self.real_start) * self.speed


_pace = Pace.read(os.environ.get("SERENO_CLOCK", ""))
_frozen: datetime | None = None


def now() -> datetime:
    """The present moment in the town, in UTC."""
    if _frozen is not None:
        return _frozen
    return datetime.fromtimestamp(_pace.at(time.time()), tz=UTC)


def pace() -> Pace | None:
    """How town time follows real time; None where they are the same."""
    return None if _pace == Pace() else _pace


def speed() -> float:
    """How many town seconds pass in one real second."""
    return _pace.speed


@contextmanager
def frozen(moment: datetime) -> Iterator[None]:
    """Stop the clock at a moment, for tests and for building a history."""
    global _frozen  # noqa: PLW0603  (there is one clock)
    before, _frozen = _frozen, moment
    try:
        yield
    finally:
        _frozen = before
