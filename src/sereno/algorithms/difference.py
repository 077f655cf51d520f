"""Where two periods differ by more than chance: the exact conditional test of two Poisson counts, cell by cell.

References
----------
Przyborowski and Wilenski (1940): given their sum, the first of two Poisson counts is binomial. Benjamini and Hochberg
(1995): of the differences that are called real, at most the given share is expected to be chance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

FALSE_SHARE = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class Difference:
    """For each cell the rate now as a multiple of that before, nan where there was nothing before; and the verdict."""

    ratio: NDArray[np.float64]
    beyond_chance: NDArray[np.bool_]


def differ(
    before: NDArray[np.int64],
    now: NDArray[np.int64],
    *,
    before_h: float,
    now_h: float,
    false_share: float = FALSE_SHARE,
) -> Difference:
    """Compare counts, cell by cell.

    Parameters
    ----------
    before, now : (n,) counts
    before_h, now_h : how long each was counted, in hours
    false_share : the share of chance allowed among the cells called different

    Notes
    -----
    Two-sided: twice the smaller tail, at most 1. Incidents of one place often come in series, which a Poisson count
    does not know; so a difference called real may still be one series.

    Examples
    --------
    >>> found = differ(np.array([40, 10, 3]), np.array([10, 11, 2]), before_h=100, now_h=100)
    >>> found.ratio.round(2).tolist(), found.beyond_chance.tolist()
    ([0.25, 1.1, 0.67], [True, False, False])
    """
    if before_h <= 0 or now_h <= 0:
        raise ValueError(f"hours {before_h} and {now_h} must be more than none")
    both = before + now
    share = now_h / (before_h + now_h)
    lower, upper = stats.binom.cdf(now, both, share), stats.binom.sf(now - 1, both, share)
    chance = np.minimum(1.0, 2 * np.minimum(lower, upper))
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(before > 0, (now / now_h) / (before / before_h), np.nan)
    return Difference(ratio, _surviving(chance, false_share))


def _surviving(chance: NDArray[np.float64], false_share: float) -> NDArray[np.bool_]:
    if not len(chance):
        return np.zeros(0, bool)
    order = np.argsort(chance)
    allowed = false_share * np.arange(1, len(chance) + 1) / len(chance)
    passing = np.flatnonzero(chance[order] <= allowed)
    limit = chance[order][passing[-1]] if len(passing) else -1.0
    return np.asarray(chance <= limit)
