"""The hour of the week on a town's clocks, for many moments at once."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo

import numpy as np
from numpy.typing import NDArray

_DAY_S, _STEP_S = 86_400, 900  # clocks are changed at a quarter of an hour
_WEEK_S = 7 * _DAY_S
_MONDAY_S = 4 * _DAY_S  # 1970 began on a Thursday


def hours_of_week(seconds: NDArray[np.int64], *, zone: tzinfo) -> NDArray[np.uint8]:
    """The local hour of the week of each moment.

    Parameters
    ----------
    seconds : (n,) since 1970, UTC

    Returns
    -------
    (n,) 0 is Monday 00:00 to 00:59, 167 Sunday 23:00 to 23:59

    Examples
    --------
    1970 began on a Thursday.

    >>> hours_of_week(np.array([0, 3600]), zone=UTC).tolist()
    [72, 73]
    """
    local = seconds + offsets_s(seconds, zone=zone)
    return np.asarray(((local - _MONDAY_S) % _WEEK_S // 3600).astype(np.uint8))


def offsets_s(seconds: NDArray[np.int64], *, zone: tzinfo) -> NDArray[np.int64]:
    """How far the clocks of a zone are ahead of UTC at each moment, in seconds.

    Notes
    -----
    The zone is asked once a day, and on days that begin and end with another offset every quarter of an hour: not once
    for each moment.
    """
    if not len(seconds):
        return np.zeros(0, np.int64)
    first, last = int(seconds.min()) // _DAY_S, int(seconds.max()) // _DAY_S
    at_midnight = np.array([_offset_s(day * _DAY_S, zone) for day in range(first, last + 2)], np.int64)
    day = seconds // _DAY_S - first
    found = at_midnight[day]
    for changing in np.flatnonzero(at_midnight[1:] != at_midnight[:-1]):
        begun = (first + int(changing)) * _DAY_S
        within = np.array([_offset_s(begun + step, zone) for step in range(0, _DAY_S, _STEP_S)], np.int64)
        those = np.flatnonzero(day == changing)
        found[those] = within[(seconds[those] - begun) // _STEP_S]
    return np.asarray(found)


def _offset_s(at: int, zone: tzinfo) -> int:
    offset = datetime.fromtimestamp(at, tz=UTC).astimezone(zone).utcoffset()
    return int(offset.total_seconds()) if offset is not None else 0
