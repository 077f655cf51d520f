"""Distances on the ground, and a flat map in metres that is true around one town."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

EARTH_RADIUS_M = 6_371_008.8  # mean radius of WGS 84

_SEMI_MAJOR_M = 6_378_137.0
_ECCENTRICITY_SQUARED = 0.006_694_379_990_14

Points = NDArray[np.float64]
"""An (n, 2) array of points, longitude (or east) first."""


def haversine_m(from_lonlat: ArrayLike, *, to_lonlat: ArrayLike) -> Points:
    """How far apart points are along the surface of a round Earth.

    Parameters
    ----------
    from_lonlat, to_lonlat : (..., 2) degrees, longitude first
        Broadcast against each other.

    Returns
    -------
    (...) metres

    Notes
    -----
    The Earth is flattened: the answer may be off by 0.5 % between far places.

    Examples
    --------
    One degree of the equator is a 360th of the circumference.

    >>> round(float(haversine_m((0, 0), to_lonlat=(1, 0))))
    111195
    """
    start, end = np.radians(np.asarray(from_lonlat, float)), np.radians(np.asarray(to_lonlat, float))
    half = np.sin((end - start) / 2) ** 2
    chord = half[..., 1] + np.cos(start[..., 1]) * np.cos(end[..., 1]) * half[..., 0]
    return np.asarray(2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.clip(chord, 0, 1))))


@dataclass(frozen=True, slots=True)
class Projection:
    """A flat map around one point: metres east and north of it.

    The scale is that of the WGS 84 ellipsoid at the origin's latitude, so lengths within 20 km of
    the origin are true to about two parts in a thousand.

    Examples
    --------
    >>> flat = Projection(origin_lon=-71.2, origin_lat=-33.2)
    >>> flat.to_metres([(-71.2, -33.2), (-71.2, -33.19)]).round().tolist()
    [[0.0, 0.0], [0.0, 1109.0]]
    >>> flat.to_lonlat([(0.0, 1109.0)]).round(4).tolist()
    [[-71.2, -33.19]]
    """

    origin_lon: float
    origin_lat: float

    def __post_init__(self) -> None:
        if not -85 <= self.origin_lat <= 85:
            message = f"origin_lat {self.origin_lat} must lie within [-85, 85]"
            raise ValueError(message)

    @classmethod
    def around(cls, lonlat: ArrayLike) -> Projection:
        """The flat map centred on the box around the given points."""
        points = np.asarray(lonlat, float).reshape(-1, 2)
        lon, lat = (points.min(axis=0) + points.max(axis=0)) / 2
        return cls(origin_lon=float(lon), origin_lat=float(lat))

    @property
    def metres_per_degree(self) -> tuple[float, float]:
        """Metres in one degree of longitude and of latitude, at the origin."""
        phi = math.radians(self.origin_lat)
        shrink = 1 - _ECCENTRICITY_SQUARED * math.sin(phi) ** 2
        across = _SEMI_MAJOR_M / math.sqrt(shrink) * math.cos(phi)
        along = _SEMI_MAJOR_M * (1 - _ECCENTRICITY_SQUARED) / shrink**1.5
        return math.radians(across), math.radians(along)

    def to_metres(self, lonlat: ArrayLike) -> Points:
        """Metres east and north of the origin: (n, 2) degrees in, (n, 2) metres out."""
        offset = np.asarray(lonlat, float) - (self.origin_lon, self.origin_lat)
        return np.asarray(offset * self.metres_per_degree)

    def to_lonlat(self, metres: ArrayLike) -> Points:
        """The inverse of `to_metres`: (n, 2) metres in, (n, 2) degrees out."""
        offset = np.asarray(metres, float) / self.metres_per_degree
        return np.asarray(offset + np.array((self.origin_lon, self.origin_lat)))
