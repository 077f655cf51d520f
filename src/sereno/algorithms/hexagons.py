"""H3 cells by the thousand: parents by arithmetic on their numbers, centres, and the one shape they share in a town."""

from __future__ import annotations

import h3.api.numpy_int as h3
import numpy as np
from numpy.typing import NDArray

from sereno.algorithms.geo import Points

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


def centres(cells: NDArray[np.int64]) -> Points:
    """The middle of each cell: (n, 2) degrees, longitude first."""
    found = [h3.cell_to_latlng(cell) for cell in cells.tolist()]
    return np.array(found, float).reshape(-1, 2)[:, ::-1]


def corners(cell: int) -> Points:
    """The corners of a cell: (6, 2) degrees, longitude first."""
    return np.array(h3.cell_to_boundary(cell), float)[:, ::-1]


def area_m2(cell: int) -> float:
    """How large a cell is."""
    return float(h3.cell_area(cell, unit="m^2"))


def cells_of(lonlat: Points, *, resolution: int) -> NDArray[np.int64]:
    """The cell of each point: (n, 2) degrees in, (n,) H3 numbers out."""
    return np.array([h3.latlng_to_cell(lat, lon, resolution) for lon, lat in lonlat.tolist()], np.int64)
