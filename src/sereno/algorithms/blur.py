"""How much to blur a map of counts: as much as predicts weeks that were left out best, and perhaps not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

CANDIDATES_M = (0.0, 25.0, 50.0, 75.0, 100.0, 150.0, 200.0, 300.0)
_FLOOR = 0.02  # share of the forecast that is spread evenly: what never happened in a place may happen there
_REACH = 4.0  # standard deviations after which a kernel is cut off

Grid = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Blur:
    """The width that predicts best, and what each width achieved: bits per incident above an even spread."""

    bandwidth_m: float
    bits: tuple[tuple[float, float], ...]


def choose_blur(
    folds: NDArray[np.int64], *, inside: NDArray[np.bool_], pixel_m: float, candidates_m: Sequence[float] = CANDIDATES_M
) -> Blur | None:
    """The blur under which weeks that were left out are likeliest.

    Parameters
    ----------
    folds : (f, height, width) counts, the weeks dealt out to f folds
    inside : (height, width) where incidents can be
    pixel_m : side of a pixel
    candidates_m : standard deviations of the Gaussian to try; 0 is the plain counts

    Returns
    -------
    None where there is too little to leave anything out: fewer than two folds with incidents.

    Notes
    -----
    Each fold is predicted from all others. The forecast is the blurred count, brought to one inside the town, with two
    percent of it spread evenly. Ties go to the smaller blur.

    Examples
    --------
    Two incidents, always at the same two spots: any blur can only be worse.

    >>> week = np.zeros((5, 5), np.int64); week[0, 0] = week[4, 4] = 1
    >>> choose_blur(np.stack([week, week]), inside=np.ones((5, 5), bool), pixel_m=25).bandwidth_m
    0.0
    """
    if (folds.sum(axis=(1, 2)) > 0).sum() < 2:
        return None
    total = folds.sum(axis=0)
    bits = tuple((width, _bits(folds, total, inside, width / pixel_m)) for width in candidates_m)
    best = max(bits, key=lambda found: (round(found[1], 6), -found[0]))
    return Blur(best[0], bits)


def blurred(counts: NDArray[np.int64], *, inside: NDArray[np.bool_], sigma: float) -> Grid:
    """Counts spread by a Gaussian of `sigma` pixels; what would fall outside stays at the rim."""
    if sigma <= 0:
        return counts.astype(float)
    spread = ndimage.gaussian_filter(counts.astype(float), sigma, mode="constant", truncate=_REACH)
    held = ndimage.gaussian_filter(inside.astype(float), sigma, mode="constant", truncate=_REACH)
    kept = np.divide(spread, held, out=np.zeros_like(spread), where=inside & (held > 0))
    left = kept.sum()
    return np.asarray(kept * (counts.sum() / left) if left > 0 else kept)


def _bits(folds: NDArray[np.int64], total: NDArray[np.int64], inside: NDArray[np.bool_], sigma: float) -> float:
    even = 1.0 / max(1, int(inside.sum()))
    gained = counted = 0.0
    for fold in folds:
        forecast = blurred(total - fold, inside=inside, sigma=sigma)
        whole = forecast.sum()
        share = (1 - _FLOOR) * forecast / whole + _FLOOR * even if whole > 0 else np.full_like(forecast, even)
        there = (fold > 0) & inside
        gained += float((fold[there] * np.log2(share[there] / even)).sum())
        counted += float(fold[there].sum())
    return gained / counted if counted else 0.0
