"""Did something change on a date? Segmented regression on weekly figures, with and without a place to compare with.

The errors are Newey and West's with eight lags. On series of a year they are far too small: with the normal
distribution's 1.96 the 95 % interval held the truth in 52 to 91 % of simulated series (12 to 52 weeks a side), and
Student's t hardly helps. The statistic is kept and its critical value replaced: by the one that it has, for these very
weeks, in series without any effect that are as persistent as this one (first-order autoregression; the persistence is
estimated median-unbiasedly from the residuals). That is the idea of fixed-bandwidth asymptotics (Kiefer and Vogelsang
2005), worked out for the design at hand instead of looked up for an endless one, and of Andrews (1993) for the
persistence.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.signal import lfilter

Floats = NDArray[np.float64]

LAGS = 8
LEAST_BEFORE, LEAST_AFTER = 12, 8
"""Weeks with figures that are needed on each side of the date."""
_PERSISTENCES = tuple(np.round(np.arange(-0.3, 0.96, 0.1), 2).tolist())
_DRAWS, _BURN, _SEED = 3_000, 100, 1993  # a table of critical values is no experiment: the same at every call


@dataclass(frozen=True, slots=True)
class Effect:
    """What changed, in the unit of the series.

    Attributes
    ----------
    value : the estimate
    low, high : its 95 % interval
    smallest : what would have been found in four of five cases had it been there
    persistence : how much of a week's deviation is left in the next
    """

    value: float
    low: float
    high: float
    smallest: float
    persistence: float


@dataclass(frozen=True, slots=True)
class Interrupted:
    """A series with a break at a date.

    Attributes
    ----------
    level : the step at the date
    slope : the change of the trend, per week
    fitted : (n,) the two straight lines
    without : (n,) the first line, drawn on
    """

    level: Effect
    slope: Effect
    fitted: Floats
    without: Floats


def segmented(values: Floats, weeks: Sequence[int]) -> Interrupted:
    """A straight line before the date, another after it.

    Parameters
    ----------
    values : (n,) one figure a week, none missing
    weeks : n whole numbers, ascending: weeks since the date, negative before it
    """
    design = _design(tuple(weeks), trend=True)
    parts = np.linalg.pinv(design) @ values
    level, slope = (_effect(values, tuple(weeks), trend=True, part=part) for part in (2, 3))
    return Interrupted(level=level, slope=slope, fitted=design @ parts, without=design[:, :2] @ parts[:2])


def step(values: Floats, weeks: Sequence[int]) -> Effect:
    """The difference of the means before and after the date, no trend assumed."""
    return _effect(values, tuple(weeks), trend=False, part=1)


def trend(values: Floats, weeks: Sequence[int]) -> Effect:
    """The slope of a series without a break, per week."""
    shifted = tuple(week - weeks[0] for week in weeks)  # all on one side
    return _effect(values, shifted, trend=True, part=1)


def difference_in_differences(treated: Floats, untreated: Floats, weeks: Sequence[int]) -> Effect:
    """The step of the weekly differences between a place that changed and one that did not.

    Parameters
    ----------
    treated, untreated : (n,) figures of the same weeks; what happens to both cancels out
    """
    return step(treated - untreated, weeks)


def placebos(values: Floats, weeks: Sequence[int]) -> list[tuple[int, float]]:
    """The step that would be found at each earlier date at which nothing happened: week, step.

    Only weeks before the true date are looked at, so that its effect cannot show.
    """
    before = [place for place, week in enumerate(weeks) if week < 0]
    dates = [weeks[place] for place in before[LEAST_BEFORE : len(before) - LEAST_AFTER + 1]]
    return [(date, _placebo(values[before], [weeks[place] - date for place in before])) for date in dates]


def _placebo(values: Floats, weeks: Sequence[int]) -> float:
    return float((np.linalg.pinv(_design(tuple(weeks), trend=True)) @ values)[2])


def newey_west(residuals: Floats, weights: Floats, *, lags: int = LAGS) -> Floats:
    """The standard error of sum_t w_t y_t for each row of residuals, shape (rows,).

    Parameters
    ----------
    residuals : (rows, n)
    weights : (n,) how the estimate hangs on each value

    Notes
    -----
    Source: Newey and West (1987), Bartlett's weights 1 - k / (lags + 1).
    """
    scores = residuals * weights
    variance = np.einsum("rt,rt->r", scores, scores)
    for lag in range(1, min(lags, scores.shape[1] - 1) + 1):
        both = np.einsum("rt,rt->r", scores[:, lag:], scores[:, :-lag])
        variance += 2 * (1 - lag / (lags + 1)) * both
    return np.asarray(np.sqrt(np.maximum(variance, 0)))


def _effect(values: Floats, weeks: tuple[int, ...], *, trend: bool, part: int) -> Effect:
    design = _design(weeks, trend=trend)
    inverse = np.linalg.pinv(design)
    residuals = values - design @ (inverse @ values)
    error = float(newey_west(residuals[None, :], inverse[part])[0])
    table = _table(weeks, trend=trend, part=part)
    persistence = float(np.interp(_correlation(residuals[None, :])[0], table.correlations, _PERSISTENCES))
    wide = float(np.interp(persistence, _PERSISTENCES, table.of_19_in_20))
    power = float(np.interp(persistence, _PERSISTENCES, table.of_3_in_5))
    value = float(inverse[part] @ values)
    return Effect(value, value - wide * error, value + wide * error, (wide + power) * error, persistence)


def _design(weeks: tuple[int, ...], *, trend: bool) -> Floats:
    """Columns: one, [week], after, [week after]; no columns about "after" where all weeks lie on one side."""
    week = np.array(weeks, float)
    one, is_after = np.ones(len(weeks)), (week >= 0).astype(float)
    if is_after.all() or not is_after.any():
        return np.column_stack([one, week]) if trend else one[:, None]
    return np.column_stack([one, week, is_after, is_after * week] if trend else [one, is_after])


@dataclass(frozen=True, slots=True)
class _Table:
    """What series without an effect do, by persistence: median correlation of residuals, and critical values."""

    correlations: Floats
    of_19_in_20: Floats
    of_3_in_5: Floats  # on both sides: one in five on one side, which is the power of four in five


@lru_cache(maxsize=64)
def _table(weeks: tuple[int, ...], *, trend: bool, part: int) -> _Table:
    design = _design(weeks, trend=trend)
    inverse = np.linalg.pinv(design)
    makes_residuals = np.eye(len(weeks)) - design @ inverse
    shocks = np.random.default_rng(_SEED).standard_normal((_DRAWS, len(weeks) + _BURN))
    rows = [_row(shocks, persistence, makes_residuals, inverse[part]) for persistence in _PERSISTENCES]
    correlations, wide, power = np.array(rows).T
    return _Table(np.maximum.accumulate(correlations), wide, power)


def _row(shocks: Floats, persistence: float, makes_residuals: Floats, weights: Floats) -> tuple[float, float, float]:
    series = lfilter([1.0], [1.0, -persistence], shocks, axis=1)[:, _BURN:]
    residuals = series @ makes_residuals
    ratio = np.abs(series @ weights) / newey_west(residuals, weights)
    wide, power = np.quantile(ratio, [0.95, 0.6])
    return float(np.median(_correlation(residuals))), float(wide), float(power)


def _correlation(residuals: Floats) -> Floats:
    """The correlation of each row's neighbours, shape (rows,); 0 where nothing varies."""
    both = np.einsum("rt,rt->r", residuals[:, 1:], residuals[:, :-1])
    own = np.einsum("rt,rt->r", residuals, residuals)
    return np.asarray(np.divide(both, own, out=np.zeros(len(both)), where=own > 1e-18))
