"""Looking at a file of history: how it would be read, and what that makes of its rows. Nothing is stored."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import polars as pl

from sereno.analytics import mapping, proposing, reading
from sereno.analytics.cleaning import Cleaned, Ground, clean
from sereno.analytics.mapping import Reading
from sereno.incidents import queries as incidents
from sereno.kernel.errors import Malformed
from sereno.places.queries import Town

MARGIN_KM = 10.0


@dataclass(frozen=True, slots=True)
class Wish:
    """What people say about reading a file.

    `known` is the mapping they confirmed, or the one remembered; `said` are columns by role, which win; `guesses` asks
    for suggestions for types that the mapping does not know yet.
    """

    known: Reading | None = None
    said: Mapping[str, str] | None = None
    time_format: str = ""
    guesses: bool = False
    margin_km: float = MARGIN_KM


@dataclass(frozen=True, slots=True)
class Proposed:
    """A file's table, the mapping for it, and how many rows each of its types and words for channels has."""

    frame: pl.LazyFrame
    reading: Reading
    rows_of: Mapping[str, int]
    rows_by: Mapping[str, int]


def propose(path: Path, *, town: Town, wish: Wish) -> Proposed:
    """How the file would be read.

    Raises
    ------
    Malformed : it cannot be opened.
    """
    frame = reading.open_table(path)
    phrases = proposing.phrases(town.id)
    proposed = proposing.propose(
        frame,
        known=wish.known,
        said=wish.said or {},
        time_format=wish.time_format,
        box=box_around(town, margin_km=wish.margin_km),
        phrases=phrases,
    )
    if wish.guesses:
        proposed = proposing.with_new_types(proposed, frame=frame, phrases=phrases)
    words = (proposing.types_of(frame, proposed.columns.get(role, "")) for role in ("type", "channel"))
    return Proposed(frame, proposed, *words)


def read(proposed: Proposed, *, town: Town, now: datetime, margin_km: float = MARGIN_KM) -> Cleaned:
    """Every row by the mapping.

    Raises
    ------
    Malformed : the mapping cannot be used; with a fault for each reason.
    """
    require_usable(proposed, town=town)
    ground = Ground(box=box_around(town, margin_km=margin_km), timezone=town.timezone.key, now=now)
    return clean(proposed.frame, reading=proposed.reading, ground=ground)


def require_usable(proposed: Proposed, *, town: Town) -> None:
    """Refuse a mapping with roles, columns, categories or channels that are not there."""
    ours = tuple(incidents.categories(town.id))
    mapping.require_usable(proposed.reading, columns=reading.columns(proposed.frame), categories=ours)


def faults_of(proposed: Proposed, *, town: Town) -> Malformed | None:
    """Why a mapping cannot be used; None where it can."""
    try:
        require_usable(proposed, town=town)
    except Malformed as refused:
        return refused
    return None


def box_around(town: Town, *, margin_km: float = MARGIN_KM) -> tuple[float, float, float, float]:
    """The town's bounds and so many kilometres around them; a degree of latitude is 111.2 km."""
    west, south, east, north = town.bbox
    high = margin_km / 111.2
    wide = high / max(0.1, math.cos(math.radians((south + north) / 2)))
    return west - wide, south - high, east + wide, north + high
