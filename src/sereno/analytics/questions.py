"""What somebody asks of the past, and what that means for each kind of row. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sereno.algorithms.columns import Wanted

# What becomes of a row that lies in the period: a kind of `columns.tally`.
DROPPED, COUNTED, BY_OFFICERS, HOUR_UNKNOWN = range(4)
KINDS = 4
HOURS_OF_DAY, DAYS = 24, 7
OFFICERS_CHANNELS = frozenset({"patrol"})


class Facet(NamedTuple):
    """All that differs between incidents and can be asked for, beside moment and place.

    `source` is 0 for incidents of our own, else the number of the source of an imported file; `department` is 0 where
    a file told none, `priority` as well.
    """

    category: str
    channel: str
    priority: int
    department: int
    source: int
    by_officers: bool
    heaped: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A filter; what is empty is not asked for, so all of it counts. Both days of the period belong to it."""

    begin: date
    end: date
    hours: frozenset[int] = frozenset()  # 0…23
    weekdays: frozenset[int] = frozenset()  # 0 is Monday
    categories: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()
    priorities: frozenset[int] = frozenset()
    zones: frozenset[str] = frozenset()
    with_officers: bool = False  # count also what patrols came upon by themselves

    @property
    def days(self) -> int:
        """How many days the period has."""
        return (self.end - self.begin).days + 1

    def before(self) -> Question:
        """The same of the period of equal length right before."""
        return replace(self, begin=self.begin - timedelta(days=self.days), end=self.begin - timedelta(days=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What of a town the viewer's seat lets count: no confidential categories, only some departments (empty: all)."""

    hidden: frozenset[str] = frozenset()
    departments: frozenset[int] = field(default_factory=frozenset)


def wanted(question: Question, facets: Sequence[Facet], *, scope: Scope, zone: tzinfo) -> Wanted:
    """The question as the columns understand it."""
    return Wanted(
        begin=_seconds(question.begin, zone),
        end=_seconds(question.end + timedelta(days=1), zone),
        kinds=np.array([_kind(facet, question, scope) for facet in facets], np.intp),
        of=KINDS,
        hours=_hours(question),
    )


def counted_hours(question: Question) -> float:
    """How long the question's hours last over its period, in hours."""
    week = _hours(question)
    first = question.begin.weekday()
    days = [week[(first + day) % DAYS * HOURS_OF_DAY :][:HOURS_OF_DAY].sum() if week is not None else HOURS_OF_DAY
            for day in range(question.days)]  # fmt: skip
    return float(sum(int(hours) for hours in days))


def _kind(facet: Facet, question: Question, scope: Scope) -> int:
    if facet.category in scope.hidden or (scope.departments and facet.department not in scope.departments):
        return DROPPED
    asked: tuple[tuple[object, frozenset[object]], ...] = (
        (facet.category, frozenset(question.categories)),
        (facet.channel, frozenset(question.channels)),
        (facet.priority, frozenset(question.priorities)),
    )
    if any(wished and value not in wished for value, wished in asked):
        return DROPPED
    if facet.by_officers and not question.with_officers:
        return BY_OFFICERS
    if facet.heaped and question.hours:
        return HOUR_UNKNOWN
    return COUNTED


def _hours(question: Question) -> NDArray[np.bool_] | None:
    if not question.hours and not question.weekdays:
        return None
    hours = question.hours or frozenset(range(HOURS_OF_DAY))
    weekdays = question.weekdays or frozenset(range(DAYS))
    return np.array([day in weekdays and hour in hours for day in range(DAYS) for hour in range(HOURS_OF_DAY)])


def _seconds(day: date, zone: tzinfo) -> int:
    return int(datetime.combine(day, time(), tzinfo=zone).astimezone(UTC).timestamp())
