"""Whose is this point? The 52 comunas of the Región Metropolitana, many at a time and one, checked against shapely."""

from __future__ import annotations

import json
import time

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from benchmarks.calibration import calibration_ms
from benchmarks.reference import providencia
from benchmarks.refusal import Refusal
from sereno.algorithms.territory import OUTSIDE, Territories

COMUNAS = 52
POINTS, QUICK_POINTS = 100_000, 10_000
ONE_BY_ONE = 5_000
REPEATS = 3
SEED = 52
ON_A_BORDER = 0.05  # so many of the points lie exactly on a corner of some outline, where owners are disputed


def run(*, quick: bool) -> dict[str, float]:
    """Ask for the owners of random points; every answer is compared with shapely's own, point by point and exactly."""
    outlines = read_outlines()
    points = random_points(outlines, QUICK_POINTS if quick else POINTS)
    territories = Territories(outlines)
    owners, bulk_s = in_bulk(territories, points)
    some = points[:: max(1, len(points) // ONE_BY_ONE)].tolist()
    started = time.perf_counter()
    answers = [territories.find(lon, lat) for lon, lat in some]
    one_s = (time.perf_counter() - started) / len(some)
    right = owners_by_shapely(outlines, points)
    alone = right[:: max(1, len(points) // ONE_BY_ONE)]
    differ = [OUTSIDE if owner is None else owner for owner in answers] != alone.tolist()
    return {
        "points_per_s": round(len(points) / bulk_s),
        "one_us": round(one_s * 1e6, 1),
        "wrong": int((owners != right).sum()) + int(differ),
        "points": len(points),
        "calibration_ms": calibration_ms(),
    }


def read_outlines() -> list[BaseGeometry]:
    """The comunas' outlines as published."""
    file = providencia() / "comunas_rm.geojson"
    features = json.loads(file.read_text(encoding="utf-8"))["features"]
    if len(features) != COMUNAS:
        raise Refusal(f"{file} has {len(features)} comunas, not {COMUNAS}")
    return [shape(feature["geometry"]) for feature in features]


def random_points(outlines: list[BaseGeometry], count: int) -> NDArray[np.float64]:
    """Points all over the region's box, and some of the outlines' own corners."""
    rng = np.random.default_rng(SEED)
    west, south, east, north = shapely.total_bounds(np.array(outlines, dtype=object))
    points = np.column_stack((rng.uniform(west, east, count), rng.uniform(south, north, count)))
    corners = shapely.get_coordinates(outlines)
    at = rng.choice(count, int(count * ON_A_BORDER), replace=False)
    points[at] = corners[rng.integers(0, len(corners), len(at))]
    return points


def in_bulk(territories: Territories, points: NDArray[np.float64]) -> tuple[NDArray[np.int32], float]:
    """The owners, and the seconds of the best of a few times."""
    runs = [timed(territories, points) for _ in range(REPEATS)]
    return runs[0][0], min(seconds for _, seconds in runs)


def timed(territories: Territories, points: NDArray[np.float64]) -> tuple[NDArray[np.int32], float]:
    started = time.perf_counter()
    owners = territories.find_many(points)
    return owners, time.perf_counter() - started


def owners_by_shapely(outlines: list[BaseGeometry], points: NDArray[np.float64]) -> NDArray[np.int32]:
    """The first outline that contains or touches each point, asked without boxes, indexes or preparation.

    One published outline crosses itself; of what shapely makes of it the areas count, a spike without area does not.
    """
    owners = np.full(len(points), OUTSIDE, np.int32)
    for position, outline in enumerate(outlines):
        for part in shapely.get_parts(shapely.make_valid(outline)):
            if part.area > 0:
                undecided = np.flatnonzero(owners == OUTSIDE)
                owners[undecided[shapely.intersects(part, shapely.points(points[undecided]))]] = position
    return owners
