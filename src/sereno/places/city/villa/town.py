"""Villa Sereno as an extract, and as a city directory."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from sereno.algorithms.geo import Points, Projection
from sereno.places.city.build import assemble
from sereno.places.city.extract import Extract, Relation, Tags, Way
from sereno.places.city.read import City, Description, Territory, Zone
from sereno.places.city.villa import plan
from sereno.places.city.villa.ground import Ground, Street, lay_ground
from sereno.places.city.villa.life import areas, green_blocks, house_numbers, places
from sereno.places.city.villa.network import blocks, hill_roads, over_water, passages, tied, without_stubs
from sereno.places.city.villa.quarters import fill_quarters, quarter_of
from sereno.places.city.villa.words import NameBook

CODE, NAME, PREFIX = "villa-sereno", "Villa Sereno", "VS"
SOURCE = "Drawn by Sereno; the town does not exist"
LICENCE = "© The Sereno authors, CC0 1.0"
GENERATOR = "sereno demo town"
_FAR_M = 5_000.0  # the neighbours' territories end this far from the square


def build_villa(out: Path, *, seed: int = 1, progress: Callable[[str], None] = lambda _: None) -> City:
    """Make the demo town's city directory; the same seed gives the same bytes."""
    progress("drawing the town")
    rng = np.random.default_rng(seed)
    flat = Projection(*plan.CENTRE_LONLAT)
    ground = lay_ground(rng)
    names = NameBook(rng)
    streets = [*ground.skeleton, *fill_quarters(ground, rng, names)]
    faces = blocks(without_stubs(tied(streets)))
    greens = green_blocks(faces)
    streets += passages(ground, [face for face in faces if face not in [green for _, green in greens]], rng, names)
    pieces = without_stubs(tied([*streets, *hill_roads(ground)]))
    faces = blocks(pieces)

    drawn = _Drawing(flat)
    for piece in pieces:
        drawn.way(piece.line, _tags(piece, ground))
    drawn.way(ground.railway, {"railway": "rail", "name": "Ferrocarril del Sur"})
    drawn.way(ground.canal, {"waterway": "canal", "name": "Canal El Molino"})
    squares = [(tags, green.buffer(-6, join_style="mitre")) for tags, green in greens]
    for tags, polygon in (*areas(ground, faces, rng), *squares):
        drawn.area(polygon, tags)
    for tags, point in (*places(ground, faces), *house_numbers(pieces, ground)):
        drawn.point(point, tags)
    territories = _territories(ground, flat)
    description = _description(territories[0], flat)
    zones = _zones(ground, flat)
    return assemble(
        drawn.extract, out, description=description, territories=territories, zones=zones, progress=progress
    )


def _tags(piece: Street, ground: Ground) -> Tags:
    tags = {"highway": piece.highway, "name": piece.name}
    if piece.kmh:
        tags["maxspeed"] = str(piece.kmh)
    if piece.oneway:
        tags["oneway"] = "yes"
    if over_water(piece, ground.water):
        tags["bridge"] = "yes"
    return tags


class _Drawing:
    """Collects shapes in metres as the nodes and ways of an extract."""

    def __init__(self, flat: Projection) -> None:
        self.extract = Extract()
        self._flat = flat
        self._at: dict[tuple[float, float], int] = {}

    def way(self, line: shapely.LineString, tags: Tags) -> int:
        way = Way(id=len(self.extract.ways) + 1, nodes=tuple(self._nodes(np.array(line.coords))), tags=tags)
        self.extract.ways.append(way)
        return way.id

    def area(self, polygon: BaseGeometry, tags: Tags) -> None:
        for part in shapely.get_parts(polygon):
            if part.geom_type == "Polygon" and not part.interiors:
                self.way(part.exterior, tags)
            elif part.geom_type == "Polygon":
                outer, inner = self.way(part.exterior, {}), tuple(self.way(ring, {}) for ring in part.interiors)
                self.extract.relations.append(Relation(len(self.extract.relations) + 1, (outer,), inner, tags))

    def point(self, point: Iterable[float], tags: Tags) -> None:
        number = len(self.extract.positions) + 1
        lon, lat = self._flat.to_lonlat(np.array([*point]))
        self.extract.positions[number] = (round(float(lon), 7), round(float(lat), 7))
        self.extract.node_tags[number] = tags

    def _nodes(self, points: Points) -> Iterable[int]:
        lonlat = np.round(self._flat.to_lonlat(points), 7)
        for (east, north), (lon, lat) in zip(np.round(points, 1), lonlat, strict=True):
            key = (float(east), float(north))
            if key not in self._at:
                self._at[key] = len(self.extract.positions) + 1
                self.extract.positions[self._at[key]] = (float(lon), float(lat))
            yield self._at[key]


def _territories(ground: Ground, flat: Projection) -> list[Territory]:
    """The town, and around it the ground of its three neighbours: no gap, no overlap."""
    own = shapely.set_precision(shapely.transform(ground.outline, flat.to_lonlat), 1e-7)
    town = Territory(CODE, NAME, PREFIX, served=True, polygon=own)
    seats = shapely.MultiPoint([seat for _, _, _, _, points in plan.NEIGHBOURS for seat in points])
    frame = shapely.box(-_FAR_M, -_FAR_M, _FAR_M, _FAR_M)
    cells = shapely.get_parts(shapely.voronoi_polygons(seats, extend_to=frame))
    found = [town]
    for code, name, prefix, served, points in plan.NEIGHBOURS:
        of_it = [cell for cell in cells if cell.intersects(shapely.MultiPoint(points))]
        ground_of_it = shapely.transform(shapely.union_all(of_it).intersection(frame), flat.to_lonlat)
        polygon = shapely.difference(shapely.set_precision(ground_of_it, 1e-7), own)
        found.append(Territory(code, name, prefix, served=served, polygon=polygon))
    return found


def _zones(ground: Ground, flat: Projection) -> list[Zone]:
    """One zone for each quarter, sharing out all ground of the town, river and hill too."""
    seats = [quarter for quarter in plan.QUARTERS if quarter.setting is plan.Setting.TOWN]
    cells: dict[str, list[BaseGeometry]] = {quarter.code: [] for quarter in seats}
    for cell in ground.cells:
        quarter = quarter_of(cell, ground)
        owner = quarter if quarter in seats else _nearest(seats, cell)
        cells[owner.code].append(cell)
    parts = {code: shapely.union_all(held) for code, held in cells.items() if held}
    rest = ground.outline.difference(shapely.union_all(list(parts.values())))
    for piece in shapely.get_parts(rest):
        longest = max(parts, key=lambda code: piece.buffer(2).intersection(parts[code]).area)
        parts[longest] = parts[longest].union(piece.buffer(0.2))
    return [
        Zone(CODE, quarter.code, quarter.name, shapely.transform(_in_town(parts, quarter.code, ground), flat.to_lonlat))
        for quarter in seats
        if quarter.code in parts and not _in_town(parts, quarter.code, ground).is_empty
    ]


def _in_town(parts: dict[str, BaseGeometry], code: str, ground: Ground) -> BaseGeometry:
    inside = parts[code].intersection(ground.outline)
    return shapely.union_all([part for part in shapely.get_parts(inside) if part.geom_type == "Polygon"])


def _nearest(quarters: list[plan.Quarter], cell: shapely.Polygon) -> plan.Quarter:
    middle = cell.representative_point()
    return min(quarters, key=lambda q: float(np.hypot(q.seat[0] - middle.x, q.seat[1] - middle.y)))


def _description(town: Territory, flat: Projection) -> Description:
    lon, lat = flat.to_lonlat((0.0, 0.0))
    west, south, east, north = (round(degrees, 7) for degrees in town.polygon.bounds)
    return Description(
        code=CODE, name=NAME, prefix=PREFIX, timezone="America/Santiago",
        centre=(round(float(lon), 6), round(float(lat), 6)), bbox=(west, south, east, north),
        source=SOURCE, licence=LICENCE, generator=GENERATOR,
    )  # fmt: skip
