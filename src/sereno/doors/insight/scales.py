"""The classes of a heat map: few steps that people can tell apart, each twice as many incidents as the one before."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

STEPS = 6


def classes_of(counts: NDArray[np.int64]) -> list[int]:
    """The lowest count of each step, at most six, ascending; the last step is open.

    Examples
    --------
    >>> classes_of(np.array([1, 2, 3, 40]))
    [1, 2, 4, 8, 16, 32]
    >>> classes_of(np.array([1, 1, 2]))
    [1, 2]
    """
    most, least = int(counts.max(initial=0)), int(counts.min(initial=1))
    if most == 0:
        return []
    factor = max(2.0, (most / max(1, least)) ** (1 / STEPS))
    found = [max(1, least)]
    while len(found) < STEPS and (following := max(found[-1] + 1, round(found[-1] * factor))) <= most:
        found.append(following)
    return found


def steps_of(counts: NDArray[np.int64], classes: list[int]) -> list[int]:
    """The step of each count, from 0."""
    found: list[int] = (np.searchsorted(classes, counts, side="right") - 1).tolist()
    return found


def legend_of(classes: list[int]) -> list[dict[str, Any]]:
    """Each step in words: from, to; the last one has no end."""
    ends = [following - 1 for following in classes[1:]]
    return [
        {"step": step, "from": low, "to": end}
        for step, (low, end) in enumerate(zip(classes, [*ends, None], strict=True))
    ]
