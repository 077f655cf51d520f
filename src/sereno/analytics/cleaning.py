"""Turning a file's rows into past incidents, or into rows set aside with the reason; whole columns at a time."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import blake2b

import h3.api.numpy_int as h3
import numpy as np
import polars as pl

from sereno.algorithms.heaping import heaped_hours
from sereno.analytics import moments
from sereno.analytics.mapping import Reading
from sereno.analytics.reading import BEYOND, ROW
from sereno.vocabulary.words import Channel

RESOLUTION = 11  # hexagons some 25 m from middle to corner
LONGEST_KEY, LONGEST_TYPE = 80, 200
_YES = ("1", "true", "t", "yes", "y", "si", "sí", "s", "sim", "verdadero")


class Reason(StrEnum):
    """Why a row is set aside; the first that holds."""

    UNKNOWN_COLUMNS = "unknown columns: more values than the header has names"
    NO_COORDINATES = "no coordinates"
    SWAPPED = "longitude and latitude are the wrong way round"
    OUTSIDE = "outside of the plausible box"
    UNREADABLE_TIME = "unreadable time"
    FUTURE = "in the future"
    NO_NUMBER = "no number of its own"


@dataclass(frozen=True, slots=True)
class Ground:
    """Where and when rows are plausible: west, south, east, north in degrees; the town's zone; the present."""

    box: tuple[float, float, float, float]
    timezone: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Cleaned:
    """All rows of a file in its order; `reason` is null where the row is good."""

    rows: pl.DataFrame
    heaped: list[int]  # hours of the day

    def set_aside(self) -> pl.DataFrame:
        """Number and reason of each row that is not taken in."""
        return self.rows.filter(pl.col("reason").is_not_null()).select(ROW, "reason")


def clean(frame: pl.LazyFrame, *, reading: Reading, ground: Ground) -> Cleaned:
    """Read every row by the mapping.

    Returns
    -------
    Rows with `key, occurred_at, longitude, latitude, cell, category_code, original_type, channel, priority,
    officer_initiated, heaped` as they are stored, and `reason`.

    Notes
    -----
    A row without a number of its own is known by what it says: moment, place to a millionth of a degree, and type. Of
    rows that say the same, the first, second … are told apart, so that a file with two of them holds two incidents,
    however often it comes.
    """
    schema = frame.collect_schema()
    roles = {role: column for role, column in reading.columns.items() if column}
    local = moments.local(schema, roles, time_format=reading.time_format, timezone=ground.timezone)
    read = frame.select(
        pl.col(ROW),
        (pl.col(BEYOND).is_not_null() if BEYOND in schema else pl.lit(value=False)).alias("beyond"),
        number(schema, roles["lon"]).alias("longitude"),
        number(schema, roles["lat"]).alias("latitude"),
        local.alias("local"),
        _words(roles.get("type"), longest=LONGEST_TYPE).alias("original_type"),
        _words(roles.get("id")).alias("number"),
        _channel(reading, roles.get("channel")).alias("channel"),
        _priority(roles.get("priority")).alias("priority"),
        _yes(roles.get("officer")).alias("officer"),
    ).collect()
    placed = read.with_columns(
        moments.utc(pl.col("local"), timezone=ground.timezone).alias("occurred_at"),
        (pl.col("officer") | (pl.col("channel") == Channel.PATROL.value)).alias("officer_initiated"),
        _category(reading).alias("category_code"),
    )
    judged = placed.with_columns(_reason(ground, numbered="id" in roles).alias("reason")).drop("beyond", "officer")
    hours = heaped_hours(_at_full_hour(judged))
    flagged = (pl.col("local").dt.hour().is_in(hours) & _is_full_hour()).fill_null(value=False)
    whole = judged.with_columns(flagged.alias("heaped"), _cells(judged), _keys(judged, numbered="id" in roles))
    return Cleaned(whole.drop("local", "number"), heaped=hours)


def number(schema: pl.Schema, column: str) -> pl.Expr:
    """A column as numbers, with a decimal comma too; null where it is none."""
    if schema[column].is_numeric():
        return pl.col(column).cast(pl.Float64).fill_nan(None)
    text = pl.col(column).cast(pl.String).str.strip_chars().str.replace(",", ".", literal=True)
    read = text.cast(pl.Float64, strict=False)
    return pl.when(read.is_finite()).then(read)


def _words(column: str | None, *, longest: int = 400) -> pl.Expr:
    if column is None:
        return pl.lit("")
    return pl.col(column).cast(pl.String).str.strip_chars().fill_null("").str.slice(0, longest)


def _channel(reading: Reading, column: str | None) -> pl.Expr:
    words = _words(column)
    if not reading.channels:
        return pl.lit("")
    return words.replace_strict(list(reading.channels), list(reading.channels.values()), default="")


def _category(reading: Reading) -> pl.Expr:
    if not reading.categories:
        return pl.lit("")
    known = reading.categories
    return pl.col("original_type").replace_strict(list(known), list(known.values()), default="")


def _priority(column: str | None) -> pl.Expr:
    if column is None:
        return pl.lit(None, dtype=pl.Int16)
    return _words(column).str.extract(r"^[Pp]?([1-4])(?:\.0)?$").cast(pl.Int16)


def _yes(column: str | None) -> pl.Expr:
    return pl.lit(value=False) if column is None else _words(column).str.to_lowercase().is_in(_YES)


def _reason(ground: Ground, *, numbered: bool) -> pl.Expr:
    lon, lat = pl.col("longitude"), pl.col("latitude")
    nowhere = lon.is_null() | lat.is_null() | ((lon == 0) & (lat == 0))
    reason = (
        pl.when(pl.col("beyond"))
        .then(pl.lit(Reason.UNKNOWN_COLUMNS.value))
        .when(nowhere)
        .then(pl.lit(Reason.NO_COORDINATES.value))
        .when(_inside(lat, lon, ground) & ~_inside(lon, lat, ground))
        .then(pl.lit(Reason.SWAPPED.value))
        .when(~_inside(lon, lat, ground))
        .then(pl.lit(Reason.OUTSIDE.value))
        .when(pl.col("occurred_at").is_null())
        .then(pl.lit(Reason.UNREADABLE_TIME.value))
        .when(pl.col("occurred_at") > pl.lit(ground.now))
        .then(pl.lit(Reason.FUTURE.value))
    )
    return reason.when(pl.col("number") == "").then(pl.lit(Reason.NO_NUMBER.value)) if numbered else reason


def _inside(lon: pl.Expr, lat: pl.Expr, ground: Ground) -> pl.Expr:
    west, south, east, north = ground.box
    return lon.is_between(west, east) & lat.is_between(south, north)


def _is_full_hour() -> pl.Expr:
    return (pl.col("local").dt.minute() == 0) & (pl.col("local").dt.second() == 0)


def _at_full_hour(rows: pl.DataFrame) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    hours = rows.filter(pl.col("reason").is_null() & _is_full_hour())["local"].dt.hour().to_numpy()
    return np.bincount(hours, minlength=24).astype(np.int64)


def _cells(rows: pl.DataFrame) -> pl.Series:
    """The hexagon of each row, 0 for rows set aside; each place is looked up once."""
    good = rows["reason"].is_null()
    places = rows.select(
        pl.when(good).then(pl.col("longitude")).alias("lon"), pl.when(good).then(pl.col("latitude")).alias("lat")
    )
    once = places.unique().drop_nulls()
    cells = [h3.latlng_to_cell(lat, lon, RESOLUTION) for lon, lat in once.iter_rows()]
    known = once.with_columns(pl.Series("cell", cells, dtype=pl.Int64))
    return places.join(known, on=["lon", "lat"], how="left", maintain_order="left")["cell"].fill_null(0)


def _keys(rows: pl.DataFrame, *, numbered: bool) -> pl.Series:
    """The source's own number where it gives one; else the hash of what the row says."""
    if numbered:
        short = [own if len(own) <= LONGEST_KEY else _hash(own) for own in rows["number"]]
        return pl.Series("key", short, dtype=pl.String)
    said = rows.select(
        pl.concat_str(
            pl.col("occurred_at").dt.epoch("s"),
            (pl.col("longitude") * 1e6).round().cast(pl.Int64),
            (pl.col("latitude") * 1e6).round().cast(pl.Int64),
            pl.col("original_type"),
            separator="|",
            ignore_nulls=True,
        )
    ).to_series()
    hashed = pl.DataFrame({"key": pl.Series([_hash(one) for one in said], dtype=pl.String)})
    again = pl.int_range(1, pl.len() + 1).over("key")
    return hashed.select(pl.when(again == 1).then("key").otherwise(pl.format("{}:{}", "key", again)).alias("key"))[
        "key"
    ]


def _hash(text: str) -> str:
    return "h" + blake2b(text.encode(), digest_size=12).hexdigest()
