"""Figures as shapes: numbers in, coordinates of an SVG out. All are drawn on 1,000 by 100 and stretched by the page."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

WIDE, HIGH = 1000.0, 100.0
_MOST_POINTS = 160


def across(value: float, *, of: float) -> float:
    """How far to the right a value lies on an axis from 0."""
    return round(min(max(value / of, 0.0), 1.0) * WIDE, 1) if of > 0 else 0.0


def up(value: float, *, low: float, high: float) -> float:
    """How far down from the top a value lies on an axis from `low` to `high`."""
    return round((1 - (value - low) / (high - low)) * HIGH, 2) if high > low else HIGH / 2


def steps(x: NDArray[Any], y: NDArray[np.float64], *, until: float) -> str:
    """A falling staircase of shares from (0, 1), as the points of a polyline; thinned where the eye cannot tell."""
    inside = x < until
    x, y = x[inside], y[inside]
    if len(x) > _MOST_POINTS:
        kept = np.unique(np.linspace(0, len(x) - 1, _MOST_POINTS).astype(int))
        x, y = x[kept], y[kept]
    points, last = [(0.0, 1.0)], 1.0
    for at, share in zip(x.tolist(), y.tolist(), strict=True):
        points += [(at, last), (at, share)]
        last = share
    return points_of([*points, (until, last)], wide=until)


def points_of(points: Sequence[tuple[float, float]], *, wide: float) -> str:
    """Points with shares as heights, as an SVG attribute."""
    return " ".join(f"{across(x, of=wide)},{up(y, low=0, high=1)}" for x, y in points)


def line(values: Sequence[float | None], *, low: float, high: float) -> list[str]:
    """A course of evenly spaced values as polylines, broken where one is missing."""
    pieces: list[list[str]] = [[]]
    for place, value in enumerate(values):
        if value is None:
            pieces.append([])
            continue
        x = round(place / max(1, len(values) - 1) * WIDE, 1)
        pieces[-1].append(f"{x},{up(value, low=low, high=high)}")
    return [" ".join(piece) for piece in pieces if piece]
