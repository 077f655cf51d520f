"""A city directory from an OpenStreetMap extract and the town's outline."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from sereno.algorithms.geo import Projection
from sereno.algorithms.streets import StreetGraph
from sereno.algorithms.territory import Territories
from sereno.places.city.addressing import write_addresses
from sereno.places.city.basemap import write_basemap
from sereno.places.city.extract import Extract, ExtractRefused
from sereno.places.city.formats import Box, read_extract
from sereno.places.city.graph import street_graph
from sereno.places.city.landscape import landscape
from sereno.places.city.names import code_of, distinct_prefix
from sereno.places.city.read import City, Description, Territory, Zone, write_outline
from sereno.places.city.streets import write_streets
from sereno.places.city.zoning import default_zones

OSM_SOURCE = "OpenStreetMap"
OSM_LICENCE = "© OpenStreetMap contributors, ODbL 1.0, https://www.openstreetmap.org/copyright"
GENERATOR = "sereno city build"
AROUND_M = 500.0  # streets beyond the border that belong to the city's map
TOUCHES_M = 200.0  # outlines of two sources leave gaps: a neighbour may be this far
_SAME_TOWN_SHARE = 0.5  # a "neighbour" that covers more of the town than this is the town itself

Progress = Callable[[str], None]


def build_city(
    extract: Path, boundary: Path, out: Path, *, code: str, name: str, prefix: str = "",
    timezone: str = "America/Santiago", neighbours: Path | None = None, zones: Path | None = None,
    progress: Progress = lambda _: None,
) -> City:  # fmt: skip
    """Make a city directory.

    Parameters
    ----------
    extract : an extract that covers the town: Overpass JSON, .osm or .osm.pbf
    boundary : GeoJSON with the town's outline; several polygons are taken as one town
    out : the directory to write; made if absent, its files replaced
    neighbours : GeoJSON of municipalities (properties `name`, maybe `code`); those that touch the town are kept
    zones : GeoJSON of the town's zones (properties `name`, maybe `code`); without it zones are drawn
    progress : told each step in a few words

    Raises
    ------
    ExtractRefused
        A file is unreadable or lacks what a city needs.
    """
    outline = shapely.make_valid(shapely.union_all([polygon for _, polygon in _polygons(boundary)]))
    prefix = prefix or distinct_prefix(name, taken=())
    own = Territory(code=code, name=name, prefix=prefix, served=True, polygon=outline)
    progress("reading the extract")
    read = read_extract(extract, box=box_around(outline))
    named_zones = None
    if zones is not None:
        named_zones = tuple(
            Zone(code, words.get("code") or code_of(words["name"]), words["name"], polygon)
            for words, polygon in _polygons(zones)
        )
    territories = (own, *_neighbours(own, neighbours))
    description = _description(own, timezone=timezone, source=OSM_SOURCE, licence=OSM_LICENCE, taken_at=read.taken_at)
    return assemble(read, out, description=description, territories=territories, zones=named_zones, progress=progress)


def assemble(
    extract: Extract, out: Path, *, description: Description, territories: Sequence[Territory],
    zones: Sequence[Zone] | None, progress: Progress = lambda _: None,
) -> City:  # fmt: skip
    """Write every file of a city directory; the demo town is made by this function too."""
    out.mkdir(parents=True, exist_ok=True)
    progress("joining streets to a graph")
    graph = street_graph(extract)
    write_streets(graph, out)
    if zones is None:
        corners = _corners_within(graph, territories[0].polygon)
        zones = default_zones(description.code, polygon=territories[0].polygon, corners=corners)
    city = City(directory=out, description=description, territories=tuple(territories), zones=tuple(zones))
    write_outline(city)
    progress("indexing addresses")
    write_addresses(extract, out)
    progress("drawing the map")
    features = landscape(extract, territories=territories, zones=zones)
    box = box_around(territories[0].polygon)
    write_basemap(features, city.basemap_path, box=box, attribution=description.licence, name=description.name)
    return city


def box_around(outline: BaseGeometry) -> Box:
    """West, south, east, north of the outline with `AROUND_M` to spare."""
    west, south, east, north = outline.bounds
    flat = Projection.around([(west, south), (east, north)])
    lon, lat = flat.metres_per_degree
    return west - AROUND_M / lon, south - AROUND_M / lat, east + AROUND_M / lon, north + AROUND_M / lat


def _description(own: Territory, *, timezone: str, source: str, licence: str, taken_at: str) -> Description:
    centre = own.polygon.centroid if own.polygon.contains(own.polygon.centroid) else own.polygon.representative_point()
    west, south, east, north = (round(degrees, 7) for degrees in own.polygon.bounds)
    return Description(
        code=own.code, name=own.name, prefix=own.prefix, timezone=timezone,
        centre=(round(centre.x, 6), round(centre.y, 6)), bbox=(west, south, east, north),
        source=f"{source}, {taken_at}" if taken_at else source, licence=licence, generator=GENERATOR,
    )  # fmt: skip


def _polygons(path: Path) -> list[tuple[dict[str, str], BaseGeometry]]:
    """The polygons of a GeoJSON file with their properties."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        features = content["features"] if content["type"] == "FeatureCollection" else [content]
        shapes = [(f.get("properties") or {}, shape(f.get("geometry", f))) for f in features]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
        message = f"{path.name} is not readable GeoJSON: {fault}"
        raise ExtractRefused(message) from fault
    polygons = [(words, polygon) for words, polygon in shapes if polygon.geom_type in ("Polygon", "MultiPolygon")]
    if not polygons:
        message = f"{path.name} holds no polygon"
        raise ExtractRefused(message)
    return polygons


def _neighbours(own: Territory, path: Path | None) -> list[Territory]:
    """The municipalities of a file that touch the town, without the part they claim of it."""
    if path is None:
        return []
    lon, _ = Projection.around(own.polygon.representative_point().coords).metres_per_degree
    near = shapely.buffer(own.polygon, TOUCHES_M / lon)
    found: list[Territory] = []
    for words, claimed in _polygons(path):
        valid = shapely.make_valid(claimed)
        shared = valid.intersection(own.polygon).area / own.polygon.area
        if shared > _SAME_TOWN_SHARE or not valid.intersects(near):
            continue
        polygon = _polygonal(valid.difference(own.polygon))
        name = words.get("name", words.get("code", "?"))
        prefix = distinct_prefix(name, taken=[own.prefix, *(other.prefix for other in found)])
        found.append(Territory(words.get("code") or code_of(name), name, prefix, served=False, polygon=polygon))
    return _closed_up(found, own)


def _closed_up(neighbours: list[Territory], own: Territory) -> list[Territory]:
    """Give the slivers that two sources leave between the town and its neighbours to the neighbour beside them."""
    lon, _ = Projection.around(own.polygon.representative_point().coords).metres_per_degree
    reach = TOUCHES_M / 2 / lon
    everything = shapely.union_all([own.polygon, *(neighbour.polygon for neighbour in neighbours)])
    closed = everything.buffer(reach).buffer(-reach).intersection(own.polygon.buffer(2 * reach))
    given = [[neighbour.polygon] for neighbour in neighbours]
    for sliver in shapely.get_parts(closed.difference(everything)):
        beside = [sliver.buffer(reach / 50).intersection(neighbour.polygon).area for neighbour in neighbours]
        if sliver.geom_type == "Polygon" and max(beside, default=0) > 0:
            given[int(np.argmax(beside))].append(sliver)
    grown = [_polygonal(shapely.union_all(parts).difference(own.polygon)) for parts in given]
    return [replace(neighbour, polygon=polygon) for neighbour, polygon in zip(neighbours, grown, strict=True)]


def _polygonal(shape_of_any_kind: BaseGeometry) -> BaseGeometry:
    return shapely.union_all([p for p in shapely.get_parts(shape_of_any_kind) if p.geom_type == "Polygon"])


def _corners_within(graph: StreetGraph, outline: BaseGeometry) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    return np.asarray(graph.lonlat[Territories([outline]).find_many(graph.lonlat) == 0])
