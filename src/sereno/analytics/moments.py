"""Reading moments: of columns that hold them, or of text in one of the ways people write them; local to the town."""

from collections.abc import Mapping

import polars as pl

_DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d/%m/%y")
_CLOCKS = (" %H:%M:%S%z", " %H:%M:%S", " %H:%M", " %I:%M:%S %p", " %I:%M %p", "")
FORMATS = tuple(day + clock for day in _DAYS for clock in _CLOCKS)  # day before month where both could be
_ENOUGH = 0.8  # of a sample


def guess_format(sample: pl.Series, *, remembered: str = "") -> str:
    """The way in which a sample of text is written; empty where none of the known ones reads enough.

    What is remembered stays as long as it reads enough, so that 03/04 does not change its meaning from file to file.
    """
    text = sample.drop_nulls().cast(pl.String)
    table = pl.DataFrame({"said": text.filter(text.str.strip_chars() != "")})
    ways = (remembered, *FORMATS) if remembered else FORMATS
    read = {way: table.select(_parsed("said", way).is_not_null().sum()).item() for way in ways}
    enough = _ENOUGH * max(1, len(table))
    if remembered and read[remembered] >= enough:
        return remembered
    best = max(read, key=lambda way: read[way])
    return best if read[best] >= enough else ""


def local(schema: pl.Schema, roles: Mapping[str, str], *, time_format: str, timezone: str) -> pl.Expr:
    """The moment by the town's clocks, without a zone; null where it cannot be read."""
    column, kind = roles["time"], schema[roles["time"]]
    if isinstance(kind, pl.Datetime):
        moment = pl.col(column).cast(pl.Datetime("us", kind.time_zone))
        moment = moment.dt.convert_time_zone(timezone).dt.replace_time_zone(None) if kind.time_zone else moment
    elif kind == pl.Date:
        moment = pl.col(column).cast(pl.Datetime("us"))
    else:
        moment = _parsed(column, time_format, timezone=timezone)
    if "hour" in roles:
        moment = moment.dt.truncate("1d") + _clock(roles["hour"])
    return moment


def utc(moment: pl.Expr, *, timezone: str) -> pl.Expr:
    """A moment by the town's clocks in UTC.

    An hour that comes twice when clocks go back is the first; one that is skipped when they go forward is an hour
    later, for in Chile that is midnight, where whole days are written.
    """
    there = moment.dt.replace_time_zone(timezone, ambiguous="earliest", non_existent="null")
    skipped = moment.dt.offset_by("1h").dt.replace_time_zone(timezone, ambiguous="earliest", non_existent="null")
    return pl.coalesce(there, skipped).dt.convert_time_zone("UTC").dt.truncate("1s")


def _parsed(column: str, way: str, *, timezone: str = "UTC") -> pl.Expr:
    """Text as a local moment; the marks between the parts and fractions of seconds do not matter."""
    if not way:
        return pl.lit(None, dtype=pl.Datetime("us"))
    text = pl.col(column).cast(pl.String).str.strip_chars()
    if way in FORMATS:
        text = (
            text.str.replace(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})[T ]*", "$1-$2-$3 ")
            .str.replace(r"^(\d{1,2})-(\d{1,2})-(\d{2,4})", "$1/$2/$3")
            .str.replace(r"(:\d{2})[.,]\d+", "$1")
            .str.replace(r"(?i)\s*z$", "+00:00")
            .str.replace(r"(?i)\s*([ap])\.?\s?m\.?$", " ${1}M")
            .str.strip_chars()
        )
    if "%z" in way:
        aware = text.str.to_datetime(way, time_unit="us", time_zone="UTC", strict=False)
        return aware.dt.convert_time_zone(timezone).dt.replace_time_zone(None)
    if "%H" not in way and "%I" not in way:
        return text.str.to_date(way, strict=False).cast(pl.Datetime("us"))
    return text.str.to_datetime(way, time_unit="us", strict=False)


def _clock(column: str) -> pl.Expr:
    """Hours and minutes after midnight: 7, 7.0, 7:30, 07:30:15; null where there is no such time of day."""
    text = pl.col(column).cast(pl.String).str.strip_chars().str.replace(r"\.0$", "")
    parts = text.str.extract_groups(r"^(?<h>\d{1,2})(?::(?<m>\d{2})(?::(?<s>\d{2}))?)?(?:\.\d+)?$")
    hours, minutes, seconds = (parts.struct.field(part).cast(pl.Int64) for part in "hms")
    known = hours.is_between(0, 23) & minutes.fill_null(0).is_between(0, 59) & seconds.fill_null(0).is_between(0, 59)
    since = pl.duration(hours=hours, minutes=minutes.fill_null(0), seconds=seconds.fill_null(0))
    return pl.when(known).then(since)
