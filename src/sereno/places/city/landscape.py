"""What the map shows: land, blocks, parks, water, streets, borders and names, taken from an extract."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from sereno.algorithms.geo import Projection
from sereno.places.city.basemap import LOWEST_ZOOM, Feature
from sereno.places.city.extract import Extract, Tags, Way
from sereno.places.city.read import Territory, Zone
from sereno.places.city.traffic import directions

_FROM_ZOOM: Final = {
    "motorway": 10, "trunk": 10, "primary": 10, "motorway_link": 12, "trunk_link": 12, "primary_link": 12,
    "secondary": 11, "secondary_link": 12, "tertiary": 12, "tertiary_link": 13, "residential": 13, "unclassified": 13,
    "living_street": 14, "busway": 13, "service": 14, "rail": 11,
}  # fmt: skip
_PATHS: Final = {"footway", "path", "pedestrian", "cycleway", "steps", "track"}
_PATHS_FROM_ZOOM: Final = 14

_PARKS: Final = {
    "leisure": {"park", "garden", "playground", "pitch", "golf_course", "nature_reserve"},
    "landuse": {"grass", "forest", "recreation_ground", "cemetery", "village_green", "meadow", "vineyard", "orchard"},
    "natural": {"wood", "scrub", "grassland"},
}
_BLOCKS: Final = {"landuse": {"residential", "commercial", "retail", "industrial"}}
_WIDTH_M: Final = {"river": 24.0, "canal": 6.0, "stream": 4.0, "drain": 2.0, "ditch": 2.0}
_SAME_BORDER_DEGREES: Final = 1e-6  # neighbours share their borders but for rounding
_NAMED: Final = ("amenity", "leisure", "tourism", "historic", "office", "public_transport", "railway", "natural")


def landscape(extract: Extract, *, territories: Sequence[Territory], zones: Sequence[Zone]) -> list[Feature]:
    """Everything on the map, in the order of painting."""
    served = [Feature("land", t.polygon, {"code": t.code, "name": t.name}) for t in territories if t.served]
    areas = list(_areas(extract))
    return [
        *served,
        *(area for area in areas if area.layer == "block"),
        *(area for area in areas if area.layer == "park"),
        *(area for area in areas if area.layer == "water"),
        *_rivers(extract),
        *_roads(extract),
        *_borders(territories),
        *_names(extract, territories=territories, zones=zones),
    ]


def place_of(tags: Tags) -> str | None:
    """What a named thing is, in OpenStreetMap's word ("school", "park"); None where it is not worth a name."""
    if "name" not in tags:
        return None
    return next((tags[key] for key in _NAMED if key in tags and tags[key] not in ("yes", "no", "tree")), None)


def _areas(extract: Extract) -> Iterator[Feature]:
    for tags, polygon in extract.areas():
        named: dict[str, str | int] = {"name": tags["name"]} if "name" in tags else {}
        if tags.get("natural") == "water" or tags.get("waterway") == "riverbank":
            yield Feature("water", polygon, named)
        elif _is_among(tags, _PARKS):
            yield Feature("park", polygon, named, from_zoom=LOWEST_ZOOM + 2)
        elif _is_among(tags, _BLOCKS):
            yield Feature("block", polygon, {}, from_zoom=LOWEST_ZOOM + 2)


def _is_among(tags: Tags, values: dict[str, set[str]]) -> bool:
    return any(tags.get(key) in wanted for key, wanted in values.items())


def _rivers(extract: Extract) -> Iterator[Feature]:
    """Water known only by its course, drawn as wide as its kind usually is."""
    flat = Projection.around(list(extract.positions.values()))
    for way in extract.ways:
        width_m = _WIDTH_M.get(way.tags.get("waterway", ""))
        if width_m is None or "tunnel" in way.tags or way.is_closed:
            continue
        course = shapely.transform(extract.line(way), flat.to_metres)
        bed = shapely.buffer(course, width_m / 2, quad_segs=4)
        yield Feature("water", shapely.transform(bed, flat.to_lonlat), {"class": way.tags["waterway"]})


def _roads(extract: Extract) -> Iterator[Feature]:
    """Streets and rails; pieces of one street become one line, so that its name fits along it."""
    alike: dict[tuple[str, str, int, str], list[BaseGeometry]] = defaultdict(list)
    for way in extract.ways:
        road_class = _road_class(way)
        if road_class:
            open_to = directions(way.tags)
            oneway = 0 if all(open_to) else (1 if open_to.forward else -1)
            level = next((key for key in ("bridge", "tunnel") if way.tags.get(key, "no") != "no"), "")
            alike[road_class, way.tags.get("name", ""), oneway, level].append(extract.line(way))
    for (road_class, name, oneway, level), lines in sorted(alike.items(), key=lambda item: item[0]):
        attributes: dict[str, str | int] = {"class": road_class, "oneway": oneway}
        attributes |= {key: value for key, value in (("name", name), ("level", level)) if value}
        merged = shapely.line_merge(shapely.MultiLineString(lines), directed=oneway != 0)
        for line in shapely.get_parts(merged):
            yield Feature("road", line, attributes, from_zoom=_FROM_ZOOM.get(road_class, _PATHS_FROM_ZOOM))


def _road_class(way: Way) -> str | None:
    highway = way.tags.get("highway", "")
    if highway in _FROM_ZOOM or highway in _PATHS:
        return None if way.tags.get("area") == "yes" else highway
    return "rail" if way.tags.get("railway") in ("rail", "light_rail", "tram") else None


def _borders(territories: Sequence[Territory]) -> Iterator[Feature]:
    """The town's border, and those between its neighbours; each once."""
    own = territories[0]
    yield Feature("border", own.polygon.boundary, {"code": own.code})
    beside = shapely.buffer(own.polygon.boundary, _SAME_BORDER_DEGREES)
    for territory in territories[1:]:
        yield Feature("border", shapely.difference(territory.polygon.boundary, beside), {"code": territory.code})


def _names(extract: Extract, *, territories: Sequence[Territory], zones: Sequence[Zone]) -> Iterator[Feature]:
    for territory in territories[1:]:
        yield Feature("place", territory.polygon.representative_point(), {"class": "town", "name": territory.name})
    for zone in zones:
        yield Feature("place", zone.polygon.centroid, {"class": "zone", "name": zone.name}, from_zoom=13)
    for name, kind, lon, lat in sorted(named_places(extract)):
        yield Feature("place", shapely.Point(lon, lat), {"class": kind, "name": name}, from_zoom=15)


def named_places(extract: Extract) -> Iterator[tuple[str, str, float, float]]:
    """Things with a name that people steer by: (name, what it is, lon, lat)."""
    for node, tags in extract.node_tags.items():
        kind = place_of(tags)
        if kind:
            yield tags["name"], kind, *extract.positions[node]
    for tags, polygon in extract.areas():
        kind = place_of(tags)
        if kind:
            inside = polygon.representative_point()
            yield tags["name"], kind, float(np.round(inside.x, 7)), float(np.round(inside.y, 7))
