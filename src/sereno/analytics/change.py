"""Did something change on a day? Weekly figures before and after it, judged by rules that were fixed beforehand."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

import numpy as np
from django.db.models import Count
from django.db.models.functions import TruncDate
from numpy.typing import NDArray

from sereno.algorithms import interrupted, standardise, verdicts
from sereno.algorithms.interrupted import Effect, Interrupted
from sereno.algorithms.verdicts import Found, Side
from sereno.analytics import picking
from sereno.analytics.legs import BY_CODE, Question
from sereno.analytics.models import PastIncident
from sereno.analytics.picking import Picked
from sereno.incidents import queries as incidents
from sereno.people.rules import Ability, Viewer
from sereno.places import queries as places

HORIZON_S = 3_600.0
LEAST_A_WEEK = 5  # cases; a week with fewer has no mean
MOST_WEEKS = 156  # on each side
_WEEK = 7


class Measure(StrEnum):
    """What is compared."""

    WAIT = "wait"  # mean response in seconds, each cut at an hour; one never reached counts as the whole hour
    WITHIN = "within"  # share of responses within target
    COUNT = "count"  # incidents a week


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What changed where, and when: the question's period holds both sides; `against` is a zone that did not change."""

    question: Question
    on: date
    measure: Measure = Measure.WAIT
    against: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Weeks:
    """Figures of whole weeks that are counted from the day of the change: `week` (n,) ascending, negative before it."""

    week: list[int]
    values: NDArray[np.float64]
    cases: NDArray[np.int64]

    def side(self, *, after: bool) -> Side:
        """What there is before, or from the day on."""
        on_it = (np.array(self.week, int) >= 0) == after
        return Side(int(np.count_nonzero(on_it)), int(self.cases[on_it].sum()))

    def among(self, weeks: list[int]) -> "Weeks":
        """Only some of the weeks."""
        place = {week: number for number, week in enumerate(self.week)}
        kept = [place[week] for week in weeks]
        return Weeks(weeks, self.values[kept], self.cases[kept])


@dataclass(frozen=True, slots=True)
class MixKept:
    """The difference with the same mix of hours, zones, kinds and priorities on both sides."""

    before: float
    after: float
    covered: float
    effect: Effect


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """What may be said, and all it rests on; the parts after `found` are None where there are too few data.

    Attributes
    ----------
    effect : what is judged: of the break in the weekly figures, or of the differences to the other zone
    broken : the two lines
    mix : None where no mix is common to both sides, and for counts
    apart : the trend of the difference between both zones before the day
    placebos : week, step: at dates at which nothing happened
    own_since : the first day of the town's own records, where figures before it come from imported files
    """

    weeks: Weeks
    other: Weeks | None
    before: Side
    after: Side
    found: Found
    mean_before: float | None = None
    effect: Effect | None = None
    broken: Interrupted | None = None
    mix: MixKept | None = None
    apart: Effect | None = None
    placebos: tuple[tuple[int, float], ...] = ()
    own_since: date | None = None


def look(viewer: Viewer, *, municipality: int, asked: Asked) -> Change:
    """What changed on a day.

    Raises
    ------
    NotYours : the viewer may not see figures of this town.
    """
    picked = picking.pick(viewer, municipality=municipality, question=asked.question)
    whole = _of(viewer, picked, asked, municipality=municipality)
    other, series = None, whole
    if asked.against:
        elsewhere = replace(asked, question=replace(asked.question, zone=asked.against))
        beside = picking.pick(viewer, municipality=municipality, question=elsewhere.question)
        other = _of(viewer, beside, elsewhere, municipality=municipality)
        common = sorted(set(whole.week) & set(other.week))
        whole, other = whole.among(common), other.among(common)
        series = replace(whole, values=whole.values - other.values)
    before, after = whole.side(after=False), whole.side(after=True)
    own_since = _own_since(viewer, picked, asked, municipality=municipality)
    few = verdicts.enough(before, after)
    if few is None and other is not None:
        few = verdicts.enough(other.side(after=False), other.side(after=True))
    if few is not None:
        return Change(whole, other, before, after, few, own_since=own_since)
    broken = interrupted.segmented(whole.values, whole.week)
    mix = _mix_kept(picked, asked, municipality=municipality) if asked.measure is not Measure.COUNT else None
    placebos = tuple(interrupted.placebos(series.values, series.week))
    early = [week for week in series.week if week < 0]
    apart = interrupted.trend(series.among(early).values, early) if other is not None else None
    effect = interrupted.step(series.values, series.week) if other is not None else broken.level
    found = verdicts.judge(
        effect, standardised=mix.effect if mix else None, placebos=[step for _, step in placebos], apart=apart
    )
    mean = float(whole.among(early).values.mean())
    return Change(whole, other, before, after, found, mean, effect, broken, mix, apart, placebos, own_since)


def _of(viewer: Viewer, picked: Picked, asked: Asked, *, municipality: int) -> Weeks:
    if asked.measure is Measure.COUNT:
        return _counted(viewer, picked, asked, municipality=municipality)
    week, values, kept = _measured(picked, asked)
    first = int(week.min()) if len(week) else 0
    span = (int(week.max()) - first + 1) if len(week) else 0
    cases = np.bincount(week[kept] - first, minlength=span)
    sums = np.bincount(week[kept] - first, weights=values[kept], minlength=span)
    there = np.flatnonzero(cases >= LEAST_A_WEEK)
    return Weeks([int(place) + first for place in there], sums[there] / cases[there], cases[there])


def _measured(picked: Picked, asked: Asked) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.bool_]]:
    """Of each case that has the leg: its week, its measure, and whether it has one and lies in a whole week."""
    taken, which = picking.sample(picked, BY_CODE["response"])
    day = picked.cases.day[picked.places[which]]
    week, is_whole = _weeks_of(day.astype(np.int64), asked, since=picked.first_day)
    is_done = taken.seconds >= 0
    if asked.measure is Measure.WITHIN and taken.target is not None:
        is_told = np.isfinite(taken.target) & (is_done | (np.isnan(taken.seconds) & (taken.waited > taken.target)))
        return week, (is_done & (taken.seconds <= taken.target)).astype(float), is_whole & is_told
    never = np.isnan(taken.seconds) & ~(taken.is_open & (taken.waited < HORIZON_S))
    values = np.where(is_done, np.minimum(taken.seconds, HORIZON_S), HORIZON_S).astype(float)
    return week, values, is_whole & (is_done | never)


def _weeks_of(day: NDArray[np.int64], asked: Asked, *, since: int) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Weeks from the day of the change, and whether all seven days of each are known."""
    week = (day - picking.day_of(asked.on)) // _WEEK
    begins = week * _WEEK + picking.day_of(asked.on)
    begin = max(since, picking.day_of(asked.question.begin))
    return week, (begins >= begin) & (begins + _WEEK - 1 <= picking.day_of(asked.question.end))


def _counted(viewer: Viewer, picked: Picked, asked: Asked, *, municipality: int) -> Weeks:
    """Incidents a week: our own, and before the first of them those of imported files."""
    past = _past_days(viewer, asked.question, until=_first_own(picked), municipality=municipality)
    own = picked.cases.day[picked.places].astype(np.int64)
    days = np.concatenate([own, np.repeat(np.array(list(past), np.int64), list(past.values()))])
    if not len(days):
        return Weeks([], np.empty(0), np.empty(0, np.int64))
    since = min(int(days.min()), picked.first_day)
    week, is_whole = _weeks_of(days, asked, since=since)
    if not is_whole.any():
        return Weeks([], np.empty(0), np.empty(0, np.int64))
    first, last = int(week[is_whole].min()), int(week[is_whole].max())
    counts = np.bincount(week[is_whole] - first, minlength=last - first + 1)
    return Weeks(list(range(first, last + 1)), counts.astype(float), counts)


def _first_own(picked: Picked) -> date | None:
    days = picked.cases.day
    return picking.date_of(int(days.min())) if len(days) else None


def _past_days(viewer: Viewer, question: Question, *, until: date | None, municipality: int) -> dict[int, int]:
    """How many incidents imported files have on each day; none where what is asked for they cannot tell."""
    seat = viewer.seat(municipality)
    if seat is None or seat.departments or question.zone or question.hours or question.unit:
        return {}
    zone = places.town(municipality).timezone
    rows = PastIncident.objects.filter(municipality_id=municipality, officer_initiated=False)
    if not seat.may(Ability.READ_INCIDENTS):
        hidden = [one.code for one in incidents.categories(municipality).values() if one.confidential]
        rows = rows.exclude(category_code__in=hidden)
    asked = {"category_code": question.category, "channel": question.channel, "priority": question.priority}
    rows = rows.filter(**{name: value for name, value in asked.items() if value})
    last = min(question.end, until - timedelta(days=1)) if until is not None else question.end
    by_day = rows.annotate(day=TruncDate("occurred_at", tzinfo=zone)).filter(day__gte=question.begin, day__lte=last)
    counted = by_day.order_by().values_list("day").annotate(n=Count("id"))
    return {picking.day_of(day): n for day, n in counted}


def _own_since(viewer: Viewer, picked: Picked, asked: Asked, *, municipality: int) -> date | None:
    first = _first_own(picked)
    if asked.measure is not Measure.COUNT or first is None or not asked.question.begin < first <= asked.question.end:
        return None
    past = _past_days(viewer, asked.question, until=first, municipality=municipality)
    return first if past else None


def _mix_kept(picked: Picked, asked: Asked, *, municipality: int) -> MixKept | None:
    """Means over the mix of both sides together: hour band, zone, group of categories, priority."""
    _taken, which = picking.sample(picked, BY_CODE["response"])
    week, values, kept = _measured(picked, asked)
    at = picked.places[which][kept]
    known = picked.cases
    groups = sorted({one.group for one in incidents.categories(municipality).values()})
    group_of = {one.id: groups.index(one.group) for one in incidents.categories(municipality).values()}
    group = np.array([group_of.get(number, len(groups)) for number in known.categories], np.int64)[known.category[at]]
    code = ((known.quarter[at].astype(np.int64) * 5 + known.columns.priority[at]) * (len(known.zones) + 1)
            + known.zone[at]) * (len(groups) + 1) + group  # fmt: skip
    strata, stratum = np.unique(code, return_inverse=True)
    weeks, row = np.unique(week[kept], return_inverse=True)
    flat, size = row * len(strata) + stratum, len(weeks) * len(strata)
    counts = np.bincount(flat, minlength=size).reshape(len(weeks), -1).astype(np.float64)
    sums = np.bincount(flat, weights=values[kept], minlength=size).reshape(len(weeks), -1).astype(np.float64)
    try:
        found = standardise.standardised(sums, counts, weeks >= 0)
    except ValueError:  # no stratum that both sides have
        return None
    return MixKept(found.before, found.after, found.covered, interrupted.step(found.weekly, weeks.tolist()))
