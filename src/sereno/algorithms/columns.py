"""Incidents as columns sorted by time, and how many there are in each cell under any filter.

All that differs between incidents and can be filtered by is one small number per row, the facet; the hour of the week
needs no column, because rows that follow each other in time share it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.unsignedinteger[Any]]
Numbers = NDArray[np.int64]

CHUNK = 65_536  # rows at once, so that what is made in between stays in the processor's cache


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """Incidents in the order of time.

    `seconds` (n,) since 1970, UTC · `cell` (n,) code into `cells` · `facet` (n,) code of what else is known of it ·
    `row` (n,) the number by which its room knows it · `cells` (c,) H3 numbers, ascending · `run_start` (r + 1,) first
    row of each run of rows in the same local hour of the week, at the end n · `run_hour` (r,) that hour, 0 is Monday
    00:00.
    """

    seconds: NDArray[np.uint32]
    cell: Codes
    facet: Codes
    row: Numbers
    cells: Numbers
    run_start: Numbers
    run_hour: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.seconds)

    @property
    def bytes_per_row(self) -> float:
        """Everything held, divided by the rows."""
        held = (self.seconds, self.cell, self.facet, self.row, self.cells, self.run_start, self.run_hour)
        return sum(column.nbytes for column in held) / max(1, len(self))


@dataclass(frozen=True, slots=True, eq=False)
class Wanted:
    """Which rows, and what kind each is.

    `begin`, `end` seconds since 1970, the end not included · `kinds` (facets,) which kind of answer a facet counts to,
    0 ≤ kind < `of` · `hours` (168,) the hours of the week asked for; None for all.
    """

    begin: int
    end: int
    kinds: NDArray[np.intp]
    of: int
    hours: NDArray[np.bool_] | None = None


def arrange(
    *, seconds: Numbers, cells: Numbers, facets: Numbers, rows: Numbers, hours: NDArray[np.integer[Any]]
) -> Columns:
    """Sort incidents into columns.

    Parameters
    ----------
    seconds : (n,) since 1970, 0 ≤ seconds < 2³²
    cells : (n,) H3 numbers
    facets : (n,) codes from 0
    rows : (n,) numbers of the incidents
    hours : (n,) local hour of the week, 0 is Monday 00:00
    """
    order = np.argsort(seconds, kind="stable")
    known, codes = np.unique(cells, return_inverse=True)
    hour = hours[order].astype(np.uint8)
    starts = np.flatnonzero(np.concatenate(([True], hour[1:] != hour[:-1]))) if len(hour) else np.zeros(0, np.int64)
    return Columns(
        seconds=seconds[order].astype(np.uint32),
        cell=_small(codes[order], of=len(known)),
        facet=_small(facets[order], of=int(facets.max(initial=0)) + 1),
        row=rows[order].astype(np.int64),
        cells=known.astype(np.int64),
        run_start=np.concatenate((starts, [len(hour)])).astype(np.int64),
        run_hour=hour[starts],
    )


def _small(codes: NDArray[Any], *, of: int) -> Codes:
    kind = np.uint16 if of <= 2**16 else np.uint32
    return np.asarray(codes.astype(kind))


def tally(columns: Columns, wanted: Wanted) -> Numbers:
    """How many rows each cell has, by kind.

    Returns
    -------
    (kinds, cells) counts

    Notes
    -----
    One pass over the rows of the period. A row's kind becomes an offset that is added to its cell, so that telling
    kinds apart costs no branch, which random filters would mispredict; hours drop whole runs of rows at once.
    """
    width = len(columns.cells)
    counts = np.zeros(wanted.of * width, np.int64)
    offsets = wanted.kinds * width
    sorted_out = bool(offsets.any())
    hours = None if wanted.hours is None else wanted.hours[columns.run_hour]
    first, last = span(columns, wanted)
    chunk = max(CHUNK, 8 * len(counts))  # clearing and adding the counts must stay a small part
    for begun in range(first, last, chunk):
        rows = slice(begun, min(begun + chunk, last))
        cell, facet = columns.cell[rows], columns.facet[rows]
        if hours is not None:
            kept = _in_runs(columns, hours, rows)
            cell, facet = cell[kept], facet[kept]
        if sorted_out:
            place = np.take(offsets, facet, mode="clip")
            place += cell.astype(np.intp)
            counts += np.bincount(place, minlength=len(counts))
        else:
            counts += np.bincount(cell, minlength=len(counts))
    return counts.reshape(wanted.of, width)


def find(columns: Columns, wanted: Wanted, *, cells: NDArray[np.bool_]) -> tuple[Numbers, NDArray[np.intp]]:
    """The rows in some cells, in the order of time, and the kind of each.

    Parameters
    ----------
    cells : (cells,) whether a cell is asked for
    """
    hours = None if wanted.hours is None else wanted.hours[columns.run_hour]
    first, last = span(columns, wanted)
    found = [np.zeros(0, np.int64)]
    for begun in range(first, last, CHUNK):
        rows = slice(begun, min(begun + CHUNK, last))
        here = np.take(cells, columns.cell[rows], mode="clip")
        if hours is not None:
            here &= _in_runs(columns, hours, rows)
        found.append(begun + np.flatnonzero(here))
    rows_found = np.concatenate(found)
    return rows_found, wanted.kinds[columns.facet[rows_found]]


def hour_of(columns: Columns, rows: Numbers) -> NDArray[np.uint8]:
    """The local hour of the week of some rows."""
    return np.asarray(columns.run_hour[np.searchsorted(columns.run_start, rows, side="right") - 1])


def span(columns: Columns, wanted: Wanted) -> tuple[int, int]:
    """The rows of the period: the first, and the one behind the last."""
    # A needle of another type would have numpy copy the whole column.
    needles = np.clip([wanted.begin, wanted.end], 0, 2**32 - 1).astype(np.uint32)
    first, last = np.searchsorted(columns.seconds, needles)
    return int(first), int(last)


def _in_runs(columns: Columns, wanted: NDArray[np.bool_], rows: slice) -> NDArray[np.bool_]:
    """Whether each of some rows lies in a run that is wanted."""
    starts = columns.run_start
    first = int(np.searchsorted(starts, rows.start, side="right")) - 1
    last = int(np.searchsorted(starts, rows.stop, side="left"))
    edges = np.clip(starts[first : last + 1], rows.start, rows.stop)
    return np.repeat(wanted[first:last], np.diff(edges))
