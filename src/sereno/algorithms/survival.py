"""How long until a unit arrives when some never do: Kaplan and Meier's curve, its restricted mean and its quantiles.

A case that was closed, or is still waiting, without an arrival is not a case without a duration: it waited at least so
long. To leave it out makes a service look faster the more of its worst cases it never reaches.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sereno.algorithms import durations

Floats = NDArray[np.floating[Any]]
_MANY, _LONGEST_COUNTED = 50_000, 1_000_000


@dataclass(frozen=True, slots=True)
class Curve:
    """The share still waiting after each moment at which somebody arrived.

    Attributes
    ----------
    seconds : (k,) whole seconds, ascending
    waiting : (k,) share that waits longer than that
    """

    seconds: NDArray[np.int64]
    waiting: NDArray[np.float64]


def kaplan_meier(seconds: Floats, arrived: NDArray[np.bool_]) -> Curve:
    """The curve of durations of which some are only known to be longer.

    Parameters
    ----------
    seconds : (n,) until the arrival, or until the case was last known to wait; cut to whole seconds
    arrived : (n,) whether it ended in an arrival

    Notes
    -----
    Source: Kaplan and Meier (1958). Who leaves in the same second as somebody arrives still waited in it.

    Examples
    --------
    >>> curve = kaplan_meier(np.array([60.0, 90.0, 120.0, 150.0]), np.array([True, False, True, True]))
    >>> curve.seconds.tolist(), curve.waiting.tolist()
    ([60, 120, 150], [0.75, 0.375, 0.0])
    """
    whole = np.maximum(seconds, 0).astype(np.int64)
    if whole.size > _MANY and whole.max() < _LONGEST_COUNTED:  # counting is many times faster than sorting
        of_each = np.bincount(whole[arrived])
        moments = np.flatnonzero(of_each)
        arrivals = of_each[moments]
        gone = np.concatenate([[0], np.cumsum(np.bincount(whole))])
        at_risk = whole.size - gone[moments]
    else:
        moments, arrivals = np.unique(whole[arrived], return_counts=True)
        at_risk = whole.size - np.searchsorted(np.sort(whole), moments, side="left")
    return Curve(moments, np.cumprod(1 - arrivals / at_risk, dtype=np.float64))


def restricted_mean(curve: Curve, *, horizon_s: float) -> float:
    """The mean wait in seconds when every wait is cut at the horizon: the area under the curve up to it."""
    inside = curve.seconds < horizon_s
    steps = np.concatenate([[0.0], curve.seconds[inside], [horizon_s]])
    return float(np.sum(np.diff(steps) * np.concatenate([[1.0], curve.waiting[inside]])))


def reached_by(curve: Curve, share: float) -> float | None:
    """After how many seconds a unit had arrived at such a share of cases; None where so many never were reached."""
    there = np.flatnonzero(curve.waiting <= 1 - share + 1e-12)
    return float(curve.seconds[there[0]]) if there.size else None


def binned_waiting(arrivals: NDArray[np.float32], departures: NDArray[np.float32]) -> NDArray[np.float64]:
    """The share still waiting at the upper edge of each bin of duration, for each row of counts.

    Parameters
    ----------
    arrivals, departures : (rows, durations.BINS) arrivals, and cases that were last known to wait

    Returns
    -------
    (rows, durations.BINS); for resampling, where the exact curve would take too long
    """
    gone = np.cumsum(arrivals + departures, axis=1, dtype=np.float64)
    at_risk = gone[:, -1:] - gone + arrivals + departures
    share = np.divide(arrivals, at_risk, out=np.zeros_like(gone), where=at_risk > 0)
    return np.cumprod(1 - share, axis=1)


def binned_restricted_mean(waiting: NDArray[np.float64], *, horizon_s: float) -> NDArray[np.float64]:
    """The restricted mean in seconds of each row of `binned_waiting`, shape (rows,)."""
    edge = np.minimum(durations.edges(), horizon_s)
    before = np.concatenate([np.ones((len(waiting), 1)), waiting[:, :-1]], axis=1)
    return np.asarray(((before + waiting) / 2) @ np.diff(edge))


def binned_reached_by(waiting: NDArray[np.float64], share: float) -> NDArray[np.float64]:
    """The seconds after which such a share was reached, for each row of `binned_waiting`; inf where never."""
    there = waiting <= 1 - share + 1e-9
    place = there.argmax(axis=1)
    return np.where(there.any(axis=1), durations.edges()[place + 1], np.inf)
