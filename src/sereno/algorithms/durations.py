"""How long things take: quantiles and shares, with intervals that resample whole weeks.

What happens in one week shares its weather, its rota and its fiesta, so cases are not independent and weeks are the
unit of resampling. On one and the same data an interval that resampled single cases was five times too narrow.

Counts of durations per week are kept in bins that grow with the duration (a 32nd of an octave, so 3 % wide), which
makes a resampling a product of two matrices however many cases there are. Estimates themselves are taken from the
cases, never from the bins.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Floats = NDArray[np.floating[Any]]
Ints = NDArray[np.integer[Any]]

_PER_OCTAVE_BITS = 5
_OCTAVES = 22  # to 48 days
BINS = _OCTAVES << _PER_OCTAVE_BITS
"""How many bins of duration there are; the last also holds what is longer."""
LEAST_WEEKS = 5
"""With fewer weeks no interval is given."""


@dataclass(frozen=True, slots=True)
class Interval:
    """From `low` to `high`; 95 % of such intervals hold the truth."""

    low: float
    high: float


def bin_of(seconds: Floats) -> NDArray[np.int32]:
    """The bin of each duration.

    Notes
    -----
    The bits of a floating-point number are its logarithm, piecewise linear: exponent, then mantissa. Read as an
    integer and cut to five bits of mantissa they are the number of the bin.

    Examples
    --------
    >>> edges()[bin_of(np.array([0.0, 90.0, 91.0]))].tolist()
    [0.0, 89.0, 91.0]
    """
    raised = np.maximum(np.asarray(seconds, np.float32), 0) + np.float32(1)
    code = (raised.view(np.int32) >> (23 - _PER_OCTAVE_BITS)) - (127 << _PER_OCTAVE_BITS)
    return np.asarray(np.minimum(code, BINS - 1), np.int32)


def edges() -> NDArray[np.float64]:
    """The lower edge of each bin in seconds and the upper edge of the last, shape (BINS + 1,)."""
    number = np.arange(BINS + 1)
    within = 1 << _PER_OCTAVE_BITS
    return np.asarray(np.exp2(number // within) * (1 + (number % within) / within) - 1)


def weekly_counts(seconds: Floats, *, week: Ints, weeks: int) -> NDArray[np.float32]:
    """How many durations of each bin each week has, shape (weeks, BINS).

    Parameters
    ----------
    seconds : (n,) durations, none missing
    week : (n,) the week of each, from 0
    """
    flat = np.bincount(week.astype(np.int64) * BINS + bin_of(seconds), minlength=weeks * BINS)
    return flat.reshape(weeks, BINS).astype(np.float32)


def quantiles(seconds: Floats, shares: tuple[float, ...]) -> list[float]:
    """Quantiles of durations, interpolated between neighbours (Hyndman and Fan's type 7); nan where there are none.

    >>> quantiles(np.array([4.0, 1.0, 3.0, 2.0]), (0.25, 0.5))
    [1.75, 2.5]
    """
    if not seconds.size:
        return [float("nan")] * len(shares)
    places = [share * (seconds.size - 1) for share in shares]
    wanted = sorted({int(edge) for place in places for edge in (np.floor(place), np.ceil(place))})
    parted = np.partition(seconds, wanted)
    return [_between(parted, place) for place in places]


def within_target(seconds: Floats, *, target: Floats, waited: Floats) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which cases kept their target, and of which it can be told: (kept, told), each (n,).

    Parameters
    ----------
    seconds : (n,) until it was done; nan where it was not
    target : (n,) seconds that were promised; nan where nothing was
    waited : (n,) how long it was waited at least; counts where it was not done

    Notes
    -----
    A case that ended, or still waits, undone and within its time says nothing either way and is left out. One that
    waited longer than promised was not kept, whether it was done in the end or never: so a service cannot improve
    its share by not going.

    Examples
    --------
    >>> done, promised = np.array([60.0, 400.0, np.nan, np.nan]), np.array([300.0, 300.0, 300.0, 300.0])
    >>> kept, told = within_target(done, target=promised, waited=np.array([60.0, 400.0, 900.0, 20.0]))
    >>> kept.tolist(), told.tolist()
    ([True, False, False, False], [True, True, True, False])
    """
    is_done, is_promised = np.isfinite(seconds), np.isfinite(target)
    kept = is_done & is_promised & (seconds <= target)
    return kept, is_promised & (is_done | (waited > target))


def _between(ordered: Floats, place: float) -> float:
    low, high = float(ordered[int(np.floor(place))]), float(ordered[int(np.ceil(place))])
    return low + (high - low) * float(place - np.floor(place))


def block_weeks(weeks: int) -> int:
    """How many neighbouring weeks are drawn together: more where there are enough, for good and bad weeks cluster."""
    if weeks < 12:
        return 1
    return 2 if weeks < 20 else 4


def resampled(weeks: int, *, runs: int, rng: np.random.Generator) -> NDArray[np.float32]:
    """How often each week is drawn in each run, shape (runs, weeks): circular blocks of neighbouring weeks.

    Source: Politis and Romano (1992), circular block bootstrap.
    """
    block = block_weeks(weeks)
    starts = rng.integers(0, weeks, (runs, -(-weeks // block), 1))
    drawn = ((starts + np.arange(block)) % weeks).reshape(runs, -1)[:, :weeks]
    flat = np.bincount((np.arange(runs)[:, None] * weeks + drawn).ravel(), minlength=runs * weeks)
    return flat.reshape(runs, weeks).astype(np.float32)


def binned_quantiles(counts: NDArray[np.float32], share: float) -> NDArray[np.float64]:
    """A quantile of each row of counts, shape (rows,); cases lie evenly in their bin, nan where a row is empty.

    Parameters
    ----------
    counts : (rows, BINS)
    """
    grown = np.cumsum(counts, axis=1, dtype=np.float64)
    total = grown[:, -1]
    wanted = np.maximum(share * total, 1e-9)[:, None]
    place = np.minimum((grown < wanted).sum(axis=1), BINS - 1)
    rows = np.arange(len(counts))
    before = grown[rows, place] - counts[rows, place]
    inside = np.divide(wanted[:, 0] - before, counts[rows, place], out=np.zeros(len(counts)), where=total > 0)
    edge = edges()
    found = edge[place] + (edge[place + 1] - edge[place]) * np.clip(inside, 0, 1)
    return np.where(total > 0, found, np.nan)


def interval_of(draws: Floats, *, weeks: int) -> Interval | None:
    """The 95 % interval that resamplings give, widened for few weeks; None where there are too few.

    Notes
    -----
    Percentiles of a bootstrap are too narrow for few units, as a normal interval is beside Student's. The levels are
    moved out by as much (Hesterberg 2015, "expanded percentile interval"), a block counting as one unit.
    """
    known = draws[np.isfinite(draws)]
    if weeks < LEAST_WEEKS or known.size < draws.size // 2:
        return None
    level = _level(weeks)
    low, high = np.quantile(known, [level, 1 - level])
    return Interval(float(low), float(high))


@lru_cache(maxsize=256)
def _level(weeks: int) -> float:
    units = weeks / block_weeks(weeks)
    return float(stats.norm.cdf(np.sqrt(units / (units - 1)) * stats.t.ppf(0.025, units - 1)))
