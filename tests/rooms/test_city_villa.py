"""Villa Sereno, the demo town: a believable place, the same for the same seed."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import shapely

from sereno.algorithms.geo import Projection
from sereno.algorithms.territory import Territories
from sereno.algorithms.travel import STREET_CLASSES, Kind, StreetClass, StreetGraph, travel_matrix
from sereno.places.addresses import AddressIndex
from sereno.places.city.read import City, read_city
from sereno.places.city.streets import read_streets
from sereno.places.city.villa import plan
from sereno.places.city.villa.town import build_villa

FLAT = Projection(*plan.CENTRE_LONLAT)


@pytest.fixture(scope="module")
def villa(tmp_path_factory: pytest.TempPathFactory) -> City:
    return build_villa(tmp_path_factory.mktemp("villa"))


@pytest.fixture(scope="module")
def graph(villa: City) -> StreetGraph:
    return read_streets(villa.directory)


def owners(villa: City, graph: StreetGraph) -> np.ndarray:
    return Territories([territory.polygon for territory in villa.territories]).find_many(graph.lonlat)


def square_km(polygon: shapely.Geometry) -> float:
    return float(shapely.transform(polygon, FLAT.to_metres).area) / 1e6


def test_it_has_the_size_of_a_real_municipality(villa: City, graph: StreetGraph) -> None:
    in_town = int((owners(villa, graph) == 0).sum())

    assert square_km(villa.territories[0].polygon) == pytest.approx(14.2, abs=0.3)
    assert 1800 <= in_town <= 2000


def test_three_towns_stand_around_it_and_streets_lead_into_each(villa: City, graph: StreetGraph) -> None:
    towns = {(town.code, town.name, town.prefix, town.served) for town in villa.territories}
    corners = Counter(owners(villa, graph).tolist())

    assert towns == {
        ("villa-sereno", "Villa Sereno", "VS", True),
        ("los-aromos", "Los Aromos", "LA", True),
        ("puente-viejo", "Puente Viejo", "PV", False),
        ("las-quilas", "Las Quilas", "LQ", False),
    }
    assert min(corners[position] for position in range(4)) > 50
    assert corners[-1] == 0


def test_between_the_towns_there_is_no_gap_and_no_overlap(villa: City) -> None:
    polygons = [town.polygon for town in villa.territories]
    everything = shapely.union_all(polygons)

    assert square_km(everything) == pytest.approx(100, abs=0.5)
    assert sum(square_km(polygon) for polygon in polygons) == pytest.approx(square_km(everything), abs=1e-3)


def test_its_zones_have_names_and_share_it_out(villa: City) -> None:
    own = villa.territories[0].polygon
    zones = [zone.polygon for zone in villa.zones]

    assert len({zone.name for zone in villa.zones}) == len(zones) == 13
    assert sum(square_km(zone) for zone in zones) == pytest.approx(square_km(own), abs=0.02)
    assert all(zone.is_valid for zone in zones)


def test_it_has_streets_of_every_class_with_arrows_and_without(graph: StreetGraph) -> None:
    km = np.bincount(graph.street_class, graph.length_m / 1000, minlength=len(STREET_CLASSES))
    pairs = set(zip(graph.edge_from.tolist(), graph.edge_to.tolist(), strict=True))
    one_way = np.mean([(end, start) not in pairs for start, end in pairs])

    for street_class in (StreetClass.AVENUE, StreetClass.COLLECTOR, StreetClass.LOCAL, StreetClass.PASSAGE):
        assert km[STREET_CLASSES.index(street_class)] > 8, street_class
    assert 0.15 < one_way < 0.5


def test_it_is_no_chequerboard(villa: City, graph: StreetGraph) -> None:
    """The directions of its streets spread over the compass (entropy of 36 bins, 1 is all directions alike)."""
    in_town = owners(villa, graph) == 0
    metres = graph.flat.to_metres(graph.lonlat)
    east, north = (metres[graph.edge_to] - metres[graph.edge_from])[in_town[graph.edge_from]].T
    share, _ = np.histogram(np.degrees(np.arctan2(north, east)) % 180, bins=36, range=(0, 180), density=False)
    share = share / share.sum()

    entropy = -(share[share > 0] * np.log(share[share > 0])).sum() / np.log(36)

    assert 0.75 < entropy < 0.98


def test_one_crosses_the_river_by_bridge_only(villa: City, graph: StreetGraph) -> None:
    seconds = travel_matrix(graph, Kind.CAR)

    assert np.isfinite(seconds).all()
    south, north = graph.nearest_nodes([FLAT.to_lonlat((0, 750)), FLAT.to_lonlat((0, 980))]).tolist()
    assert seconds[south, north] > 90


def test_its_addresses_can_be_found_and_named(villa: City) -> None:
    index = AddressIndex.open(villa.directory)
    centre = FLAT.to_metres(villa.description.centre)

    for typed in (
        "alameda libertad 400",
        "av sereno con alameda",
        "plaza de armas",
        "consultorio",
        "liceo",
        "estacion",
    ):
        found = index.search(typed, near=villa.description.centre)
        assert found, typed
        assert np.hypot(*(FLAT.to_metres((found[0].lon, found[0].lat)) - centre)) < 3000, typed
    assert index.search("alameda libertad 400")[0].kind == "address"


def test_every_street_corner_has_an_address(villa: City, graph: StreetGraph) -> None:
    index = AddressIndex.open(villa.directory)

    for lon, lat in graph.lonlat[owners(villa, graph) == 0][::25]:
        found = index.nearest(float(lon), float(lat))
        assert found is not None
        assert found.kind in ("address", "crossing", "street")


def test_the_same_seed_draws_the_same_town_and_another_seed_another(villa: City, tmp_path: Path) -> None:
    started = time.perf_counter()
    again = build_villa(tmp_path / "again")
    elapsed_s = time.perf_counter() - started
    other = build_villa(tmp_path / "other", seed=2)

    for path in villa.directory.iterdir():
        assert path.read_bytes() == (again.directory / path.name).read_bytes(), path.name
    assert (other.directory / "streets.npz").read_bytes() != (again.directory / "streets.npz").read_bytes()
    assert elapsed_s < 20


def test_its_directory_is_read_like_any_other(villa: City) -> None:
    again = read_city(villa.directory)

    assert again.description == villa.description
    assert again.description.timezone == "America/Santiago"
    assert again.territories[0].polygon.contains(shapely.Point(again.description.centre))
    assert "does not exist" in again.description.source
