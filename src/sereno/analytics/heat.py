"""Where incidents happened: how many there were in each hexagon, under any filter, for whoever may see it.

Analysts see every cell down to 25 metres. Others see larger cells, and none with fewer than five incidents.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import shape

from sereno.algorithms import columns as counting
from sereno.algorithms.difference import differ
from sereno.algorithms.hexagons import parents, resolution_of
from sereno.analytics.editions import Edition, newest
from sereno.analytics.questions import (
    BY_OFFICERS,
    COUNTED,
    DAYS,
    HOUR_UNKNOWN,
    HOURS_OF_DAY,
    Question,
    counted_hours,
    wanted,
)
from sereno.analytics.sight import Sight
from sereno.people.rules import Viewer
from sereno.places import queries as places

COARSEST = 7

Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Heat:
    """Counts by cell, and what was left out.

    `cells` (n,) H3 numbers · `counts` (n,) · `counted` all that answer the question, wherever ·
    `by_officers`, `hour_unknown` left out for these reasons · `small_cells`, `in_small_cells` not shown because a cell
    has too few.
    """

    resolution: int
    cells: Counts
    counts: Counts
    counted: int
    by_officers: int
    hour_unknown: int
    small_cells: int
    in_small_cells: int
    as_of: datetime | None


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """Two periods side by side; `ratio` (n,) is the rate now as a multiple of that before, nan where none was."""

    now: Heat
    before: Heat
    cells: Counts
    counts_now: Counts
    counts_before: Counts
    ratio: NDArray[np.float64]
    beyond_chance: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """One cell in time: `weeks` (w,) counts of whole weeks from the first day, `hours` (7, 24) by hour of the week."""

    counted: int
    weeks: Counts
    hours: Counts


def access_heat(viewer: Viewer, question: Question, *, municipality: int, resolution: int) -> Heat:
    """How many incidents each cell of a resolution had.

    Raises
    ------
    NotYours : the viewer sees no figures of this town.
    """
    sight = Sight.of(viewer, municipality)
    return _heat(question, municipality, sight, resolution)


def access_comparison(
    viewer: Viewer, now: Question, before: Question, *, municipality: int, resolution: int
) -> Comparison:
    """The same of two periods, and where they differ by more than chance.

    Raises
    ------
    NotYours : the viewer sees no figures of this town.
    """
    sight = Sight.of(viewer, municipality)
    everything = replace(sight, fewest=1)
    here, then = (_heat(one, municipality, everything, resolution) for one in (now, before))
    cells = np.union1d(here.cells, then.cells)
    counts = np.stack([_spread(here, cells), _spread(then, cells)])
    shown = ~((counts > 0) & (counts < sight.fewest)).any(axis=0)
    cells, (counts_now, counts_before) = cells[shown], counts[:, shown]
    found = differ(counts_before, counts_now, before_h=counted_hours(before) or 1, now_h=counted_hours(now) or 1)
    return Comparison(here, then, cells, counts_now, counts_before, found.ratio, found.beyond_chance)


def access_frames(viewer: Viewer, questions: Sequence[Question], *, municipality: int, resolution: int) -> list[Heat]:
    """One heat for each question: the pictures of a film.

    Raises
    ------
    NotYours : the viewer sees no figures of this town.
    """
    sight = Sight.of(viewer, municipality)
    return [_heat(question, municipality, sight, resolution) for question in questions]


def access_cell(viewer: Viewer, question: Question, *, municipality: int, cell: int) -> Cell:
    """One cell's weeks and hours; of a cell too small for the viewer nothing.

    Raises
    ------
    NotYours : the viewer sees no figures of this town.
    """
    sight = Sight.of(viewer, municipality)
    resolution = resolution_of(cell)
    weeks, hours = np.zeros(max(1, question.days // 7), np.int64), np.zeros(DAYS * HOURS_OF_DAY, np.int64)
    if resolution > sight.finest:
        return Cell(0, weeks, hours.reshape(DAYS, HOURS_OF_DAY))
    zone = places.town(municipality).timezone
    for edition in newest(municipality):
        asked = wanted(question, edition.facets, scope=sight.scope, zone=zone)
        inside = parents(edition.columns.cells, resolution=resolution) == cell
        inside &= in_zones(edition, question, municipality)
        rows, kinds = counting.find(edition.columns, asked, cells=inside)
        rows = rows[kinds == COUNTED]
        week = (edition.columns.seconds[rows].astype(np.int64) - asked.begin) // (7 * 86_400)
        weeks += np.bincount(week[week < len(weeks)], minlength=len(weeks))
        hours += np.bincount(counting.hour_of(edition.columns, rows), minlength=len(hours))
    counted = int(hours.sum())
    if counted < sight.fewest:
        return Cell(0, np.zeros_like(weeks), np.zeros((DAYS, HOURS_OF_DAY), np.int64))
    return Cell(counted, weeks, hours.reshape(DAYS, HOURS_OF_DAY))


def _heat(question: Question, municipality: int, sight: Sight, resolution: int) -> Heat:
    resolution = min(max(resolution, COARSEST), sight.finest)
    editions = newest(municipality)
    zone = places.town(municipality).timezone
    cells, counts = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    by_officers = hour_unknown = 0
    for edition in editions:
        tallied = counting.tally(edition.columns, wanted(question, edition.facets, scope=sight.scope, zone=zone))
        here = in_zones(edition, question, municipality)
        by_officers += int(tallied[BY_OFFICERS][here].sum())
        hour_unknown += int(tallied[HOUR_UNKNOWN][here].sum())
        some = here & (tallied[COUNTED] > 0)
        cells.append(parents(edition.columns.cells[some], resolution=resolution))
        counts.append(tallied[COUNTED][some])
    known, places_of = np.unique(np.concatenate(cells), return_inverse=True)
    summed = np.bincount(places_of, weights=np.concatenate(counts), minlength=len(known)).astype(np.int64)
    shown = summed >= sight.fewest
    return Heat(
        resolution=resolution,
        cells=known[shown],
        counts=summed[shown],
        counted=int(summed.sum()),
        by_officers=by_officers,
        hour_unknown=hour_unknown,
        small_cells=int((~shown).sum()),
        in_small_cells=int(summed[~shown].sum()),
        as_of=min((edition.as_of for edition in editions), default=None),
    )


def in_zones(edition: Edition, question: Question, municipality: int) -> NDArray[np.bool_]:
    """Whether each cell's centre lies in one of the zones asked for, as they are drawn today."""
    if not question.zones:
        return np.ones(len(edition.centres), bool)
    found = np.zeros(len(edition.centres), bool)
    for zone in places.zones(municipality):
        if zone.code in question.zones:
            area = shape(zone.outline)
            shapely.prepare(area)
            found |= shapely.contains_xy(area, edition.centres[:, 0], edition.centres[:, 1])
    return found


def _spread(heat: Heat, cells: Counts) -> Counts:
    spread = np.zeros(len(cells), np.int64)
    spread[np.searchsorted(cells, heat.cells)] = heat.counts
    return spread
