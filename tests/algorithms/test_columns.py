"""The columns of incidents count like somebody who looks at each incident in turn."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import h3.api.numpy_int as h3
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from sereno.algorithms import hexagons
from sereno.algorithms.columns import CHUNK, Columns, Wanted, arrange, find, hour_of, tally
from sereno.algorithms.localtime import hours_of_week

CHILE = ZoneInfo("America/Santiago")
START = 1_700_000_000
Rows = dict[str, NDArray[Any]]


def some(n: int, *, seed: int = 1) -> tuple[Columns, Rows]:
    """Incidents in disorder, and the columns made of them."""
    rng = np.random.default_rng(seed)
    rows = {
        "seconds": rng.integers(START, START + 400 * 86_400, n),
        "cells": rng.integers(0, 11, n) * 1_000 + 5,
        "facets": rng.integers(0, 7, n),
        "rows": rng.permutation(n) + 1,
    }
    hours = hours_of_week(rows["seconds"], zone=CHILE)
    return arrange(**rows, hours=hours), {**rows, "hours": hours}


def wanted(*, begin_day: int = 0, days: int = 400, hours: NDArray[np.bool_] | None = None) -> Wanted:
    begin = START + begin_day * 86_400
    return Wanted(begin, begin + days * 86_400, kinds=np.array([0, 0, 1, 2, 0, 1, 2]), of=3, hours=hours)


def by_hand(rows: Rows, asked: Wanted, cells: NDArray[np.int64]) -> list[list[int]]:
    counts = [[0] * len(cells) for _ in range(asked.of)]
    for second, cell, facet, hour in zip(rows["seconds"], rows["cells"], rows["facets"], rows["hours"], strict=True):
        if asked.begin <= second < asked.end and (asked.hours is None or asked.hours[hour]):
            counts[asked.kinds[facet]][int(np.searchsorted(cells, cell))] += 1
    return counts


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    n=st.integers(0, 400),
    begin_day=st.integers(-10, 410),
    days=st.integers(0, 500),
    hours=st.none() | st.lists(st.booleans(), min_size=168, max_size=168),
)
def test_any_filter_counts_what_counting_by_hand_counts(
    seed: int, n: int, begin_day: int, days: int, hours: list[bool] | None
) -> None:
    columns, rows = some(n, seed=seed)
    asked = wanted(begin_day=begin_day, days=days, hours=None if hours is None else np.array(hours))

    assert tally(columns, asked).tolist() == by_hand(rows, asked, columns.cells)


def test_counting_goes_on_over_the_edges_of_chunks() -> None:
    columns, rows = some(CHUNK * 2 + 17)
    evenings = np.zeros(168, bool)
    evenings[[day * 24 + hour for day in (4, 5) for hour in range(18, 24)]] = True

    counted = tally(columns, wanted(hours=evenings))

    among = evenings[rows["hours"]]
    assert counted.sum() == among.sum()
    assert counted[1].sum() == (among & np.isin(rows["facets"], [2, 5])).sum()


def test_finding_names_the_rows_behind_a_count() -> None:
    columns, rows = some(5_000)
    asked, here = wanted(hours=np.arange(168) % 24 >= 18), np.arange(len(columns.cells)) == 3

    found, kinds = find(columns, asked, cells=here)

    assert np.bincount(kinds, minlength=3).tolist() == tally(columns, asked)[:, 3].tolist()
    places = dict(zip(rows["rows"].tolist(), rows["cells"].tolist(), strict=True))
    assert {places[number] for number in columns.row[found].tolist()} == {3_005}
    assert (hour_of(columns, found) % 24 >= 18).all()
    assert (np.diff(columns.seconds[found].astype(int)) >= 0).all()


def test_a_row_takes_less_than_twenty_bytes() -> None:
    columns, _ = some(200_000)

    assert columns.bytes_per_row < 20


def test_a_town_with_more_cells_than_a_small_number_can_name_is_counted_right() -> None:
    n = 2**16 + 10
    columns = arrange(
        seconds=np.arange(START, START + n),
        cells=np.arange(n),
        facets=np.zeros(n, np.int64),
        rows=np.arange(n),
        hours=np.zeros(n, np.uint8),
    )

    assert columns.cell.dtype == np.uint32
    assert (tally(columns, Wanted(START, START + n, kinds=np.array([0, 1]), of=2))[0] == 1).all()


@pytest.mark.parametrize("zone", ["America/Santiago", "Asia/Kolkata", "Australia/Lord_Howe", "UTC"])
def test_the_hour_of_the_week_is_what_the_towns_clocks_show_also_when_they_are_changed(zone: str) -> None:
    begin, end = datetime(2023, 12, 1, tzinfo=UTC), datetime(2025, 1, 5, tzinfo=UTC)
    moments = np.arange(int(begin.timestamp()), int(end.timestamp()), 2_700)

    found = hours_of_week(moments, zone=ZoneInfo(zone))

    clocks = [datetime.fromtimestamp(int(at), tz=ZoneInfo(zone)) for at in moments]
    assert found.tolist() == [clock.weekday() * 24 + clock.hour for clock in clocks]


@settings(max_examples=60, deadline=None)
@given(lon=st.floats(-179, 179), lat=st.floats(-85, 85), resolution=st.integers(5, 11))
def test_parents_are_those_of_the_library(lon: float, lat: float, resolution: int) -> None:
    cell = h3.latlng_to_cell(lat, lon, 11)

    found = hexagons.parents(np.array([cell], np.int64), resolution=resolution)

    assert found.tolist() == [h3.cell_to_parent(cell, resolution)]
    assert hexagons.resolution_of(int(found[0])) == resolution
