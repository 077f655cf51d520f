"""Zones for a town that has not named any: parts with about as many street corners each."""

from __future__ import annotations

import numpy as np
import shapely
from scipy.cluster.vq import kmeans2
from shapely.geometry.base import BaseGeometry

from sereno.algorithms.geo import Points, Projection
from sereno.places.city.read import Zone

CORNERS_PER_ZONE = 240
MOST_ZONES = 12
_SEED = 1


def default_zones(municipality: str, *, polygon: BaseGeometry, corners: Points) -> tuple[Zone, ...]:
    """Cut a territory into zones around clusters of corners, numbered from north-west to south-east.

    Parameters
    ----------
    corners : (n, 2) degrees, corners of the territory's streets

    Notes
    -----
    k-means with a fixed seed, then each point of the territory goes to its nearest centre (Voronoi).
    """
    count = int(np.clip(round(len(corners) / CORNERS_PER_ZONE), 1, MOST_ZONES))
    if count == 1:
        return (Zone(municipality=municipality, code="z1", name="Zona 1", polygon=polygon),)
    flat = Projection.around(corners)
    metres = flat.to_metres(corners)
    centres, _ = kmeans2(metres, count, minit="++", seed=_SEED, iter=40)
    outline = shapely.transform(polygon, flat.to_metres)
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(centres), extend_to=outline))
    parts = sorted((part for cell in cells if (part := _clipped(cell, outline))), key=_reading_order)
    return tuple(
        Zone(municipality, f"z{number}", f"Zona {number}", shapely.transform(part, flat.to_lonlat))
        for number, part in enumerate(parts, start=1)
    )


def _clipped(cell: BaseGeometry, outline: BaseGeometry) -> BaseGeometry | None:
    shared = shapely.intersection(cell, outline)
    parts = [part for part in shapely.get_parts(shared) if part.geom_type == "Polygon"]
    return shapely.union_all(parts) if parts else None


def _reading_order(part: BaseGeometry) -> float:
    """Rows from the north, columns from the west: south counts double."""
    centre = part.centroid
    return float(centre.x - 2 * centre.y)
