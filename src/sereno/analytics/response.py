"""How long it takes: every leg of an incident's way, by whatever it may depend on, and the incidents behind a bar."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from sereno.algorithms import samples
from sereno.algorithms.samples import Draws, Sample, Summary, Waiting
from sereno.analytics import picking
from sereno.analytics.legs import BY_CODE, LEGS, Apart, Dimension, Question
from sereno.analytics.picking import Picked
from sereno.incidents import queries as incidents
from sereno.kernel.errors import NotYours
from sereno.people.rules import Ability, Viewer

WIDTHS_S = (2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 43_200, 86_400, 604_800)
MOST_BARS = 24
MOST_LISTED = 100
_THREADS = 2
_HORIZON = 4  # times the time in which nine of ten are reached


@dataclass(frozen=True, slots=True)
class Bar:
    """How many took from so many seconds to (not including) so many; `until_s` is None for all the rest."""

    from_s: int
    until_s: int | None
    cases: int


@dataclass(frozen=True, slots=True)
class Line:
    """What one group, or one leg, says."""

    code: str
    summary: Summary


@dataclass(frozen=True, slots=True)
class Answer:
    """All that the page of response times shows for a question.

    Attributes
    ----------
    as_of : when the incidents were read
    counted : incidents that lie in the question
    apart : those left out, by reason
    since : the first day of the period of which anything is known
    weeks : from then on, begun ones too
    legs : every leg, in the order of LEGS
    whole : the leg that is asked for
    bars : its distribution; empty with too few cases
    waiting : its curve, those never reached counted; None with too few cases
    by : the same leg by the dimension that is asked for, the group with most cases first
    """

    as_of: datetime
    counted: int
    apart: dict[Apart, int]
    since: date
    weeks: int
    legs: list[Line]
    whole: Summary
    bars: list[Bar]
    waiting: Waiting | None
    horizon_s: float
    by: list[Line]


@dataclass(frozen=True, slots=True)
class Which:
    """Those that took from so long to (not including) so long, or with `missing` those that never had the end."""

    from_s: int = 0
    until_s: int | None = None
    missing: bool = False


@dataclass(frozen=True, slots=True)
class One:
    """A single incident behind a figure; `place` is empty for who may not read it, `seconds` is None without an end."""

    id: int
    category: int
    priority: int
    received_at: datetime
    zone: str
    place: str
    seconds: float | None


@dataclass(frozen=True, slots=True)
class Behind:
    """How many incidents stand behind a bar, and the newest of them."""

    count: int
    listed: list[One]


def answer(viewer: Viewer, *, municipality: int, question: Question) -> Answer:
    """What is asked of response times.

    Raises
    ------
    NotYours : the viewer may not see figures of this town.
    """
    picked = picking.pick(viewer, municipality=municipality, question=question)
    drawn = samples.draws(picked.weeks)
    leg = BY_CODE[question.leg]
    taken, which = picking.sample(picked, leg)
    with ThreadPoolExecutor(_THREADS) as pool:  # numpy lets go of the interpreter: two cores take half the time
        summaries = pool.map(lambda one: samples.summarise(picking.sample(picked, one)[0], drawn), LEGS)
        legs = [Line(one.code, summary) for one, summary in zip(LEGS, summaries, strict=True)]
    whole = next(line.summary for line in legs if line.code == leg.code)
    horizon_s = _horizon(whole)
    return Answer(
        as_of=picked.cases.as_of,
        counted=len(picked),
        apart=dict(picked.apart),
        since=picking.date_of(picked.first_day),
        weeks=picked.weeks,
        legs=legs,
        whole=whole,
        bars=_bars(taken.seconds, whole),
        waiting=samples.waiting_of(taken, drawn, horizon_s=horizon_s) if whole.median is not None else None,
        horizon_s=horizon_s,
        by=_by(picked, (taken, which), drawn, question.by, municipality=municipality),
    )


def incidents_behind(viewer: Viewer, *, municipality: int, question: Question, which: Which) -> Behind:
    """The incidents behind a bar, for whoever may read single incidents, or see past points.

    Raises
    ------
    NotYours : the viewer may not see single incidents of this town.
    """
    if not may_see_single(viewer, municipality):
        raise NotYours
    picked = picking.pick(viewer, municipality=municipality, question=question)
    taken, began = picking.sample(picked, BY_CODE[question.leg])
    wanted = np.flatnonzero(_without_end(taken) if which.missing else _between(taken.seconds, which))
    at = picked.places[began[wanted]]
    newest = np.argsort(-picked.cases.columns.received[at], kind="stable")[:MOST_LISTED]
    numbers = picked.cases.columns.ids[at[newest]].tolist()
    seconds = [None if np.isnan(took) else float(took) for took in taken.seconds[wanted[newest]]]
    rows = {row[0]: dict(zip(incidents.COLUMNS, row, strict=True)) for row in incidents.rows_by_id(numbers)}
    may_read = viewer.may(Ability.READ_INCIDENTS, municipality)
    listed = [
        One(number, row["category_id"], row["priority"], row["received_at"], row["zone"], row["place"] * may_read, took)
        for number, took in zip(numbers, seconds, strict=True)
        if (row := rows.get(number)) is not None
    ]
    return Behind(len(wanted), listed)


def may_see_single(viewer: Viewer, municipality: int) -> bool:
    """Whether the viewer may go from a figure to the incidents behind it."""
    return any(viewer.may(ability, municipality) for ability in (Ability.READ_INCIDENTS, Ability.SEE_PAST_POINTS))


def _horizon(whole: Summary) -> float:
    """Up to where the curve is drawn: an hour, or as long as the slow ones take."""
    wished = _HORIZON * (whole.p90 or 900.0)
    return float(next((width for width in WIDTHS_S if width >= wished), WIDTHS_S[-1]))


def _bars(seconds: NDArray[np.float32], whole: Summary) -> list[Bar]:
    """Bars of equal width up to well beyond the slow ones, and one for the rest."""
    if whole.p90 is None:
        return []
    width = next((one for one in WIDTHS_S if one * (MOST_BARS - 1) >= 2 * whole.p90), WIDTHS_S[-1])
    known = np.minimum(seconds[seconds >= 0], np.float32(MOST_BARS * width))
    counts = np.bincount(np.minimum(known.astype(np.int32) // width, MOST_BARS - 1), minlength=MOST_BARS)
    last = int(np.flatnonzero(counts[:-1])[-1]) + 1 if counts[:-1].any() else 0
    bars = [Bar(number * width, (number + 1) * width, int(counts[number])) for number in range(last)]
    rest = int(counts[-1])
    return [*bars, Bar((MOST_BARS - 1) * width, None, rest)] if rest else bars


def _between(seconds: NDArray[np.float32], which: Which) -> NDArray[np.bool_]:
    found = seconds >= which.from_s
    return found & (seconds < which.until_s) if which.until_s is not None else found


def _without_end(taken: Sample) -> NDArray[np.bool_]:
    return np.isnan(taken.seconds) & ~taken.is_open


def _by(
    picked: Picked, sampled: tuple[Sample, NDArray[np.intp]], drawn: Draws, dimension: Dimension, *, municipality: int
) -> list[Line]:
    taken, which = sampled
    inside = replace(picked, places=picked.places[which], gathered={})
    groups = picking.groups(inside, dimension, municipality=municipality)
    if not groups:
        return []
    in_order = taken.at(np.concatenate(list(groups.values())))
    ends = np.cumsum([len(places) for places in groups.values()])
    pieces = [in_order.at(slice(end - len(places), end)) for end, places in zip(ends, groups.values(), strict=True)]
    with ThreadPoolExecutor(_THREADS) as pool:
        summaries = pool.map(lambda piece: samples.summarise(piece, drawn), pieces)
        lines = [Line(code, summary) for code, summary in zip(groups, summaries, strict=True)]
    if dimension in {Dimension.PRIORITY, Dimension.HOURS}:
        return lines
    return sorted(lines, key=lambda line: -line.summary.cases)
