"""What fills the blocks: squares, parks, fields, named places, and the numbers on the houses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from sereno.places.city.extract import Tags
from sereno.places.city.villa.curves import Metres
from sereno.places.city.villa.ground import Ground, Street

_NUMBERS_EVERY_M = 34.0
_FROM_STREET_M = 9.0
_GREEN_BANK_M = 44.0  # from the middle of the river; the street along it begins farther off
_FIELDS: Final = ("vineyard", "orchard", "meadow")
_FARMED: Final = 0.6  # share of the fields that are tilled
_SQUARE_M2: Final = (4_000.0, 16_000.0)


@dataclass(frozen=True, slots=True)
class _Landmark:
    name: str
    key: str
    value: str
    near: Metres


_LANDMARKS: Final = (
    _Landmark("Municipalidad de Villa Sereno", "amenity", "townhall", (20, 140)),
    _Landmark("Iglesia San Sereno", "amenity", "place_of_worship", (135, 70)),
    _Landmark("Mercado Municipal", "amenity", "marketplace", (-250, -150)),
    _Landmark("Biblioteca Gabriela Mistral", "amenity", "library", (210, 180)),
    _Landmark("Teatro Cervantes", "amenity", "theatre", (-180, 210)),
    _Landmark("Comisaría Villa Sereno", "amenity", "police", (320, -160)),
    _Landmark("Primera Compañía de Bomberos", "amenity", "fire_station", (-330, 120)),
    _Landmark("Hospital San Camilo", "amenity", "hospital", (-760, 330)),
    _Landmark("Consultorio Los Copihues", "amenity", "clinic", (-420, -1500)),
    _Landmark("Consultorio Ribera Norte", "amenity", "clinic", (-150, 1650)),
    _Landmark("Liceo Bicentenario", "amenity", "school", (520, 250)),
    _Landmark("Liceo Industrial Maestranza", "amenity", "school", (760, -1480)),
    _Landmark("Escuela Río Claro", "amenity", "school", (620, 1500)),
    _Landmark("Escuela Los Boldos", "amenity", "school", (-1050, 60)),
    _Landmark("Colegio Jardín Oriente", "amenity", "school", (1480, 330)),
    _Landmark("Feria Libre Santa Teresa", "amenity", "marketplace", (-1120, -700)),
    _Landmark("Terminal de Buses", "amenity", "bus_station", (-330, -1010)),
    _Landmark("Sede Vecinal Las Garzas", "amenity", "community_centre", (-1780, 180)),
    _Landmark("Jardín Infantil Los Zorzales", "amenity", "kindergarten", (-1750, 420)),
    _Landmark("Juzgado de Policía Local", "amenity", "courthouse", (130, -230)),
)
_GREEN_BLOCKS: Final = (
    ("Plaza de Armas", "leisure", "park", (48.0, 63.0)),
    ("Plaza Los Carrera", "leisure", "park", (-560.0, 420.0)),
    ("Plaza de la Estación", "leisure", "park", (-90.0, -960.0)),
    ("Plaza Los Boldos", "leisure", "park", (-1180.0, 260.0)),
    ("Plaza Santa Teresa", "leisure", "park", (-1100.0, -820.0)),
    ("Plaza Las Garzas", "leisure", "park", (-1840.0, 60.0)),
    ("Plaza Los Copihues", "leisure", "park", (-380.0, -1760.0)),
    ("Plaza Maestranza", "leisure", "park", (900.0, -1600.0)),
    ("Plaza de los Poetas", "leisure", "park", (1480.0, 480.0)),
    ("Plaza El Molino", "leisure", "park", (760.0, 560.0)),
    ("Plaza Ribera Norte", "leisure", "park", (-350.0, 1640.0)),
    ("Plaza La Vega", "leisure", "park", (-1220.0, 1640.0)),
    ("Plaza Altos del Río", "leisure", "park", (1480.0, 1520.0)),
    ("Estadio Municipal", "leisure", "pitch", (-1150.0, -420.0)),
    ("Cementerio Parroquial", "landuse", "cemetery", (-1100.0, 1250.0)),
    ("Parque de los Ferroviarios", "leisure", "park", (420.0, -1500.0)),
)


def areas(
    ground: Ground, faces: list[shapely.Polygon], rng: np.random.Generator
) -> Iterator[tuple[Tags, BaseGeometry]]:
    """Water, the hill's park, the green banks, and fields where nobody built."""
    yield {"natural": "water", "name": "Río Sereno"}, ground.water
    yield {"leisure": "park", "name": "Cerro Mirador"}, ground.hill.buffer(-8)
    banks = ground.river.buffer(_GREEN_BANK_M).intersection(ground.outline.buffer(250)).difference(ground.water)
    yield {"leisure": "garden"}, shapely.simplify(banks, 1.0)
    for face in sorted(faces, key=lambda face: face.bounds):
        if _is_open_country(face, ground) and rng.random() < _FARMED:
            yield {"landuse": str(rng.choice(_FIELDS))}, face.buffer(-12, join_style="mitre")


def green_blocks(faces: list[shapely.Polygon]) -> list[tuple[Tags, shapely.Polygon]]:
    """The blocks that are squares or grounds of their own, never built on."""
    taken: set[int] = set()
    found: list[tuple[Tags, shapely.Polygon]] = []
    for name, key, value, near in _GREEN_BLOCKS:
        position = _block_at(faces, near, taken)
        taken.add(position)
        found.append(({key: value, "name": name}, faces[position]))
    return found


def _is_open_country(face: shapely.Polygon, ground: Ground) -> bool:
    is_large = face.area > 2 * _SQUARE_M2[1]
    return is_large and not ground.built.intersects(face.representative_point()) and not ground.river.intersects(face)


def _block_at(faces: list[shapely.Polygon], near: Metres, taken: set[int]) -> int:
    """The block of a square's size that is nearest to a point."""
    low, high = _SQUARE_M2
    point = shapely.Point(near)
    fitting = [n for n, face in enumerate(faces) if low < face.area < high and n not in taken]
    return min(fitting, key=lambda n: faces[n].distance(point) + 0.1 * faces[n].centroid.distance(point))


def places(ground: Ground, faces: list[shapely.Polygon]) -> Iterator[tuple[Tags, Metres]]:
    """The places people steer by, each inside a block."""
    for landmark in _LANDMARKS:
        face = faces[_block_at(faces, landmark.near, set())]
        inside = shapely.ops.nearest_points(face.buffer(-12), shapely.Point(landmark.near))[0]
        yield {landmark.key: landmark.value, "name": landmark.name}, (inside.x, inside.y)
    station = shapely.ops.nearest_points(ground.railway, shapely.Point(-120, -1150))[0]
    yield {"railway": "station", "name": "Estación Villa Sereno"}, (station.x, station.y)
    summit = ground.hill.centroid
    yield {"tourism": "viewpoint", "name": "Mirador del Cerro"}, (summit.x, summit.y)


def house_numbers(pieces: list[Street], ground: Ground) -> Iterator[tuple[Tags, Metres]]:
    """Numbers that grow away from the square, about one per metre, odd on the left and even on the right."""
    near_town = ground.outline.buffer(350)
    shapely.prepare(near_town)
    for line, name in _whole_streets(pieces):
        base = 100 * max(1, round(float(np.hypot(*line.coords[0])) / 100))
        for number, at in enumerate(np.arange(14.0, line.length - 8.0, _NUMBERS_EVERY_M)):
            left = number % 2 == 0
            point = _aside(line, float(at), _FROM_STREET_M if left else -_FROM_STREET_M)
            if near_town.contains(shapely.Point(point)):
                count = base + int(at) // 2 * 2 + (1 if left else 0)
                yield {"addr:street": name, "addr:housenumber": str(count)}, point


def _whole_streets(pieces: list[Street]) -> Iterator[tuple[shapely.LineString, str]]:
    """Each street in one line where it is one, beginning at the end nearer to the square."""
    by_name: dict[str, list[shapely.LineString]] = {}
    for piece in pieces:
        if piece.highway != "footway":
            by_name.setdefault(piece.name, []).append(piece.line)
    for name, lines in sorted(by_name.items()):
        for line in shapely.get_parts(shapely.line_merge(shapely.MultiLineString(lines))):
            begins = np.hypot(*line.coords[0]) <= np.hypot(*line.coords[-1])
            yield (line if begins else line.reverse()), name


def _aside(line: shapely.LineString, at: float, metres: float) -> Metres:
    before, after = line.interpolate(max(at - 2, 0)), line.interpolate(min(at + 2, line.length))
    east, north = after.x - before.x, after.y - before.y
    length = float(np.hypot(east, north)) or 1.0
    middle = line.interpolate(at)
    return middle.x - north / length * metres, middle.y + east / length * metres
