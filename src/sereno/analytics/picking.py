"""Picking the cases a question asks for out of a town's, as far as the viewer may count them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sereno.algorithms.samples import Sample
from sereno.analytics.cases import NO_UNIT, Cases, cases
from sereno.analytics.legs import Apart, Dimension, Hours, Leg, Question
from sereno.dispatch.columns import KINDS
from sereno.incidents import queries as incidents
from sereno.incidents.columns import CHANNELS, OUTCOMES
from sereno.kernel.errors import NotYours
from sereno.people.rules import Ability, Viewer
from sereno.vocabulary.words import Channel, Moment, Outcome

_EPOCH = date(1970, 1, 1)
_MONDAY = 3  # 1970-01-01 was a Thursday: with three days more, weeks begin on Mondays
_HOURS = tuple(Hours)
Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Picked:
    """Cases of a question, their places in `cases`, and how many were put apart and why.

    `first_week` and `weeks` are those of the period of which anything is known, `first_day` is its first day.
    """

    cases: Cases
    places: Places
    apart: Mapping[Apart, int]
    first_week: int
    weeks: int
    first_day: int
    gathered: dict[str, NDArray[Any]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.places)

    def of(self, name: str, make: Callable[[Cases], NDArray[Any]]) -> NDArray[Any]:
        """A column of the picked cases; made once, for many legs ask for the same."""
        if name not in self.gathered:
            self.gathered[name] = make(self.cases)[self.places]
        return self.gathered[name]

    def moment(self, which: Moment) -> NDArray[np.float32]:
        """Seconds since the report came in."""
        return self.of(which.value, lambda known: known.columns.moments[which])


def pick(viewer: Viewer, *, municipality: int, question: Question) -> Picked:
    """The cases that a question asks for.

    Raises
    ------
    NotYours : the viewer may not see figures of this town.
    """
    seat = viewer.seat(municipality)
    if seat is None or not seat.may(Ability.SEE_INSIGHT):
        raise NotYours
    known = cases(municipality)
    begin, end = day_of(question.begin), day_of(question.end)
    asked = (known.day >= begin) & (known.day <= end)
    if seat.departments:
        asked &= np.isin(known.columns.department, list(seat.departments))
    if not seat.may(Ability.READ_INCIDENTS):
        hidden = [one.id for one in incidents.categories(municipality).values() if one.confidential]
        asked &= ~np.isin(known.categories, hidden)[known.category] if len(known) else asked
    for dimension in Dimension:
        value = getattr(question, dimension.value)
        if value:
            asked &= _codes(known, dimension) == _code_of(known, dimension, str(value), municipality=municipality)
    apart, counted = _apart(known, asked)
    # Weeks before the first incident ever and after the last are no quiet weeks: nothing is known of them.
    first = max(begin, int(known.day.min())) if len(known) else begin
    last = max(first, min(end, int(known.day.max()))) if len(known) else end
    return Picked(known, np.flatnonzero(counted), apart, week_of(first), week_of(last) - week_of(first) + 1, first)


def groups(picked: Picked, dimension: Dimension, *, municipality: int) -> dict[str, Places]:
    """The picked cases by the values of a dimension: code → places within the picked; "" where none is known."""
    codes = _codes(picked.cases, dimension)[picked.places]
    if not len(codes):
        return {}
    shifted = codes - codes.min()
    order = np.argsort(shifted, kind="stable")  # of small numbers: by counting
    counts = np.bincount(shifted)
    names = _names(picked.cases, dimension, municipality=municipality)
    ends = np.cumsum(counts)
    return {
        names.get(int(value + codes.min()), ""): order[ends[value] - counts[value] : ends[value]]
        for value in np.flatnonzero(counts)
    }


def sample(picked: Picked, leg: Leg) -> tuple[Sample, Places]:
    """The picked cases in which a leg began, and their places within the picked."""
    start, end = picked.moment(leg.start), picked.moment(leg.end)
    is_open = np.isnan(picked.moment(Moment.CLOSED))
    began = np.isfinite(start)
    if leg.needs_unit:
        began &= picked.of("wanted", _may_need_a_unit)
    seconds = end if leg.start is Moment.RECEIVED else end - start
    without = np.flatnonzero(np.isnan(seconds))
    waited = np.zeros(len(picked), np.float32)
    received = picked.cases.columns.received[picked.places[without]]
    until_now = (picked.cases.as_of.timestamp() - received).astype(np.float32)
    waited[without] = np.where(is_open[without], until_now, picked.moment(Moment.CLOSED)[without]) - start[without]
    promised = leg.clock
    target = picked.of(f"due {promised}", lambda known: known.columns.due[promised]) if promised is not None else None
    week = picked.of("week", lambda known: (known.day + _MONDAY) // 7 - picked.first_week)
    which = np.flatnonzero(began)
    found = Sample(seconds, waited, target, is_open, week)
    return (found if len(which) == len(picked) else found.at(which)), which


def _may_need_a_unit(known: Cases) -> NDArray[np.bool_]:
    """All but what was passed on to another service before any unit was assigned."""
    columns = known.columns
    is_elsewhere = columns.outcome == OUTCOMES.index(Outcome.REFERRED)
    return np.asarray(~(is_elsewhere & np.isnan(columns.moments[Moment.ASSIGNED])))


def day_of(day: date) -> int:
    """Days since 1970."""
    return (day - _EPOCH).days


def date_of(day: int) -> date:
    """The day so many days after the first of 1970."""
    return _EPOCH + timedelta(days=day)


def week_of(day: int) -> int:
    """Weeks since 1970, from Monday to Sunday."""
    return (day + _MONDAY) // 7


def monday(week: int) -> date:
    """The first day of a week."""
    return _EPOCH + timedelta(days=week * 7 - _MONDAY)


def _apart(known: Cases, asked: NDArray[np.bool_]) -> tuple[dict[Apart, int], NDArray[np.bool_]]:
    columns = known.columns
    reasons = {
        Apart.PART: columns.is_part,
        Apart.OFFICERS: columns.channel == CHANNELS.index(Channel.PATROL),
        Apart.DUPLICATE: columns.outcome == OUTCOMES.index(Outcome.DUPLICATE),
        Apart.FALSE_REPORT: columns.outcome == OUTCOMES.index(Outcome.FALSE_REPORT),
    }
    found: dict[Apart, int] = {}
    for reason, holds in reasons.items():
        found[reason] = int(np.count_nonzero(asked & holds))
        asked = asked & ~holds
    return found, asked


def _codes(known: Cases, dimension: Dimension) -> NDArray[Any]:
    columns = known.columns
    found: dict[Dimension, NDArray[Any]] = {
        Dimension.PRIORITY: columns.priority,
        Dimension.CHANNEL: columns.channel,
        Dimension.CATEGORY: known.category,
        Dimension.ZONE: known.zone,
        Dimension.HOURS: known.quarter,
        Dimension.UNIT: known.unit,
    }
    return found[dimension]


def _names(known: Cases, dimension: Dimension, *, municipality: int) -> dict[int, str]:
    match dimension:
        case Dimension.PRIORITY:
            return {number: str(number) for number in range(1, 5)}
        case Dimension.CHANNEL:
            return dict(enumerate(CHANNELS))
        case Dimension.CATEGORY:
            codes = {number: one.code for number, one in incidents.categories_by_id(municipality).items()}
            return {place: codes.get(number, "") for place, number in enumerate(known.categories)}
        case Dimension.ZONE:
            return dict(enumerate(known.zones))
        case Dimension.HOURS:
            return dict(enumerate(_HOURS))
        case Dimension.UNIT:
            return {**dict(enumerate(KINDS)), NO_UNIT: ""}


def _code_of(known: Cases, dimension: Dimension, value: str, *, municipality: int) -> int:
    """The number of a value; one that nothing has where the value is not known."""
    names = _names(known, dimension, municipality=municipality)
    return next((number for number, name in names.items() if name == value), -99)
