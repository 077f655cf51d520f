"""What a change of mix would feign: comparing two periods as if both had had the same cases."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LEAST_IN_STRATUM = 5
"""A stratum counts when each period has at least so many cases in it."""


@dataclass(frozen=True, slots=True)
class Standardised:
    """Two periods with the same mix of cases.

    Attributes
    ----------
    before, after : means over the same mix
    crude_before, crude_after : means over the cases each period had
    covered : share of all cases that lie in strata which both periods have
    weekly : (weeks,) each week's part in the two means: they are the means of these; what an interval is taken from
    """

    before: float
    after: float
    crude_before: float
    crude_after: float
    covered: float
    weekly: NDArray[np.float64]

    @property
    def difference(self) -> float:
        """After less before, over the same mix."""
        return self.after - self.before


def standardised(sums: NDArray[np.float64], counts: NDArray[np.float64], after: NDArray[np.bool_]) -> Standardised:
    """Direct standardisation to the mix of both periods together.

    Parameters
    ----------
    sums, counts : (weeks, strata) sum of the measure, and cases, of each week in each stratum
    after : (weeks,) whether the week lies after the change

    Notes
    -----
    With p_s the share of stratum s among all cases in strata that both periods have, a period's mean is
    sum_s p_s m_s, m_s its mean in the stratum. A week's part is that mean plus the week's influence on it,
    T sum_s p_s (S_ws - m_s n_ws) / (N_s - n_ws) with T weeks in the period: the parts of a period have its mean, and
    their scatter from week to week is the uncertainty, good and bad weeks in a row included. N_s - n_ws stands in place
    of N_s, as if the week were left out, so that small strata do not look more certain than they are.

    Source: direct standardisation as in Rothman, Greenland and Lash (2008) ch. 3; influence as in Efron (1982).

    Raises
    ------
    ValueError : no stratum has cases enough in both periods.
    """
    held = [counts[~after].sum(axis=0), counts[after].sum(axis=0)]
    kept = (held[0] >= LEAST_IN_STRATUM) & (held[1] >= LEAST_IN_STRATUM)
    if not kept.any():
        raise ValueError("no stratum has cases enough in both periods")
    shares = (held[0] + held[1])[kept] / (held[0] + held[1])[kept].sum()
    weekly = np.empty(len(after))
    means = []
    for period in (~after, after):
        weekly[period], mean = _weekly_parts(sums[period][:, kept], counts[period][:, kept], shares)
        means.append(mean)
    return Standardised(
        before=means[0],
        after=means[1],
        crude_before=float(sums[~after].sum() / held[0].sum()),
        crude_after=float(sums[after].sum() / held[1].sum()),
        covered=float((held[0] + held[1])[kept].sum() / (held[0] + held[1]).sum()),
        weekly=weekly,
    )


def _weekly_parts(
    sums: NDArray[np.float64], counts: NDArray[np.float64], shares: NDArray[np.float64]
) -> tuple[NDArray[np.float64], float]:
    total = counts.sum(axis=0)
    means = sums.sum(axis=0) / total
    mean = float(shares @ means)
    others = np.maximum(total - counts, 1)
    influence = ((sums - means * counts) / others) @ shares * len(counts)
    return mean + influence - influence.mean(), mean
