"""The smooth view of a heat map: counts on a fine grid, blurred only as much as predicts weeks that were left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, cos, radians

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import shape

from sereno.algorithms import columns as counting
from sereno.algorithms.blur import Blur, blurred, choose_blur
from sereno.analytics.editions import newest
from sereno.analytics.heat import in_zones
from sereno.analytics.questions import COUNTED, Question, Scope, wanted
from sereno.analytics.sight import Sight
from sereno.kernel.errors import Forbidden
from sereno.people.rules import Viewer
from sereno.places import queries as places

_M_PER_DEGREE = 111_195.0
_PIXEL_M, _MOST_PIXELS = 25.0, 400
_FOLDS = 5
_WEEK_S = 7 * 86_400


@dataclass(frozen=True, slots=True, eq=False)
class Raster:
    """Incidents per hectare over a town. Row 0 is the north.

    `box` west, south, east, north · `values` (height, width) · `blur` None where there was too little to choose by.
    """

    box: tuple[float, float, float, float]
    pixel_m: float
    values: NDArray[np.float64]
    counted: int
    blur: Blur | None


@dataclass(frozen=True, slots=True, eq=False)
class _Grid:
    box: tuple[float, float, float, float]
    pixel_m: float
    step: tuple[float, float]  # a pixel in degrees, east and north
    inside: NDArray[np.bool_]

    def pixel_of(self, centres: NDArray[np.float64]) -> NDArray[np.intp]:
        """The flat number of each point's pixel; points outside go to the rim."""
        height, width = self.inside.shape
        east = ((centres[:, 0] - self.box[0]) / self.step[0]).astype(np.intp).clip(0, width - 1)
        south = ((self.box[3] - centres[:, 1]) / self.step[1]).astype(np.intp).clip(0, height - 1)
        return np.asarray(south * width + east)


def access_raster(viewer: Viewer, question: Question, *, municipality: int) -> Raster:
    """The smooth view of a question.

    Raises
    ------
    NotYours : the viewer sees no figures of this town.
    Forbidden : the viewer sees larger cells only; a smooth view would show where single incidents were.
    """
    sight = Sight.of(viewer, municipality)
    if not sight.sees_points:
        raise Forbidden
    grid = _grid(municipality, places.town(municipality).bbox)
    folds = _folds(question, municipality, sight.scope, grid)
    blur = choose_blur(folds, inside=grid.inside, pixel_m=grid.pixel_m)
    total = folds.sum(axis=0)
    sigma = blur.bandwidth_m / grid.pixel_m if blur else 0.0
    per_hectare = blurred(total, inside=grid.inside, sigma=sigma) * (10_000 / grid.pixel_m**2)
    return Raster(grid.box, grid.pixel_m, per_hectare, int(total.sum()), blur)


def _folds(question: Question, municipality: int, scope: Scope, grid: _Grid) -> NDArray[np.int64]:
    """The counts of each pixel, the weeks dealt out in turn."""
    size = grid.inside.size
    folds = np.zeros(_FOLDS * size, np.int64)
    for pixel, week in _places_and_weeks(question, municipality, scope, grid):
        folds += np.bincount(week % _FOLDS * size + pixel, minlength=len(folds))
    return folds.reshape(_FOLDS, *grid.inside.shape)


def _places_and_weeks(
    question: Question, municipality: int, scope: Scope, grid: _Grid
) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    zone = places.town(municipality).timezone
    for edition in newest(municipality):
        asked = wanted(question, edition.facets, scope=scope, zone=zone)
        rows, kinds = counting.find(edition.columns, asked, cells=in_zones(edition, question, municipality))
        rows = rows[kinds == COUNTED]
        week = (edition.columns.seconds[rows].astype(np.int64) - asked.begin) // _WEEK_S
        yield grid.pixel_of(edition.centres)[edition.columns.cell[rows]], week


@lru_cache(maxsize=128)
def _grid(municipality: int, bbox: tuple[float, float, float, float]) -> _Grid:
    west, south, east, north = bbox
    narrow = cos(radians((south + north) / 2))
    width_m, height_m = (east - west) * _M_PER_DEGREE * narrow, (north - south) * _M_PER_DEGREE
    pixel_m = max(_PIXEL_M, max(width_m, height_m) / _MOST_PIXELS)
    width, height = ceil(width_m / pixel_m), ceil(height_m / pixel_m)
    step = (pixel_m / (_M_PER_DEGREE * narrow), pixel_m / _M_PER_DEGREE)
    box = (west, north - height * step[1], west + width * step[0], north)
    lon = west + (np.arange(width) + 0.5) * step[0]
    lat = north - (np.arange(height) + 0.5) * step[1]
    area = shape(places.outline(municipality))
    shapely.prepare(area)
    return _Grid(box, pixel_m, step, shapely.contains_xy(area, *np.meshgrid(lon, lat)))
