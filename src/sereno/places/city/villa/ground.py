"""The ground of the town: river, railway and hill as shapes, the skeleton of avenues, and the cells between them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from sereno.algorithms.geo import Points
from sereno.places.city.villa import plan
from sereno.places.city.villa.curves import Metres, Warp, beside, curve, loop

REACH_M = 2750.0  # streets are drawn this far from the square, every way
_QUAY_M = 62.0  # from the middle of the river to the street along it
_RAIL_STREET_M = 26.0  # from the rails to the streets beside them
_HAND_M = 14.0  # how much chance moves what was drawn by hand


@dataclass(frozen=True, slots=True)
class Street:
    """A street before it is cut at its corners; a one-way street leads along its line."""

    name: str
    highway: str
    line: shapely.LineString
    kmh: int | None = None
    oneway: bool = False


@dataclass(frozen=True, slots=True)
class Ground:
    """What is there before the quarters are laid out."""

    outline: shapely.Polygon
    built: BaseGeometry  # where streets are close: the town, and its neighbour Los Aromos
    river: shapely.LineString
    water: BaseGeometry
    canal: shapely.LineString
    railway: shapely.LineString
    hill: shapely.Polygon
    skeleton: tuple[Street, ...]
    cells: tuple[shapely.Polygon, ...]  # buildable ground between the skeleton's streets


def lay_ground(rng: np.random.Generator) -> Ground:
    """The plan with its hand-drawn lines moved a little by chance."""
    warp = Warp.drawn(rng, amplitude_m=_HAND_M)

    def moved(shape: BaseGeometry) -> BaseGeometry:
        return shapely.transform(shape, lambda points: warp(points, share=_far_from_square(points)))

    river, railway, canal = (moved(curve(through)) for through in (plan.RIVER, plan.RAILWAY, plan.CANAL))
    hill, outline = moved(loop(plan.HILL)), shapely.Polygon(plan.OUTLINE)
    water = _river_bed(river, rng)
    avenues = [
        Street(avenue.name, avenue.highway, moved(_drawn(avenue.through, is_smooth=avenue.is_smooth)), kmh=avenue.kmh)
        for avenue in plan.AVENUES
    ]
    avenues = [Street(a.name, a.highway, a.line.difference(hill.buffer(-1)), kmh=a.kmh) for a in avenues]
    skeleton = (
        *avenues,
        Street("Costanera Norte", "tertiary", beside(river, metres=-_QUAY_M), kmh=50),
        Street("Costanera Sur", "tertiary", beside(river, metres=_QUAY_M), kmh=50),
        Street("Ferrocarril Norte", "residential", beside(railway, metres=_RAIL_STREET_M)),
        Street("Ferrocarril Sur", "residential", beside(railway, metres=-_RAIL_STREET_M)),
        Street("Vuelta del Cerro", "tertiary", shapely.LineString(hill.exterior.coords), kmh=40),
    )
    skeleton = tuple(piece for street in skeleton for piece in _clipped(street))
    built = outline.buffer(plan.BUILT_BESIDE_M).union(loop(plan.LOS_AROMOS))
    taken = shapely.union_all([river.buffer(_QUAY_M - 4), railway.buffer(_RAIL_STREET_M - 4), hill.buffer(-2)])
    cells = _cells(skeleton, built, taken)
    return Ground(outline, built, river, water, canal, railway, hill, skeleton, cells)


def _far_from_square(points: Points) -> Points:
    """0 around the square, where the founders used a ruler, 1 from a kilometre on."""
    away = np.hypot(points[:, 0], points[:, 1])
    return np.asarray(np.clip((away - 500) / 500, 0, 1)[:, None])


def _drawn(through: tuple[Metres, ...], *, is_smooth: bool) -> shapely.LineString:
    if is_smooth and len(through) > 2:
        return curve(through)
    return shapely.segmentize(shapely.LineString(through), 60.0)


def _river_bed(river: shapely.LineString, rng: np.random.Generator) -> BaseGeometry:
    """The water: wider and narrower along its course."""
    at = np.arange(0, river.length, 30.0)
    width = plan.RIVER_WIDTH_M / 2 * (1 + 0.25 * np.sin(at / 210 + rng.uniform(0, 6)) + 0.12 * np.sin(at / 73))
    discs = shapely.buffer(shapely.line_interpolate_point(river, at), width, quad_segs=4)
    hulls = [shapely.convex_hull(shapely.union_all(discs[i : i + 2])) for i in range(len(discs) - 1)]
    return shapely.simplify(shapely.union_all(hulls), 1.5)


def _clipped(street: Street) -> list[Street]:
    frame = shapely.box(-REACH_M, -REACH_M, REACH_M, REACH_M)
    parts = shapely.get_parts(shapely.intersection(street.line, frame))
    return [
        Street(street.name, street.highway, part, kmh=street.kmh)
        for part in parts
        if part.geom_type == "LineString" and part.length > 60
    ]


def _cells(skeleton: tuple[Street, ...], built: BaseGeometry, taken: BaseGeometry) -> tuple[shapely.Polygon, ...]:
    frame = shapely.box(-REACH_M, -REACH_M, REACH_M, REACH_M).exterior
    lines = shapely.union_all([*(street.line for street in skeleton), frame, built.boundary], grid_size=0.1)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    return tuple(face for face in faces if face.area > 4000 and not taken.contains(face.representative_point()))
