"""Points and territories."""

from __future__ import annotations

import time

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from sereno.algorithms.territory import OUTSIDE, Territories

WEST, EAST = shapely.box(-71.3, -33.3, -71.2, -33.1), shapely.box(-71.2, -33.3, -71.1, -33.1)
around = st.tuples(st.floats(-71.4, -71.0), st.floats(-33.4, -33.0))


def star(points: int) -> shapely.Polygon:
    """A town's outline of many corners."""
    turn = np.linspace(0, 2 * np.pi, points, endpoint=False)
    radius = 0.04 * (1 + 0.2 * np.sin(9 * turn))
    return shapely.Polygon(np.column_stack((-71.2 + radius * np.cos(turn), -33.2 + radius * np.sin(turn))))


@given(st.lists(around, min_size=1, max_size=50))
def test_asking_for_one_and_for_many_gives_the_same(points: list[tuple[float, float]]) -> None:
    territories = Territories([star(200), WEST, EAST])

    one_by_one = [territories.find(lon, lat) for lon, lat in points]

    assert [None if owner == OUTSIDE else owner for owner in territories.find_many(points).tolist()] == one_by_one


@given(st.floats(-33.3, -33.1))
def test_a_point_on_a_common_border_has_one_owner_the_first(lat: float) -> None:
    assert Territories([WEST, EAST]).find(-71.2, lat) == 0
    assert Territories([EAST, WEST]).find(-71.2, lat) == 0


@given(around)
def test_a_point_lies_inside_or_has_a_nearest_territory(point: tuple[float, float]) -> None:
    territories = Territories([WEST, EAST])

    position, metres = territories.nearest(*point)

    assert (metres == 0) == (territories.find(*point) is not None)
    assert position in (0, 1)


def test_the_border_is_as_far_as_on_the_ground() -> None:
    inside_by_a_hundredth_of_a_degree = Territories([WEST]).border_m(-71.29, -33.2, position=0)

    assert inside_by_a_hundredth_of_a_degree == pytest.approx(932.3, abs=2)


def test_a_point_outside_is_told_how_far_the_nearest_territory_is() -> None:
    position, metres = Territories([WEST, EAST]).nearest(-71.05, -33.2)

    assert position == 1
    assert metres == pytest.approx(4662, abs=8)


def test_a_hole_in_a_territory_is_outside() -> None:
    ring = shapely.box(0, 0, 3, 3).difference(shapely.box(1, 1, 2, 2))

    assert Territories([ring]).find(1.5, 1.5) is None
    assert Territories([ring, shapely.box(1, 1, 2, 2)]).find(1.5, 1.5) == 1


@pytest.mark.parametrize(
    ("polygons", "reason"),
    [
        ([], "at least one"),
        ([shapely.Point(0, 0)], "Point"),                                         # no area
        ([shapely.Polygon()], "unfit"),                                           # nothing
    ],
)  # fmt: skip
def test_what_is_no_territory_is_refused(polygons: list[shapely.Geometry], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        Territories(polygons)


def test_an_outline_that_crosses_itself_is_mended() -> None:
    bow = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])

    assert Territories([bow]).find_many([(0.5, 1.0), (1.5, 1.0), (1.0, 1.5)]).tolist() == [0, 0, OUTSIDE]


def test_a_hundred_thousand_points_take_less_than_a_second_and_one_less_than_50_microseconds() -> None:
    territories = Territories([star(400), WEST, EAST])
    points = np.random.default_rng(1).uniform((-71.4, -33.4), (-71.0, -33.0), (100_000, 2))

    bulk_s = best_of(3, lambda: territories.find_many(points))
    singly_s = best_of(3, lambda: [territories.find(lon, lat) for lon, lat in points[:1000].tolist()]) / 1000

    assert bulk_s < 1.0
    assert singly_s < 50e-6


def best_of(times: int, work: object) -> float:
    seconds = []
    for _ in range(times):
        started = time.perf_counter()
        work()  # type: ignore[operator]  # a callable of any kind
        seconds.append(time.perf_counter() - started)
    return min(seconds)
