"""Distances and the flat map."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sereno.algorithms.geo import Projection, haversine_m

lons = st.floats(-179, 179)
lats = st.floats(-60, 60)
near = st.floats(-0.05, 0.05)


@given(lons, lats, lons, lats)
def test_there_and_back_is_as_far(lon: float, lat: float, other_lon: float, other_lat: float) -> None:
    there = haversine_m((lon, lat), to_lonlat=(other_lon, other_lat))
    back = haversine_m((other_lon, other_lat), to_lonlat=(lon, lat))

    assert there == pytest.approx(back, abs=1e-6)
    assert 0 <= there <= 20_016_000


@given(lons, lats, near, near)
def test_a_place_near_the_origin_comes_back_from_the_flat_map(
    lon: float, lat: float, east: float, north: float
) -> None:
    flat = Projection(origin_lon=lon, origin_lat=lat)
    place = (lon + east, lat + north)

    assert flat.to_lonlat(flat.to_metres(place)) == pytest.approx(np.array(place), abs=1e-9)


@given(lats, near, near)
def test_lengths_on_the_flat_map_are_those_on_the_ground(lat: float, east: float, north: float) -> None:
    flat = Projection(origin_lon=0.0, origin_lat=lat)
    place = (east / 3, lat + north / 3)

    drawn = float(np.hypot(*flat.to_metres(place)))

    assert drawn == pytest.approx(float(haversine_m((0.0, lat), to_lonlat=place)), rel=0.008, abs=0.01)


def test_many_points_are_measured_at_once() -> None:
    distances = haversine_m([(0, 0), (0, 1)], to_lonlat=[(0, 1), (0, 1)])

    assert distances.round().tolist() == [111195.0, 0.0]


def test_the_poles_have_no_flat_map() -> None:
    with pytest.raises(ValueError, match="origin_lat"):
        Projection(origin_lon=0, origin_lat=90)
