"""Providencia, built from its OpenStreetMap extract: its known figures."""

from __future__ import annotations

import gzip
import time
from collections import Counter
from pathlib import Path

import mapbox_vector_tile
import numpy as np
import pytest
import shapely
from pmtiles.reader import MmapSource, Reader, all_tiles

from sereno.algorithms.geo import Projection
from sereno.algorithms.territory import Territories
from sereno.algorithms.travel import Kind, travel_matrix
from sereno.places.addresses import AddressIndex
from sereno.places.city.build import build_city
from sereno.places.city.formats import read_extract
from sereno.places.city.read import City
from sereno.places.city.streets import read_streets
from sereno.places.city.traffic import is_driven

EXTRACT = "streets.overpass.json.gz"


@pytest.fixture(scope="module")
def source(reference_data: Path) -> Path:
    return reference_data / "providencia"


@pytest.fixture(scope="module")
def providencia(source: Path, tmp_path_factory: pytest.TempPathFactory) -> City:
    started = time.perf_counter()
    city = build_city(
        source / EXTRACT,
        source / "boundary.geojson",
        tmp_path_factory.mktemp("providencia"),
        code="providencia",
        name="Providencia",
        neighbours=source / "comunas_rm.geojson",
    )
    assert time.perf_counter() - started < 30
    return city


def test_its_streets_have_as_many_corners_as_are_known(providencia: City) -> None:
    graph = read_streets(providencia.directory)

    assert 2980 <= graph.nodes <= 2995
    assert 5500 <= graph.edges <= 5540


def test_it_has_249_km_of_centre_line_on_14_square_kilometres(source: Path, providencia: City) -> None:
    outline = providencia.territories[0].polygon
    flat = Projection.around(shapely.get_coordinates(outline))
    extract = read_extract(source / EXTRACT)
    streets = [extract.line(way) for way in extract.streets() if is_driven(way.tags)]

    ground = shapely.transform(outline, flat.to_metres)
    lines = shapely.transform(np.array(streets, dtype=object), flat.to_metres)

    assert ground.area / 1e6 == pytest.approx(14.4, abs=0.05)
    assert shapely.length(shapely.intersection(lines, ground)).sum() / 1000 == pytest.approx(249, abs=2)


def test_every_corner_is_reached_from_every_other_by_every_kind(providencia: City) -> None:
    graph = read_streets(providencia.directory)

    for kind in (Kind.CAR, Kind.FOOT):
        seconds = travel_matrix(graph, kind)
        assert np.isfinite(seconds).all()
        assert seconds.dtype == np.float32
        assert seconds.max() < 3 * 3600


def test_its_six_neighbours_stand_around_it(providencia: City) -> None:
    names = {territory.name for territory in providencia.territories}

    assert names == {"Providencia", "Santiago", "Recoleta", "Vitacura", "Las Condes", "La Reina", "Ñuñoa"}
    assert len({territory.prefix for territory in providencia.territories}) == 7


def test_its_zones_share_it_out(providencia: City) -> None:
    outline = providencia.territories[0].polygon
    zones = [zone.polygon for zone in providencia.zones]

    assert 6 <= len(zones) <= 10
    assert sum(zone.area for zone in zones) == pytest.approx(outline.area, rel=1e-4)
    inside = Territories([outline]).find_many(read_streets(providencia.directory).lonlat) == 0
    zone_of = Territories(zones).find_many(read_streets(providencia.directory).lonlat[inside])
    assert (zone_of >= 0).all()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("av providencia", "Avenida Providencia"),
        ("eliodoro yanez", "Eliodoro Yáñez"),
        ("pedro de val", "Avenida Pedro de Valdivia"),
        ("Los Leones con Lota", "Avenida Los Leones / Lota"),
        ("mun montt", None),
        ("manuel mon", "Avenida Manuel Montt"),
    ],
)
def test_its_addresses_are_found_at_once(providencia: City, typed: str, meant: str | None) -> None:
    index = AddressIndex.open(providencia.directory)

    started = time.perf_counter()
    found = index.search(typed, near=providencia.description.centre)
    elapsed_ms = (time.perf_counter() - started) * 1000

    assert (found[0].label if found else None) == meant
    assert elapsed_ms < 20


def test_its_map_is_small_and_shows_its_streets(providencia: City) -> None:
    path = providencia.basemap_path
    with path.open("rb") as file:
        header = Reader(MmapSource(file)).header()
        shown: Counter[str] = Counter()
        for (zoom, _, _), packed in all_tiles(MmapSource(file)):
            if zoom == header["max_zoom"]:
                tile = mapbox_vector_tile.decode(gzip.decompress(packed), default_options={"y_coord_down": True})
                shown.update(f["properties"].get("name", "") for f in tile.get("road", {}).get("features", ()))

    assert path.stat().st_size < 1_000_000
    assert (header["min_zoom"], header["max_zoom"]) == (10, 15)
    assert shown["Avenida Providencia"] > 2
    assert len(shown) > 400
