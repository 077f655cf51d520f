"""When a promise falls due: time counted by the clock, by working hours or by working days, with its pauses.

Three ways of counting. Plain time runs always. Working hours run between opening and closing of a working day.
Working days count the days themselves: counting begins on the day after, as the law on administrative procedure has it
(Chile: Ley 19.880, art. 25), and the promise falls due when the office closes on the last day.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)
_MOST_DAYS = 366 * 5  # a calendar that opens on no day within five years never will


class Unit(StrEnum):
    """In what a promise is given."""

    SECONDS = "seconds"
    MINUTES = "minutes"
    HOURS = "hours"
    WORKING_HOURS = "working_hours"
    WORKING_DAYS = "working_days"


_PLAIN = {Unit.SECONDS: 1, Unit.MINUTES: 60, Unit.HOURS: 3600}


@dataclass(frozen=True, slots=True)
class Promise:
    """So much time, in one unit."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.amount < 1:
            raise ValueError(f"amount {self.amount} must be at least 1")

    @property
    def is_plain(self) -> bool:
        """Whether it runs always, by the clock."""
        return self.unit in _PLAIN

    @property
    def seconds(self) -> int:
        """The length of a promise in plain time or working hours."""
        return self.amount * _PLAIN.get(self.unit, 3600)


@dataclass(frozen=True, slots=True)
class Pause:
    """The clock stood still from `since` until `until`; None while it still does."""

    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Calendar:
    """When a town's offices are open: weekly hours (0 Monday … 6 Sunday, local minutes) except on closed days."""

    timezone: ZoneInfo
    hours: Mapping[int, tuple[int, int]]
    closed: frozenset[date] = field(default_factory=frozenset)

    def __post_init__(self) -> None:
        if not self.hours:
            raise ValueError("hours must open on at least one day of the week")
        for opens, closes in self.hours.values():
            if not 0 <= opens < closes <= 24 * 60:
                raise ValueError(f"hours {opens}-{closes} must rise within 0..1440 minutes")

    def office_hours(self, since: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The open hours from the day of a moment on, in UTC, without end."""
        day = since.astimezone(self.timezone).date()
        for _ in range(_MOST_DAYS):
            if day not in self.closed and day.weekday() in self.hours:
                opens, closes = self.hours[day.weekday()]
                yield self._at(day, opens), self._at(day, closes)
            day += _DAY
        raise ValueError("the calendar has no working day within five years")

    def next_day(self, moment: datetime) -> datetime:
        """The first instant of the day after a moment, in the town's time."""
        return self._at(moment.astimezone(self.timezone).date() + _DAY, 0)

    def _at(self, day: date, minutes: int) -> datetime:
        wall = datetime.combine(day, time(), self.timezone) + timedelta(minutes=minutes)  # wall time, whatever DST does
        return wall.astimezone(UTC)


def due_at(start: datetime, promise: Promise, calendar: Calendar, pauses: Sequence[Pause] = ()) -> datetime | None:
    """When a promise that runs from `start` falls due; None while a pause holds it.

    Parameters
    ----------
    start : when the clock began
    pauses : in order, not overlapping

    Returns
    -------
    The last moment at which it is still kept.

    Examples
    --------
    >>> santiago = Calendar(ZoneInfo("America/Santiago"), {day: (9 * 60, 17 * 60) for day in range(5)})
    >>> friday = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)  # 12:00 in Santiago
    >>> due_at(friday, Promise(2, Unit.WORKING_DAYS), santiago).isoformat()  # Tuesday, 17:00
    '2026-11-24T20:00:00+00:00'
    >>> due_at(friday, Promise(6, Unit.WORKING_HOURS), santiago).isoformat()  # five on Friday, one on Monday
    '2026-11-23T13:00:00+00:00'
    """
    left, at = _whole(promise), _begin(start, promise, calendar)
    for pause in pauses:
        if pause.until is not None and pause.until <= at:
            continue
        used = _count(at, pause.since, promise, calendar)
        if used >= left:
            break
        if pause.until is None:
            return None
        left, at = left - used, max(at, pause.until)
    return _advance(at, left, promise, calendar)


def remaining(
    start: datetime, promise: Promise, calendar: Calendar, pauses: Sequence[Pause] = (), *, at: datetime
) -> float:
    """How much of a promise is left at a moment, in seconds, working seconds or working days; negative once it is over.

    Examples
    --------
    >>> santiago = Calendar(ZoneInfo("America/Santiago"), {day: (9 * 60, 17 * 60) for day in range(5)})
    >>> friday = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
    >>> remaining(friday, Promise(20, Unit.WORKING_DAYS), santiago, at=friday + timedelta(days=3, hours=9))
    19.0
    """
    begun, used = _begin(start, promise, calendar), 0.0
    for pause in pauses:
        if pause.since >= at:
            break
        used += _count(begun, pause.since, promise, calendar)
        if pause.until is None or pause.until >= at:
            return _whole(promise) - used
        begun = max(begun, pause.until)
    return _whole(promise) - used - _count(begun, at, promise, calendar)


def working_length(since: datetime, until: datetime, unit: Unit, calendar: Calendar) -> float:
    """How much of a unit's time passes between two moments: seconds, working seconds or working days."""
    return _count(since, until, Promise(1, unit), calendar)


def _whole(promise: Promise) -> float:
    """The promise in what is counted: seconds, working seconds or working days."""
    if promise.unit is Unit.WORKING_DAYS:
        return float(promise.amount)
    return float(promise.seconds)


def _begin(start: datetime, promise: Promise, calendar: Calendar) -> datetime:
    return calendar.next_day(start) if promise.unit is Unit.WORKING_DAYS else start


def _count(since: datetime, until: datetime, promise: Promise, calendar: Calendar) -> float:
    if until <= since:
        return 0.0
    if promise.is_plain:
        return (until - since).total_seconds()
    passed = 0.0
    for opens, closes in calendar.office_hours(since):
        if opens >= until:
            break
        open_s = max((min(closes, until) - max(opens, since)).total_seconds(), 0.0)
        passed += open_s if promise.unit is Unit.WORKING_HOURS else open_s / (closes - opens).total_seconds()
    return passed


def _advance(since: datetime, amount: float, promise: Promise, calendar: Calendar) -> datetime:
    if promise.is_plain:
        return since + timedelta(seconds=amount)
    for opens, closes in calendar.office_hours(since):
        begins = max(opens, since)
        if begins >= closes:
            continue
        day_s = (closes - opens).total_seconds()
        holds_s = (closes - begins).total_seconds()
        wanted_s = amount if promise.unit is Unit.WORKING_HOURS else amount * day_s
        if wanted_s <= holds_s + 1e-6:
            return begins + timedelta(seconds=min(wanted_s, holds_s))
        amount -= holds_s if promise.unit is Unit.WORKING_HOURS else holds_s / day_s
    raise AssertionError("office_hours has no end")
