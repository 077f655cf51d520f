"""Hours that stand for "not known": many files write 12:00 or 00:00 where nobody knew the hour."""

import numpy as np
from numpy.typing import NDArray

FEWEST = 100  # rows at an hour before it can be called heaped
EXCESS = 2.0  # times what the fuller of the two neighbouring hours has


def heaped_hours(at_full_hour: NDArray[np.int64], *, excess: float = EXCESS, fewest: int = FEWEST) -> list[int]:
    """The hours of the day at which a file has far more incidents than at the hours beside them.

    Parameters
    ----------
    at_full_hour : (24,) incidents at exactly HH:00:00, local time
    excess : times what the fuller neighbour has
    fewest : incidents below which nothing is said

    Returns
    -------
    Hours 0 to 23 in order; empty where the day is even.

    Notes
    -----
    Only full hours are compared with full hours, so that rounding to the hour, which all hours share, does not count.
    The neighbours are those around the clock: 23 and 1 for 0. A natural peak seldom doubles from one hour to the next.

    Examples
    --------
    >>> day = np.full(24, 200); day[12] = 900
    >>> heaped_hours(day)
    [12]
    """
    beside = np.maximum(np.roll(at_full_hour, 1), np.roll(at_full_hour, -1))
    found = (at_full_hour >= fewest) & (at_full_hour >= excess * beside)
    return [int(hour) for hour in np.flatnonzero(found)]
