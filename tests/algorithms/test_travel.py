"""Travel along the streets."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sereno.algorithms.travel import (
    KINDS,
    PACES,
    Kind,
    Pace,
    StreetClass,
    StreetGraph,
    access_seconds,
    largest_strong_component,
    route,
    seconds_per_edge,
    seconds_to,
    travel_matrix,
    way_lonlat,
)


def ring(corners: int = 4) -> StreetGraph:
    """A one-way ring of streets of 100 m each."""
    turn = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    edges = [(corner, (corner + 1) % corners) for corner in range(corners)]
    lonlat = np.column_stack((np.cos(turn), np.sin(turn))) / 1000
    return StreetGraph.of(lonlat=lonlat, edges=edges, length_m=[100.0] * corners, kmh=36.0)


def test_a_car_follows_the_arrow_around_the_ring() -> None:
    assert route(ring(), Kind.CAR, 1, 0) == [1, 2, 3, 0]


def test_on_foot_one_goes_against_the_arrow() -> None:
    assert route(ring(), Kind.FOOT, 1, 0) == [1, 0]


def test_seconds_are_metres_by_the_speed_of_the_kind() -> None:
    seconds = {kind: float(seconds_per_edge(ring(), kind=kind)[0]) for kind in KINDS}

    assert seconds == pytest.approx({"car": 18.18, "motorbike": 15.38, "bicycle": 24.0, "foot": 72.0}, abs=0.01)


def test_a_motorway_slows_a_walker_down_and_does_not_lose_them() -> None:
    edges = {"lonlat": [(0, 0), (0.001, 0)], "edges": [(0, 1)], "length_m": [100.0]}
    street = StreetGraph.of(**edges)
    motorway = StreetGraph.of(**edges, street_class=StreetClass.MOTORWAY)

    ratio = seconds_per_edge(motorway, kind=Kind.FOOT) / seconds_per_edge(street, kind=Kind.FOOT)

    assert ratio == pytest.approx(5)


@pytest.mark.parametrize("kind", KINDS)
def test_the_matrix_agrees_with_the_way_itself(kind: Kind) -> None:
    graph = ring(7)
    matrix = travel_matrix(graph, kind)
    step = float(seconds_per_edge(graph, kind=kind)[0])

    for start in range(7):
        for end in range(7):
            assert matrix[start, end] == pytest.approx(step * (len(route(graph, kind, start, end)) - 1), rel=1e-5)


@given(st.integers(0, 10_000))
def test_no_detour_is_quicker(seed: int) -> None:
    rng = np.random.default_rng(seed)
    edges = rng.integers(0, 12, (30, 2))
    graph = StreetGraph.of(lonlat=rng.random((12, 2)) / 100, edges=edges, length_m=rng.uniform(10, 500, 30))

    matrix = travel_matrix(graph, Kind.CAR)

    by_way_of = matrix[:, :, None] + matrix[None, :, :]
    assert (matrix <= by_way_of.min(axis=1) + 0.01).all()
    assert (np.diag(matrix) == 0).all()


def test_seconds_to_looks_up_one_column() -> None:
    matrix = travel_matrix(ring(), Kind.CAR)

    assert seconds_to(matrix, [0, 3], 0).round().tolist() == [0.0, 18.0]


def test_what_cannot_be_left_again_is_not_in_the_strong_component() -> None:
    streets = [(0, 1), (1, 2), (2, 0), (2, 3)]
    graph = StreetGraph.of(lonlat=[(0, 0), (1, 0), (1, 1), (2, 2)], edges=streets, length_m=[1.0] * 4)

    kept = largest_strong_component(graph)

    assert (kept.nodes, kept.edges) == (3, 3)
    assert kept.lon.tolist() == [0.0, 1.0, 1.0]


def test_of_two_streets_between_the_same_corners_the_quicker_counts() -> None:
    graph = StreetGraph.of(lonlat=[(0, 0), (0.001, 0)], edges=[(0, 1), (0, 1)], length_m=[300.0, 100.0], kmh=36.0)

    assert travel_matrix(graph, Kind.CAR)[0, 1] == pytest.approx(18.18, abs=0.01)


def test_a_way_is_drawn_with_the_bends_of_its_streets_in_both_directions() -> None:
    graph = StreetGraph.of(lonlat=[(0, 0), (2, 0)], edges=[(0, 1)], length_m=[3.0])
    bent = StreetGraph(**{
        **{name: getattr(graph, name) for name in StreetGraph.__match_args__[:9]},
        "bend_start": np.array([0, 1], np.int32), "bends": np.array([(1.0, 1.0)]),
    })  # fmt: skip

    assert way_lonlat(bent, [0, 1]).tolist() == [[0, 0], [1, 1], [2, 0]]
    assert way_lonlat(bent, [1, 0]).tolist() == [[2, 0], [1, 1], [0, 0]]
    with pytest.raises(ValueError, match="no street"):
        way_lonlat(graph.restricted(np.array([True, True])), [0, 0])


def test_the_nearest_corner_is_near_in_metres_and_not_in_degrees() -> None:
    graph = StreetGraph.of(lonlat=[(-71.21, -33.2), (-71.2, -33.191)], edges=[(0, 1)], length_m=[1.0])

    nodes, metres = graph.snap([(-71.2, -33.2)])

    assert nodes.tolist() == [0]
    assert metres[0] == pytest.approx(932, abs=2)
    assert graph.nearest_nodes([(-71.2, -33.192)]).tolist() == [1]


def test_reaching_the_street_takes_time_too() -> None:
    assert access_seconds([0.0, 100.0], kind=Kind.FOOT).tolist() == pytest.approx([0.0, 120.0])


def test_arrays_of_different_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="length_m has 2 entries for 1 edges"):
        StreetGraph.of(lonlat=[(0, 0), (1, 0)], edges=[(0, 1)], length_m=[1.0, 2.0])


@pytest.mark.parametrize("broken", [{"share": 0.0}, {"share": 1.2}, {"top_kmh": 0.0}, {"access_kmh": -1.0}])
def test_an_impossible_pace_is_refused(broken: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="must"):
        Pace(**{"share": 0.5, "top_kmh": 50.0, "access_kmh": 5.0} | broken)


def test_every_kind_has_a_pace() -> None:
    assert set(PACES) == set(KINDS)
