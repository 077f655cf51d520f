"""A town of sixteen corners, drawn by hand, in every format an extract comes in; numbers chosen to be checkable.

Four streets run east (Lota, Maipú, Ñuble, Talca) and four north (Arica, Boldo, Copihue, Dalia), a hundred metres
apart. Lota is one-way to the east, Ñuble an avenue signed 60, and Dalia ends in a dead end.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import osmium

from sereno.algorithms.geo import Projection

FLAT = Projection(origin_lon=-71.0, origin_lat=-34.0)
BLOCK_M = 100.0
EAST = ("Calle Lota", "Maipú", "Avenida Ñuble", "Talca")
NORTH = ("Arica", "Pasaje Boldo", "Presidente Copihue", "Dalia")


def lonlat(east_m: float, north_m: float) -> tuple[float, float]:
    lon, lat = FLAT.to_lonlat((east_m, north_m)).tolist()
    return round(lon, 7), round(lat, 7)


def corner(column: int, row: int) -> int:
    return 1 + row * 4 + column


def elements() -> list[dict[str, Any]]:
    """The town as Overpass lists it."""
    corners = [
        (corner(column, row), lonlat(column * BLOCK_M, row * BLOCK_M)) for row in range(4) for column in range(4)
    ]
    nodes = [node(number, *place) for number, place in corners]
    nodes.append(node(17, *lonlat(300, 350)))  # the end of Dalia, off the grid
    for count, number in enumerate((100, 150, 200)):  # houses on Maipú
        at = lonlat(50 + 100 * count, 108)
        nodes.append(node(30 + count, *at, **{"addr:street": "Maipú", "addr:housenumber": str(number)}))
    nodes.append(node(40, *lonlat(150, 150), amenity="school", name="Liceo Gabriela Mistral"))
    nodes += [node(50 + n, *lonlat(*at)) for n, at in enumerate(((210, 210), (290, 210), (290, 290), (210, 290)))]
    streets = [
        way(100 + row, [corner(c, row) for c in range(4)], highway="residential", name=EAST[row]) for row in range(4)
    ]
    streets += [way(110 + c, [corner(c, r) for r in range(4)], highway="residential", name=NORTH[c]) for c in range(4)]
    streets[0]["tags"]["oneway"] = "yes"
    streets[2]["tags"] |= {"highway": "primary", "maxspeed": "60"}
    streets[7]["nodes"].append(17)
    park = way(120, [50, 51, 52, 53, 50], leisure="park", name="Plaza Talca")
    garden = way(121, [corner(0, 0), corner(1, 1)], highway="service", access="private")
    return [*nodes, *streets, park, garden]


def node(number: int, lon: float, lat: float, **tags: str) -> dict[str, Any]:
    return {"type": "node", "id": number, "lon": lon, "lat": lat} | ({"tags": tags} if tags else {})


def way(number: int, nodes: list[int], **tags: str) -> dict[str, Any]:
    return {"type": "way", "id": number, "nodes": nodes, "tags": tags}


def overpass() -> dict[str, Any]:
    return {"version": 0.6, "osm3s": {"timestamp_osm_base": "2026-01-02T03:04:05Z"}, "elements": elements()}


def write_overpass(path: Path) -> Path:
    path.write_text(json.dumps(overpass()), encoding="utf-8")
    return path


def write_osm(path: Path) -> Path:
    """XML or PBF, by the name."""
    with osmium.SimpleWriter(str(path)) as writer:
        for element in elements():
            tags = element.get("tags", {})
            if element["type"] == "node":
                place = (element["lon"], element["lat"])
                writer.add_node(osmium.osm.mutable.Node(id=element["id"], location=place, tags=tags))
            else:
                writer.add_way(osmium.osm.mutable.Way(id=element["id"], nodes=element["nodes"], tags=tags))
    return path


def outline() -> dict[str, Any]:
    """A square of 400 m around the town: 0.16 km²."""
    ring = [lonlat(*at) for at in ((-50, -50), (350, -50), (350, 350), (-50, 350), (-50, -50))]
    return {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def write_outline(path: Path) -> Path:
    path.write_text(json.dumps(outline()), encoding="utf-8")
    return path


def write_neighbours(path: Path) -> Path:
    """One town beside, overlapping a little; one far away; and the town itself as another source draws it."""
    shapes = {"Lo Cerca": (340, 700), "Lo Lejos": (5000, 6000), "Chica": (-48, 352)}
    features = []
    for name, (west, east) in shapes.items():
        ring = [lonlat(*at) for at in ((west, -50), (east, -50), (east, 350), (west, 350), (west, -50))]
        features.append({
            "type": "Feature", "properties": {"name": name},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        })  # fmt: skip
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path
