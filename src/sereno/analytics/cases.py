"""A town's incidents with their moments, kept in memory as columns and brought up to date from the ledger.

A process reads a town once, some seconds for a million incidents, and from then on only what facts say has changed.
Some 100 bytes are kept for each incident.
"""

import threading
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime, tzinfo
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from sereno.dispatch import columns as dispatch
from sereno.incidents import columns as incidents
from sereno.incidents.columns import Columns
from sereno.kernel import clock
from sereno.kernel.errors import NotYours
from sereno.kernel.memory import remembered
from sereno.ledger import queries as ledger
from sereno.places import queries as places
from sereno.walls import openings as walls

T = TypeVar("T")
_FRESH_S = 15.0
_KEEP_S = 3_600.0  # then all is read anew, so that whatever no fact told of does not stay
_AT_ONCE = 2_000  # facts; with more behind, all is read anew
_DAY_S, _HOUR_S = 86_400, 3_600
NO_UNIT = -1


@dataclass(frozen=True, slots=True, eq=False)
class Cases:
    """The incidents of a town as they stood at a moment; n of them, in no order.

    Attributes
    ----------
    columns : their moments and what they are, `incidents.columns`
    zone, category : (n,) places in `zones`, codes, and in `categories`, ids
    day : (n,) local day on which the report came in, days since 1970
    quarter : (n,) of that day, 0…3, six hours each
    unit : (n,) places in `dispatch.columns.KINDS`; NO_UNIT where no unit is known
    """

    as_of: datetime
    columns: Columns
    zones: tuple[str, ...]
    zone: NDArray[np.int16]
    categories: tuple[int, ...]
    category: NDArray[np.int16]
    day: NDArray[np.int32]
    quarter: NDArray[np.int8]
    unit: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.columns.ids)


def cases(municipality: int) -> Cases:
    """The incidents of a town, at most some seconds old; who asks has the right to see figures of it.

    Raises
    ------
    NotYours : the wall does not stand open to the town. What is kept in memory is kept behind it, too.
    """
    if not walls.is_open_to(municipality):
        raise NotYours
    return _fresh(municipality)


@remembered(_FRESH_S)
@walls.in_its_town
def _fresh(municipality: int) -> Cases:
    return _shelf(municipality).fresh()


@remembered(_KEEP_S)
def _shelf(municipality: int) -> "_Shelf":
    return _Shelf(municipality)


@dataclass(slots=True)
class _Shelf:
    """What is kept of a town, and the place in the ledger up to which it is true."""

    municipality: int
    kept: Cases | None = None
    cursor: ledger.Cursor = field(default_factory=ledger.Cursor)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def fresh(self) -> Cases:
        with self.lock:
            self.kept = self._all() if self.kept is None else self._renewed(self.kept)
            return self.kept

    def _all(self) -> Cases:
        self.cursor = ledger.head()  # before reading: what changes meanwhile is read twice, not never
        return _read(self.municipality)

    def _renewed(self, kept: Cases) -> Cases:
        page = ledger.facts_after(self.cursor, limit=_AT_ONCE, municipality=self.municipality)
        if len(page.facts) == _AT_ONCE:
            return self._all()
        if not page.facts:
            return replace(kept, as_of=clock.now())
        self.cursor = page.cursor
        changed = {fact.about for fact in page.facts if fact.about is not None}
        if any(fact.kind == "HistoryImported" for fact in page.facts):
            return self._all()
        if not changed:
            return replace(kept, as_of=clock.now())
        return _joined(kept, _read(self.municipality, only=changed), without=changed)


def _read(municipality: int, *, only: set[int] | None = None) -> Cases:
    town, as_of = places.town(municipality), clock.now()
    found = incidents.columns(municipality, only=only)
    local = _local(found.received, town.timezone)
    zones, zone = np.unique(found.zone.astype(str), return_inverse=True)
    categories, category = np.unique(found.category, return_inverse=True)
    return Cases(
        as_of=as_of,
        columns=found,
        zones=tuple(str(code) for code in zones),
        zone=zone.astype(np.int16),
        categories=tuple(int(number) for number in categories),
        category=category.astype(np.int16),
        day=(local // _DAY_S).astype(np.int32),
        quarter=(local % _DAY_S // (6 * _HOUR_S)).astype(np.int8),
        unit=_units(found.ids, *dispatch.unit_kinds(municipality, only=only)),
    )


def _units(ids: NDArray[np.int64], reached: NDArray[np.int64], kinds: NDArray[np.int8]) -> NDArray[np.int8]:
    """The kind of each incident's unit; `ids` and `reached` ascend."""
    found = np.full(len(ids), NO_UNIT, np.int8)
    if len(ids) and len(reached):
        place = np.minimum(np.searchsorted(ids, reached), len(ids) - 1)
        known = ids[place] == reached
        found[place[known]] = kinds[known]
    return found


def _local(seconds: NDArray[np.float64], zone: tzinfo) -> NDArray[np.int64]:
    """Seconds since 1970 by the town's clocks; hour by hour only on days on which the clocks change."""
    whole = seconds.astype(np.int64)
    days, day = np.unique(whole // _DAY_S, return_inverse=True)
    begins = np.array([_offset(int(number) * _DAY_S, zone) for number in days], np.int64)
    ends = np.array([_offset((int(number) + 1) * _DAY_S, zone) for number in days], np.int64)
    offset = begins[day] if len(days) else np.empty(0, np.int64)
    for number in np.flatnonzero(begins != ends):
        for place in np.flatnonzero(day == number):
            offset[place] = _offset(int(whole[place]), zone)
    return np.asarray(whole + offset)


def _offset(seconds: int, zone: tzinfo) -> int:
    away = datetime.fromtimestamp(seconds, tz=UTC).astimezone(zone).utcoffset()
    return int(away.total_seconds()) if away is not None else 0


def _joined(kept: Cases, fresh: Cases, *, without: set[int]) -> Cases:
    """What was kept, less what has changed, and what it has changed into."""
    stays = ~np.isin(kept.columns.ids, np.fromiter(without, np.int64, len(without)))
    zones, zone = _one_list(kept.zones, fresh.zones, fresh.zone)
    categories, category = _one_list(kept.categories, fresh.categories, fresh.category)
    return Cases(
        as_of=fresh.as_of,
        columns=Columns(
            **{part.name: _both(getattr(kept.columns, part.name), getattr(fresh.columns, part.name), stays)
               for part in fields(Columns)}
        ),
        zones=zones,
        zone=_both(kept.zone, zone, stays),
        categories=categories,
        category=_both(kept.category, category, stays),
        day=_both(kept.day, fresh.day, stays),
        quarter=_both(kept.quarter, fresh.quarter, stays),
        unit=_both(kept.unit, fresh.unit, stays),
    )  # fmt: skip


def _one_list(
    kept: tuple[T, ...], fresh: tuple[T, ...], places: NDArray[np.int16]
) -> tuple[tuple[T, ...], NDArray[np.int16]]:
    """One list of both lists' values, and the places of the fresh ones in it."""
    both = tuple(dict.fromkeys((*kept, *fresh)))
    moved = np.array([both.index(value) for value in fresh], np.int16)
    return both, moved[places] if len(places) else places


def _both(kept: Any, fresh: Any, stays: NDArray[np.bool_]) -> Any:
    if isinstance(kept, dict):
        return {name: _both(column, fresh[name], stays) for name, column in kept.items()}
    return np.concatenate([kept[stays], fresh])
