"""The streets of the quarters: each fills the cells nearest to its seat with its own grid."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely

from sereno.algorithms.geo import Points
from sereno.places.city.villa import plan
from sereno.places.city.villa.curves import Warp
from sereno.places.city.villa.ground import REACH_M, Ground, Street
from sereno.places.city.villa.words import NameBook

_MEET_M = 30.0  # streets that reach an avenue this close to each other reach it at one corner
_SHORTEST_M = 42.0  # shorter remains of a grid street are not built
_HUGS_M = 34.0  # a grid street this close to an avenue for long is not built
_WARP_M = 26.0


def quarter_of(cell: shapely.Polygon, ground: Ground) -> plan.Quarter:
    """The quarter whose seat is nearest to the cell's middle, among those of its kind of ground."""
    middle = cell.representative_point()
    is_built = ground.built.contains(middle)
    fitting = [quarter for quarter in plan.QUARTERS if (quarter.setting is not plan.FIELDS) == is_built]
    return min(fitting, key=lambda q: float(np.hypot(q.seat[0] - middle.x, q.seat[1] - middle.y)))


def fill_quarters(ground: Ground, rng: np.random.Generator, names: NameBook) -> list[Street]:
    """The streets between the avenues."""
    warp = Warp.drawn(rng, amplitude_m=_WARP_M, wavelength_m=1100)
    by_quarter: dict[str, list[shapely.Polygon]] = {}
    for cell in ground.cells:
        by_quarter.setdefault(quarter_of(cell, ground).code, []).append(cell)
    meeting = _Corners(ground)
    streets: list[Street] = []
    for quarter in plan.QUARTERS:
        cells = sorted(by_quarter.get(quarter.code, ()), key=lambda cell: cell.bounds)
        streets += _grid_streets(quarter, cells, warp, rng, names, meeting)
    return streets


def _grid_streets(
    quarter: plan.Quarter, cells: list[shapely.Polygon], warp: Warp, rng: np.random.Generator, names: NameBook,
    meeting: _Corners,
) -> Iterator[Street]:  # fmt: skip
    """The long streets of the quarter, then its cross streets with some pieces missing."""
    if not cells:
        return
    seat = np.array(quarter.grid_through)
    reach = max(float(np.hypot(*(np.array(cell.exterior.coords) - seat).T).max()) for cell in cells)
    ground = shapely.union_all(cells)
    shapely.prepare(ground)
    for is_cross, spacing in ((False, quarter.across_m), (True, quarter.along_m)):
        count = int(reach / spacing) + 1
        for number in range(-count, count + 1):
            line = _grid_line(quarter, warp, number * spacing, reach=reach, is_cross=is_cross, rng=rng)
            if not line.intersects(ground):
                continue
            oneway = bool(rng.random() < quarter.one_way)
            if oneway and number % 2:
                line = line.reverse()
            pieces = [meeting.reached(piece) for cell in cells for piece in _within(line, cell)]
            if is_cross and quarter.missing:
                pieces = [part for piece in pieces for part in _opened(piece, quarter, rng)]
            name = names.street(quarter.theme) if pieces else ""
            yield from (Street(name, "residential", piece, oneway=oneway) for piece in pieces)


def _grid_line(
    quarter: plan.Quarter, warp: Warp, offset_m: float, *, reach: float, is_cross: bool, rng: np.random.Generator
) -> shapely.LineString:
    """One line of the quarter's grid through its whole reach, bent by the warp."""
    turn = np.radians(quarter.degrees)
    along, aside = np.array((np.cos(turn), np.sin(turn))), np.array((-np.sin(turn), np.cos(turn)))
    if is_cross:
        along, aside = aside, -along
    offset_m += rng.normal(0, 0.05 * quarter.across_m) * (quarter.warp_share > 0)
    steps = np.arange(-reach, reach + 1, 28.0)[:, None]
    points: Points = np.array(quarter.grid_through) + aside * offset_m + along * steps
    return shapely.LineString(warp(points, share=quarter.warp_share))


def _within(line: shapely.LineString, cell: shapely.Polygon) -> Iterator[shapely.LineString]:
    """The parts of a line inside a cell that are worth building."""
    frame = REACH_M - 5
    for part in shapely.get_parts(shapely.intersection(line, cell)):
        if part.geom_type != "LineString" or part.length < _SHORTEST_M:
            continue
        at = np.arange(15.0, part.length - 14.0, 15.0)
        near = shapely.distance(shapely.line_interpolate_point(part, at), cell.exterior) < _HUGS_M
        outside = np.abs(np.array(part.coords)).max() > frame and part.length < 2 * _SHORTEST_M
        if near.mean() < 0.45 and not outside:
            yield part


def _opened(line: shapely.LineString, quarter: plan.Quarter, rng: np.random.Generator) -> Iterator[shapely.LineString]:
    """The line without the block lengths that were never opened."""
    blocks = max(1, round(line.length / quarter.across_m))
    is_open = rng.random(blocks) >= quarter.missing
    edges = np.flatnonzero(np.diff(np.r_[False, is_open, False].astype(int)))
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        yield shapely.ops.substring(line, start / blocks, end / blocks, normalized=True)


class _Corners:
    """The corners along the skeleton: streets that reach an avenue near one go to that corner."""

    def __init__(self, ground: Ground) -> None:
        lines = [street.line for street in ground.skeleton]
        self._skeleton = shapely.union_all(lines, grid_size=0.1)
        shapely.prepare(self._skeleton)
        ends = shapely.get_parts(self._skeleton)
        self._taken: list[tuple[float, float]] = [tuple(line.coords[end]) for line in ends for end in (0, -1)]

    def reached(self, line: shapely.LineString) -> shapely.LineString:
        """The line with its ends at corners."""
        points = [tuple(point) for point in line.coords]
        for end in (0, -1):
            if self._skeleton.distance(shapely.Point(points[end])) < 1.0:
                points[end] = self._corner(points[end])
        return shapely.LineString(points)

    def _corner(self, point: tuple[float, ...]) -> tuple[float, float]:
        taken = np.array(self._taken)
        away = np.hypot(*(taken - point).T)
        nearest = int(np.argmin(away))
        if away[nearest] < _MEET_M:
            return self._taken[nearest]
        self._taken.append((float(point[0]), float(point[1])))
        return self._taken[-1]
