"""Which territory a point lies in, how near the border is, and which territory is next when it lies in none."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry.base import BaseGeometry

from sereno.algorithms.geo import Projection

OUTSIDE = -1
"""What `Territories.find_many` answers for a point that no territory contains."""


class Territories:
    """Polygons in an order, ready to be asked about points.

    A territory owns its border, and where several touch or overlap the first in the given order
    wins: so every point on a common border has exactly one owner, and none is lost between two.

    Parameters
    ----------
    polygons : sequence of shapely Polygon or MultiPolygon, degrees, longitude first

    Notes
    -----
    Boxes are compared before polygons, and the polygons are prepared (indexed by their edges), so a
    question costs O(log edges) for the one or two territories whose box holds the point. Longitude
    and latitude are taken as plane coordinates: an edge is straight on the map.

    Examples
    --------
    >>> west, east = shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)
    >>> town = Territories([west, east])
    >>> town.find(0.5, 0.5), town.find(1.5, 0.5), town.find(1, 0.5), town.find(3, 3)
    (0, 1, 0, None)
    >>> town.find_many([(1.5, 0.5), (3, 3)]).tolist()
    [1, -1]
    """

    def __init__(self, polygons: Sequence[BaseGeometry]) -> None:
        if not polygons:
            raise ValueError("at least one territory is needed")
        self._polygons = tuple(_mended(polygon, position=position) for position, polygon in enumerate(polygons))
        shapely.prepare(np.array(self._polygons, dtype=object))
        self._boxes = [polygon.bounds for polygon in self._polygons]
        west, south, east, north = shapely.total_bounds(np.array(self._polygons, dtype=object))
        self._flat = Projection(origin_lon=float(west + east) / 2, origin_lat=float(south + north) / 2)
        self._outlines = [shapely.transform(polygon.boundary, self._flat.to_metres) for polygon in self._polygons]
        shapely.prepare(np.array(self._outlines, dtype=object))

    def __len__(self) -> int:
        return len(self._polygons)

    def find(self, lon: float, lat: float) -> int | None:
        """The position of the territory that owns the point; None outside all of them."""
        for position, (west, south, east, north) in enumerate(self._boxes):
            in_box = west <= lon <= east and south <= lat <= north
            if in_box and shapely.intersects_xy(self._polygons[position], lon, lat):
                return position
        return None

    def find_many(self, lonlat: ArrayLike) -> NDArray[np.int32]:
        """The owner of each of (n, 2) points, `OUTSIDE` where there is none; agrees with `find`."""
        points = np.asarray(lonlat, float).reshape(-1, 2)
        lon, lat = np.ascontiguousarray(points[:, 0]), np.ascontiguousarray(points[:, 1])
        owner = np.full(len(points), OUTSIDE, np.int32)
        for position, (west, south, east, north) in enumerate(self._boxes):
            near = np.flatnonzero((owner == OUTSIDE) & (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north))
            if near.size:
                owner[near[shapely.intersects_xy(self._polygons[position], lon[near], lat[near])]] = position
        return owner

    def border_m(self, lon: float, lat: float, *, position: int) -> float:
        """Metres from the point to the border of one territory, from within or from outside."""
        return float(shapely.distance(self._outlines[position], self._flat_point(lon, lat)))

    def nearest(self, lon: float, lat: float) -> tuple[int, float]:
        """The territory for a point that may lie in none: its position, and metres to it (0 inside)."""
        inside = self.find(lon, lat)
        if inside is not None:
            return inside, 0.0
        distances = shapely.distance(np.array(self._outlines, dtype=object), self._flat_point(lon, lat))
        position = int(np.argmin(distances))
        return position, float(distances[position])

    def _flat_point(self, lon: float, lat: float) -> shapely.Point:
        east, north = self._flat.to_metres((lon, lat))
        return shapely.Point(east, north)


def _mended(polygon: BaseGeometry, *, position: int) -> BaseGeometry:
    """The polygon, without the places where its outline touches or crosses itself: published borders have some."""
    if polygon.geom_type in ("Polygon", "MultiPolygon") and not polygon.is_valid:
        parts = shapely.get_parts(shapely.make_valid(polygon))
        polygon = shapely.union_all([part for part in parts if part.geom_type in ("Polygon", "MultiPolygon")])
    if polygon.is_empty or polygon.geom_type not in ("Polygon", "MultiPolygon"):
        message = f"territory {position} is an unfit {polygon.geom_type}; a Polygon or MultiPolygon is needed"
        raise ValueError(message)
    return polygon
