"""A city directory from a small extract, whatever its format."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import pytest
import shapely

from sereno.algorithms.travel import STREET_CLASSES, Kind, StreetClass, route
from sereno.places.city import layout
from sereno.places.city.build import build_city
from sereno.places.city.extract import ExtractRefused
from sereno.places.city.formats import parse_overpass, read_extract
from sereno.places.city.graph import street_graph
from sereno.places.city.read import City, CityRefused, read_city
from sereno.places.city.streets import read_streets
from tests import small_city

FILES = {
    "city.json", "territories.geojson", "zones.geojson", "streets.npz", "streets.json", "addresses.json",
    "basemap.pmtiles",
}  # fmt: skip


def built(folder: Path, *, out: str = "city") -> City:
    return build_city(
        small_city.write_overpass(folder / "town.json"),
        small_city.write_outline(folder / "outline.geojson"),
        folder / out,
        code="chica",
        name="Villa Chica",
        neighbours=small_city.write_neighbours(folder / "neighbours.geojson"),
    )


@pytest.mark.parametrize("name", ["town.json", "town.json.gz", "town.osm", "town.osm.pbf"])
def test_every_format_gives_the_same_streets(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name.endswith(".gz"):
        path.write_bytes(gzip.compress(json.dumps(small_city.overpass()).encode()))
    elif name.endswith(".json"):
        small_city.write_overpass(path)
    else:
        small_city.write_osm(path)

    graph = street_graph(read_extract(path))

    assert (graph.nodes, graph.edges) == (17, 3 + 2 * 9 + 2 * 12 + 2)
    assert graph.names == ("", *sorted((*small_city.EAST, *small_city.NORTH)))


def test_one_way_streets_classes_and_signs_are_kept() -> None:
    graph = street_graph(parse_overpass(small_city.overpass()))
    by_name = {name: graph.name_id == position for position, name in enumerate(graph.names)}

    assert by_name["Calle Lota"].sum() == 3
    assert by_name["Maipú"].sum() == 6
    assert set(graph.kmh[by_name["Avenida Ñuble"]].tolist()) == {60.0}
    assert set(graph.street_class[by_name["Avenida Ñuble"]].tolist()) == {STREET_CLASSES.index(StreetClass.AVENUE)}
    assert graph.length_m[by_name["Maipú"]] == pytest.approx(np.full(6, 100.0), rel=0.003)


def test_a_car_goes_around_the_block_where_a_walker_turns_back() -> None:
    graph = street_graph(parse_overpass(small_city.overpass()))
    start, end = graph.nearest_nodes([small_city.lonlat(100, 0), small_city.lonlat(0, 0)]).tolist()

    assert len(route(graph, Kind.CAR, start, end)) == 4
    assert len(route(graph, Kind.FOOT, start, end)) == 2


def test_the_directory_holds_every_file_and_is_read_back(tmp_path: Path) -> None:
    city = built(tmp_path)

    again = read_city(tmp_path / "city")

    assert {path.name for path in city.directory.iterdir()} == FILES
    assert again.description == city.description
    assert again.description.prefix == "VC"
    assert again.description.source == "OpenStreetMap, 2026-01-02T03:04:05Z"
    assert "ODbL" in again.description.licence
    assert [zone.code for zone in again.zones] == ["z1"]
    assert read_streets(again.directory).nodes == 17


def test_the_same_extract_gives_the_same_bytes(tmp_path: Path) -> None:
    built(tmp_path, out="one")
    built(tmp_path, out="two")

    for name in FILES:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name


def test_of_the_neighbours_only_those_that_touch_are_kept_without_what_they_claim_of_the_town(tmp_path: Path) -> None:
    own, *others = built(tmp_path).territories

    assert (own.code, own.served) == ("chica", True)
    assert [(other.name, other.code, other.prefix, other.served) for other in others] == [
        ("Lo Cerca", "lo-cerca", "LC", False)
    ]
    assert own.polygon.intersection(others[0].polygon).area == pytest.approx(0, abs=1e-15)


def test_zones_that_are_given_are_taken(tmp_path: Path) -> None:
    zones = {
        "type": "FeatureCollection",
        "features": [{**small_city.outline(), "properties": {"name": "Barrio Ñandú"}}],
    }
    (tmp_path / "zones.geojson").write_text(json.dumps(zones), encoding="utf-8")

    city = build_city(
        small_city.write_overpass(tmp_path / "town.json"),
        small_city.write_outline(tmp_path / "outline.geojson"),
        tmp_path / "city",
        code="chica",
        name="Chica",
        zones=tmp_path / "zones.geojson",
    )

    assert [(zone.municipality, zone.code, zone.name) for zone in city.zones] == [
        ("chica", "barrio-nandu", "Barrio Ñandú")
    ]


def test_streets_far_from_the_town_are_left_out(tmp_path: Path) -> None:
    away = small_city.overpass()
    away["elements"] += [
        small_city.node(90, -70.5, -34.0), small_city.node(91, -70.4, -34.0),
        small_city.way(190, [90, 91], highway="primary", name="Ruta Lejana"),
    ]  # fmt: skip
    (tmp_path / "town.json").write_text(json.dumps(away), encoding="utf-8")

    extract = read_extract(tmp_path / "town.json", box=(-71.01, -34.01, -70.99, -33.99))

    assert "Ruta Lejana" not in {way.tags.get("name") for way in extract.ways}
    assert 90 not in extract.positions


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("absent.json", None, "is not there"),
        ("town.shp", b"", "extracts end in"),
        ("town.json", b"<html>", "not readable JSON"),
        ("town.json.gz", b"no gzip", "not readable JSON"),
        ("town.json", b'{"features": []}', "no Overpass answer"),
        ("town.json", b'{"elements": []}', "holds no street"),
        ("town.osm", b"<osm><nod", "not a readable OpenStreetMap file"),
        ("town.json", b'{"elements":[{"type":"way","id":1,"nodes":[1,2],"tags":{"highway":"primary"}}]}', "2 nodes"),
    ],
)  # fmt: skip
def test_what_is_no_extract_is_refused_with_its_reason(
    tmp_path: Path, name: str, content: bytes | None, reason: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)

    with pytest.raises(ExtractRefused, match=reason):
        read_extract(tmp_path / name)


@pytest.mark.parametrize("content", ["", "[]", '{"type":"FeatureCollection","features":[]}', '{"type":"Point"}'])
def test_an_outline_without_a_polygon_is_refused(tmp_path: Path, content: str) -> None:
    outline = tmp_path / "outline.geojson"
    outline.write_text(content, encoding="utf-8")
    extract = small_city.write_overpass(tmp_path / "town.json")

    with pytest.raises(ExtractRefused, match=r"outline\.geojson"):
        build_city(extract, outline, tmp_path / "city", code="x", name="X")


def test_a_directory_that_is_no_city_or_of_a_later_version_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CityRefused, match=r"lacks city\.json"):
        read_city(tmp_path)

    city = built(tmp_path)
    words = layout.read_json(city.directory / layout.CITY)
    layout.write_json(city.directory / layout.CITY, {**words, "version": layout.VERSION + 1})

    with pytest.raises(CityRefused, match="update Sereno"):
        read_city(city.directory)


def test_a_park_with_a_pond_has_a_hole() -> None:
    answer = small_city.overpass()
    outer = [(200, 0), (300, 0), (300, 80), (200, 80)]
    inner = [(230, 20), (270, 20), (270, 60), (230, 60)]
    answer["elements"] += [small_city.node(60 + n, *small_city.lonlat(*at)) for n, at in enumerate((*outer, *inner))]
    answer["elements"] += [
        small_city.way(160, [60, 61, 62]), small_city.way(161, [62, 63, 60]),
        small_city.way(162, [64, 65, 66, 67, 64]),
        {"type": "relation", "id": 1, "tags": {"type": "multipolygon", "leisure": "park"}, "members": [
            {"type": "way", "ref": 160, "role": "outer"}, {"type": "way", "ref": 161, "role": "outer"},
            {"type": "way", "ref": 162, "role": "inner"},
        ]},
    ]  # fmt: skip

    parks = [polygon for tags, polygon in parse_overpass(answer).areas() if tags.get("type") == "multipolygon"]

    flat = [shapely.transform(park, small_city.FLAT.to_metres) for park in parks]
    assert [park.area for park in flat] == pytest.approx([100 * 80 - 40 * 40], rel=1e-3)
