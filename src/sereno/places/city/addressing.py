"""The address index of an extract: streets with their course, house numbers, crossings and named places."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from sereno.algorithms.geo import Projection
from sereno.places.city import layout
from sereno.places.city.extract import Extract, LonLat, Way
from sereno.places.city.landscape import named_places

_DIGITS = 6  # ten centimetres
_SAME_CROSSING_M = 60.0  # the two roadways of an avenue cross a street twice: one crossing to people


def write_addresses(extract: Extract, directory: Path) -> None:
    """Write what `places.addresses.AddressIndex` searches."""
    named = [way for way in extract.streets() if way.tags.get("name")]
    names = sorted({way.tags["name"] for way in named})
    street_of = {name: position for position, name in enumerate(names)}
    content = {
        "version": layout.VERSION,
        "streets": {"name": names, "lines": _lines(extract, named, street_of)},
        "numbers": _columns(("street", "number", "lon", "lat"), _numbers(extract, street_of)),
        "crossings": _columns(("first", "second", "lon", "lat"), _crossings(extract, named, street_of)),
        "places": _columns(("name", "kind", "lon", "lat"), sorted(set(named_places(extract)))),
    }
    layout.write_json(directory / layout.ADDRESSES, content)


def _columns(keys: tuple[str, ...], rows: list[Any]) -> dict[str, list[Any]]:
    rounded = [[round(value, _DIGITS) if isinstance(value, float) else value for value in row] for row in rows]
    return {key: [row[column] for row in rounded] for column, key in enumerate(keys)}


def _lines(extract: Extract, named: list[Way], street_of: dict[str, int]) -> list[list[list[list[float]]]]:
    """The course of each street, its ways joined where they meet."""
    pieces: list[list[shapely.LineString]] = [[] for _ in street_of]
    for way in named:
        pieces[street_of[way.tags["name"]]].append(extract.line(way))
    merged = [shapely.get_parts(shapely.line_merge(shapely.MultiLineString(lines))) for lines in pieces]
    return [
        [[[round(lon, _DIGITS), round(lat, _DIGITS)] for lon, lat in line.coords] for line in lines] for lines in merged
    ]


def _numbers(extract: Extract, street_of: dict[str, int]) -> list[tuple[int, int, float, float]]:
    """The houses whose number and street are known; of a range the first number."""
    found: dict[tuple[int, int], LonLat] = {}
    houses = [(tags, extract.positions[node]) for node, tags in extract.node_tags.items()]
    houses += [
        (tags, (polygon.centroid.x, polygon.centroid.y))
        for tags, polygon in extract.areas()
        if "addr:housenumber" in tags
    ]
    for tags, position in houses:
        digits = re.match(r"\d{1,5}", tags.get("addr:housenumber", ""))
        street = street_of.get(tags.get("addr:street", ""))
        if digits and street is not None:
            found.setdefault((street, int(digits[0])), position)
    return sorted((street, number, *position) for (street, number), position in found.items())


def _crossings(extract: Extract, named: list[Way], street_of: dict[str, int]) -> list[tuple[int, int, float, float]]:
    streets_at: dict[int, set[int]] = defaultdict(set)
    for way in named:
        for node in way.nodes:
            streets_at[node].add(street_of[way.tags["name"]])
    met: dict[tuple[int, int], list[LonLat]] = defaultdict(list)
    for node, streets in sorted(streets_at.items()):
        ordered = sorted(streets)
        for index, first in enumerate(ordered):
            for second in ordered[index + 1 :]:
                met[first, second].append(extract.positions[node])
    flat = Projection.around(list(extract.positions.values()))
    return [(*pair, *place) for pair, places in sorted(met.items()) for place in _joined(places, flat)]


def _joined(places: list[LonLat], flat: Projection) -> list[LonLat]:
    """Crossings of the same two streets that lie close together, as one in their middle."""
    groups: list[list[LonLat]] = []
    for place in places:
        metres = flat.to_metres(place)
        for group in groups:
            if np.hypot(*(flat.to_metres(group[0]) - metres)) < _SAME_CROSSING_M:
                group.append(place)
                break
        else:
            groups.append([place])
    middles = [np.mean(group, axis=0) for group in groups]
    return [(float(lon), float(lat)) for lon, lat in middles]
