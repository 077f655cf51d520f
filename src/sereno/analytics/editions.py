"""A town's incidents as columns on disk, so that any filter over millions of them is answered while one waits.

Two parts stand side by side: `live`, the incidents of our own, and `past`, what was imported. Each is written anew, as
an edition of its own, when what it is made of has changed; readers map the newest one into memory. Nothing is only
here: a part that is lost is written again by the next turn of the chore.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

import h3
import numpy as np
from django.conf import settings
from django.db.models import Count, Max, Sum
from numpy.typing import NDArray

from sereno.algorithms.columns import Columns, arrange
from sereno.algorithms.localtime import hours_of_week
from sereno.analytics.models import HistoryImport, PastIncident
from sereno.analytics.questions import OFFICERS_CHANNELS, Facet
from sereno.incidents import figures
from sereno.incidents import queries as incidents
from sereno.kernel import clock
from sereno.places import queries as places
from sereno.walls import openings as walls

CELL_RESOLUTION = 11
_BATCH = 200_000
_KEPT = 2  # editions: a reader may just have begun with the one before

Row = tuple[int, int, int, Facet]  # seconds, cell, the row's number in its table, the rest


@dataclass(frozen=True, slots=True, eq=False)
class Edition:
    """One part of a town's incidents as it stood at a moment; `centres` (cells, 2) are longitude and latitude."""

    name: str
    columns: Columns
    facets: tuple[Facet, ...]
    centres: NDArray[np.float64]
    as_of: datetime


def is_stale() -> bool:
    """Whether anything has changed in any town since it was written."""
    for town in places.served_towns():
        with walls.open_to(town.id):
            if any(_stamp_written(town.id, part) != stamp(town.id) for part, (stamp, _rows) in _PARTS.items()):
                return True
    return False


def renew_all() -> int:
    """Write anew what has changed in any town; returns how many parts that were."""
    written = 0
    for town in places.served_towns():
        with walls.open_to(town.id):
            written += renew(town.id)
    return written


def renew(municipality: int) -> int:
    """Write anew what has changed in a town; returns how many parts that were."""
    return sum(_renew_part(municipality, part, stamp(municipality), rows) for part, (stamp, rows) in _PARTS.items())


def newest(municipality: int) -> tuple[Edition, ...]:
    """The newest edition of each part; empty until the chore has written the first, and where the town is not open."""
    if not walls.is_open_to(municipality):
        return ()
    found = (_last(folder_of(municipality) / part) for part in _PARTS)
    return tuple(_opened(folder) for folder in found if folder is not None)


def reach(municipality: int) -> tuple[date | None, date | None]:
    """The first and the last day of which anything is known, on the town's own clocks; None where nothing is."""
    zone = places.town(municipality).timezone
    ends = [edition.columns.seconds[[0, -1]] for edition in newest(municipality) if len(edition.columns)]
    if not ends:
        return None, None
    first, last = min(int(begin) for begin, _ in ends), max(int(end) for _, end in ends)
    return datetime.fromtimestamp(first, tz=zone).date(), datetime.fromtimestamp(last, tz=zone).date()


def _renew_part(municipality: int, part: str, stamp: str, rows: Callable[[int], Iterable[Row]]) -> int:
    folder = folder_of(municipality) / part
    if _stamp_written(municipality, part) == stamp:
        return 0
    number = _number(_last(folder)) + 1
    _write(folder, rows(municipality), municipality=municipality, stamp=stamp, number=number)
    for old in _all(folder)[:-_KEPT]:
        shutil.rmtree(old, ignore_errors=True)
    return 1


def folder_of(municipality: int) -> Path:
    """Where a town's editions are."""
    return Path(settings.DATA_DIR) / "columns" / str(municipality)


def _stamp_written(municipality: int, part: str) -> str | None:
    last = _last(folder_of(municipality) / part)
    return str(json.loads((last / "about.json").read_text())["stamp"]) if last is not None else None


def _all(folder: Path) -> list[Path]:
    found = [child for child in folder.glob("*") if child.name.isdecimal()] if folder.is_dir() else []
    return sorted(found, key=_number)


def _last(folder: Path) -> Path | None:
    found = _all(folder)
    return found[-1] if found else None


def _number(folder: Path | None) -> int:
    return int(folder.name) if folder is not None else 0


def _write(folder: Path, rows: Iterable[Row], *, municipality: int, stamp: str, number: int) -> None:
    facets: dict[Facet, int] = {}
    pieces = [_gathered(piece, facets) for piece in _in_batches(iter(rows))]
    seconds, cells, numbers, codes = (np.concatenate(of) if of else np.zeros(0, np.int64) for of in _turned(pieces))
    hours = hours_of_week(seconds, zone=places.town(municipality).timezone)
    columns = arrange(seconds=seconds, cells=cells, facets=codes, rows=numbers, hours=hours)
    begun = folder / f"{number}.begun-{os.getpid()}"
    begun.mkdir(parents=True, exist_ok=True)
    for name in Columns.__slots__:
        np.save(begun / f"{name}.npy", getattr(columns, name))
    np.save(begun / "centres.npy", _centres(columns.cells))
    about = {"stamp": stamp, "as_of": clock.now().isoformat(), "facets": list(facets)}
    (begun / "about.json").write_text(json.dumps(about))
    try:
        begun.rename(folder / str(number))
    except OSError:  # another process was quicker
        shutil.rmtree(begun)


def _in_batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while batch := list(islice(rows, _BATCH)):
        yield batch


def _turned(pieces: list[tuple[NDArray[np.int64], ...]]) -> list[list[NDArray[np.int64]]]:
    return [[piece[column] for piece in pieces] for column in range(4)]


def _gathered(rows: Iterable[Row], facets: dict[Facet, int]) -> tuple[NDArray[np.int64], ...]:
    made = [(seconds, cell, number, facets.setdefault(facet, len(facets))) for seconds, cell, number, facet in rows]
    return tuple(np.array(made, np.int64).T)


def _centres(cells: NDArray[np.int64]) -> NDArray[np.float64]:
    at = [h3.cell_to_latlng(h3.int_to_str(int(cell))) for cell in cells]
    return np.array([(lon, lat) for lat, lon in at], float).reshape(-1, 2)


@lru_cache(maxsize=64)
def _opened(folder: Path) -> Edition:
    about = json.loads((folder / "about.json").read_text())
    columns = Columns(**{name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in Columns.__slots__})
    return Edition(
        name=f"{folder.parent.name}-{folder.name}",
        columns=columns,
        facets=tuple(Facet(*facet) for facet in about["facets"]),
        centres=np.load(folder / "centres.npy"),
        as_of=datetime.fromisoformat(about["as_of"]),
    )


def _stamp_of_ours(municipality: int) -> str:
    return figures.state_of(municipality)


def _ours(municipality: int) -> Iterable[Row]:
    codes = {number: known.code for number, known in incidents.categories_by_id(municipality).items()}
    for number, at, lon, lat, category, channel, priority, department in figures.for_columns(municipality):
        cell = h3.str_to_int(h3.latlng_to_cell(lat, lon, CELL_RESOLUTION))
        by_officers = channel in OFFICERS_CHANNELS
        facet = Facet(codes[category], channel, priority, department, 0, by_officers, False)
        yield int(at.timestamp()), cell, number, facet


def _stamp_of_the_past(municipality: int) -> str:
    kept = HistoryImport.objects.filter(municipality_id=municipality, finished_at__isnull=False)
    told = kept.aggregate(imports=Count("id"), last=Max("id"), rows=Sum("added"))
    return json.dumps(told)


def _past(municipality: int) -> Iterable[Row]:
    rows = PastIncident.objects.filter(municipality_id=municipality).values_list(
        "id", "occurred_at", "cell", "category_code", "channel", "priority", "source_id", "officer_initiated", "heaped"
    )
    for number, at, cell, category, channel, priority, source, by_officers, heaped in rows.iterator(10_000):
        yield int(at.timestamp()), cell, number, Facet(category, channel, priority or 0, 0, source, by_officers, heaped)


_PARTS: dict[str, tuple[Callable[[int], str], Callable[[int], Any]]] = {
    "live": (_stamp_of_ours, _ours),
    "past": (_stamp_of_the_past, _past),
}
