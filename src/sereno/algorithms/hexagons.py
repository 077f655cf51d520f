"""H3 cells by the thousand: parents by arithmetic on their numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_RESOLUTION_BIT, _DIGIT_BITS, _FINEST = 52, 3, 15


def parents(cells: NDArray[np.int64], *, resolution: int) -> NDArray[np.int64]:
    """The larger cell that holds each cell.

    Parameters
    ----------
    cells : (n,) H3 numbers of this resolution or finer

    Notes
    -----
    An H3 number holds its resolution in four bits and a digit of three bits for each resolution; digits finer than a
    cell are all ones. So the parent is the same number with the resolution changed and the finer digits filled up.
    """
    unused = (1 << _DIGIT_BITS * (_FINEST - resolution)) - 1
    without = cells & ~np.int64(0b1111 << _RESOLUTION_BIT)
    return np.asarray(without | np.int64(resolution << _RESOLUTION_BIT) | np.int64(unused))


def resolution_of(cell: int) -> int:
    """How fine a cell is, 0 to 15."""
    return (cell >> _RESOLUTION_BIT) & 0b1111
