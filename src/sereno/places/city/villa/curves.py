"""Drawing in metres: smooth curves through points, blobs, and a gentle warp that makes straight things look built."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from scipy.interpolate import CubicSpline

from sereno.algorithms.geo import Points

Metres = tuple[float, float]


def curve(through: Sequence[Metres], *, step_m: float = 30.0) -> shapely.LineString:
    """A smooth open line through the points."""
    points = np.array(through, float)
    along = np.concatenate(([0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))))
    at = np.linspace(0, along[-1], max(2, int(along[-1] / step_m)))
    return shapely.LineString(CubicSpline(along, points)(at))


def loop(through: Sequence[Metres], *, step_m: float = 30.0) -> shapely.Polygon:
    """A smooth closed outline through the points."""
    points = np.array([*through, through[0]], float)
    along = np.concatenate(([0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))))
    at = np.linspace(0, along[-1], int(along[-1] / step_m))
    return shapely.Polygon(CubicSpline(along, points, bc_type="periodic")(at))


def beside(line: shapely.LineString, *, metres: float) -> shapely.LineString:
    """The line at a constant distance: to the left of its direction, or to the right below 0."""
    return max(shapely.get_parts(shapely.offset_curve(line, metres, join_style="round")), key=shapely.length)


@dataclass(frozen=True, slots=True)
class Warp:
    """A smooth displacement of the plane: a few long waves."""

    waves: Points  # (n, 2) radians per metre
    shifts: Points  # (n, 2) radians
    pushes: Points  # (n, 2) metres

    @classmethod
    def drawn(cls, rng: np.random.Generator, *, amplitude_m: float, wavelength_m: float = 900.0) -> Warp:
        """A warp by chance, moving nothing by more than about twice the amplitude."""
        count = 4
        heading = rng.uniform(0, 2 * np.pi, count)
        length = wavelength_m * rng.uniform(0.7, 1.6, count)
        waves = np.column_stack((np.cos(heading), np.sin(heading))) * (2 * np.pi / length)[:, None]
        pushes = rng.normal(0, amplitude_m / np.sqrt(count), (count, 2))
        return cls(waves, rng.uniform(0, 2 * np.pi, (count, 2)), pushes)

    def __call__(self, points: Points, *, share: float | Points = 1.0) -> Points:
        """The displaced points; `share` of the displacement."""
        phase = points @ self.waves.T
        east = np.sin(phase + self.shifts[:, 0]) @ self.pushes[:, 0]
        north = np.sin(phase + self.shifts[:, 1]) @ self.pushes[:, 1]
        return points + share * np.column_stack((east, north))
