"""From crossing lines to streets that meet: every line cut at every corner, passages added, bridges marked."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from sereno.algorithms.geo import Points
from sereno.places.city.villa.ground import Ground, Street
from sereno.places.city.villa.quarters import quarter_of
from sereno.places.city.villa.words import NameBook

_GRID_M = 0.1
_SMALLEST_BLOCK_M2, _LARGEST_BLOCK_M2 = 5_500.0, 30_000.0
_STUB_M = 26.0  # a dead end shorter than this was never meant


def tied(streets: list[Street]) -> list[Street]:
    """The streets cut wherever they meet; pieces keep name, class and direction."""
    lines = np.array([street.line for street in streets], dtype=object)
    pieces = shapely.get_parts(shapely.union_all(lines, grid_size=_GRID_M))
    middles = shapely.line_interpolate_point(pieces, 0.5, normalized=True)
    owners = shapely.STRtree(lines).query_nearest(middles, all_matches=False)[1]
    return [_like(streets[owner], piece) for owner, piece in zip(owners, pieces, strict=True)]


def _like(street: Street, piece: shapely.LineString) -> Street:
    """A piece with the attributes of its street, running the street's way."""
    at = np.array([0.45, 0.55]) * piece.length
    start, end = shapely.line_locate_point(street.line, shapely.line_interpolate_point(piece, at))
    line = piece if start <= end else piece.reverse()
    return Street(street.name, street.highway, line, kmh=street.kmh, oneway=street.oneway)


def without_stubs(pieces: list[Street]) -> list[Street]:
    """The pieces without short dead ends left where a street just crossed another."""
    while True:
        ends = np.round(np.array([piece.line.coords[end] for piece in pieces for end in (0, -1)]), 1)
        _, where, count = np.unique(ends, axis=0, return_inverse=True, return_counts=True)
        is_dead = (count[where.ravel()] == 1).reshape(-1, 2).any(axis=1)
        kept = [p for p, dead in zip(pieces, is_dead, strict=True) if not (dead and p.line.length < _STUB_M)]
        if len(kept) == len(pieces):
            return kept
        pieces = kept


def blocks(pieces: list[Street]) -> list[shapely.Polygon]:
    """The ground enclosed by streets."""
    return list(shapely.get_parts(shapely.polygonize([piece.line for piece in pieces])))


def passages(
    ground: Ground, faces: list[shapely.Polygon], rng: np.random.Generator, names: NameBook
) -> Iterator[Street]:
    """Short streets into the depth of blocks; some lead through to the other side."""
    closed = shapely.union_all([ground.hill, ground.water.buffer(40), ground.railway.buffer(30)])
    shapely.prepare(closed)
    for face in sorted(faces, key=lambda face: face.bounds):
        quarter = quarter_of(face, ground)
        fits = _SMALLEST_BLOCK_M2 < face.area < _LARGEST_BLOCK_M2 and not closed.intersects(face.representative_point())
        if fits and rng.random() < quarter.passages:
            line = _inward(face, rng)
            if line is not None:
                yield Street(names.passage(), "living_street", line, kmh=20)


def _inward(face: shapely.Polygon, rng: np.random.Generator) -> shapely.LineString | None:
    """From the middle of the longer side across the block, or most of the way."""
    box = np.array(shapely.minimum_rotated_rectangle(face).exterior.coords)[:4]
    sides = np.hypot(*np.diff(np.vstack((box, box[:1])), axis=0).T)
    first = int(np.argmax(sides[:2]))
    share = rng.uniform(0.38, 0.62)
    start = box[first] + share * (box[(first + 1) % 4] - box[first])
    end = box[(first + 3) % 4] + share * (box[(first + 2) % 4] - box[(first + 3) % 4])
    way = end - start
    across = shapely.LineString([start - 0.3 * way, end + 0.3 * way]).intersection(face)
    if across.geom_type != "LineString" or not 45 < across.length < 160:
        return None
    if rng.random() < 0.5:
        across = across.reverse()
    if rng.random() < 0.35:
        return across
    return shapely.ops.substring(across, 0, rng.uniform(0.55, 0.75), normalized=True)


def hill_roads(ground: Ground) -> Iterator[Street]:
    """The road that winds up the hill, and the stairs from the town's side."""
    centre = ground.hill.centroid
    rim = np.array(ground.hill.exterior.coords)
    start = int(np.argmin(np.hypot(rim[:, 0] - 400, rim[:, 1] + 330)))
    turn = np.linspace(0, 2.6 * np.pi, 90)
    share = np.linspace(1.0, 0.12, 90)
    order = (start + np.round(turn / (2 * np.pi) * (len(rim) - 1)).astype(int)) % (len(rim) - 1)
    middle = np.array((centre.x, centre.y))
    points = middle + (rim[order] - middle) * share[:, None]
    yield Street("Camino al Mirador", "unclassified", shapely.LineString(points), kmh=30)
    for foot in (order[0] - 18, order[0] + 30):
        ends = rim[foot % (len(rim) - 1)], points[-1]
        yield Street("Sendero del Zorro" if foot < order[0] else "Escalera La Cruz", "footway", _winding(*ends))


def _winding(start: Points, end: Points) -> shapely.LineString:
    share = np.linspace(0, 1, 24)[:, None]
    aside = np.array((-(end - start)[1], (end - start)[0])) / np.hypot(*(end - start))
    return shapely.LineString(start + share * (end - start) + aside * 22 * np.sin(share * 5 * np.pi))


def over_water(piece: Street, water: BaseGeometry) -> bool:
    """Whether a piece needs a bridge."""
    return bool(piece.line.intersection(water).length > 8)
