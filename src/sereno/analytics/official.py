"""Official monthly counts from a file: all of them or none, each under the version of its list of offences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl
from django.db import transaction

from sereno.analytics import cleaning, moments, suggesting
from sereno.analytics.models import OfficialCount
from sereno.analytics.reading import ROW, columns
from sereno.kernel import clock
from sereno.kernel.errors import FieldFault, Malformed
from sereno.ledger.actions import record
from sereno.vocabulary.facts import OfficialCountsImported

ROLES: Mapping[str, tuple[str, ...]] = {
    "place": ("comuna", "municipality", "municipio", "place", "distrito", "alcaldia"),
    "month": ("fecha", "mes", "month", "date", "periodo"),
    "offence": ("delito", "offence", "offense", "type", "tipo"),
    "count": ("delito_n", "count", "casos", "n", "frecuencia", "total"),
}
_NEEDED = ("month", "offence", "count")
_SHOWN = 5

Counts = Mapping[tuple[str, str, date], int]  # by taxonomy, offence, first day of the month


@dataclass(frozen=True, slots=True)
class Version:
    """A list of offences, and the month from which on the counts are by it."""

    taxonomy: str
    since: date


@dataclass(frozen=True, slots=True)
class Counted:
    """What became of the counts; revised ones replace what was there."""

    counts: int
    added: int
    changed: int


def read(frame: pl.LazyFrame, *, said: Mapping[str, str], place: str, versions: Sequence[Version]) -> Counts:
    """The counts of one place by taxonomy, offence and first day of the month.

    Parameters
    ----------
    said : columns by role, as given; the others are found by name
    place : whose rows count, where the file has a column for it; accents and capitals do not matter
    versions : the lists of offences; a month goes by the last one that had begun

    Raises
    ------
    Malformed : columns, place or figures are missing or cannot be read; nothing is taken in.
    """
    roles = _roles(columns(frame), said)
    schema = frame.collect_schema()
    way = moments.guess_format(frame.select(roles["month"]).head(2_000).collect().to_series())
    rows = frame.select(
        ROW,
        _text(roles["place"]).alias("place") if "place" in roles else pl.lit(place).alias("place"),
        moments.local(schema, {"time": roles["month"]}, time_format=way, timezone="UTC").dt.date().alias("month"),
        _text(roles["offence"]).alias("offence"),
        cleaning.number(schema, roles["count"]).alias("count"),
    ).collect()
    ours = [name for name in rows["place"].unique() if suggesting.plainly(name or "") == suggesting.plainly(place)]
    if not ours:
        raise Malformed(f"the file has no rows of {place!r}", code="no-such-place")
    rows = rows.filter(pl.col("place").is_in(ours))
    _require_readable(rows, versions)
    found: dict[tuple[str, str, date], int] = {}
    for month, offence, count in rows.select("month", "offence", "count").iter_rows():
        key = (_taxonomy(month, versions), offence, month.replace(day=1))
        if found.setdefault(key, int(count)) != int(count):
            raise Malformed(f"{offence} of {month:%Y-%m} stands there twice, with different counts", code="twice")
    return found


@transaction.atomic
def take_in(counts: Counts, *, source: str, municipality: int, by: int | None) -> Counted:
    """Store the counts of a source; those it had before are replaced, those the file does not name stay."""
    there = _there(source, municipality)
    told = _compared(counts, there)
    OfficialCount.objects.bulk_create(
        [
            OfficialCount(
                municipality_id=municipality,
                source=source,
                taxonomy=taxonomy,
                offence=offence,
                month=month,
                count=count,
            )
            for (taxonomy, offence, month), count in counts.items()
            if there.get((taxonomy, offence, month)) != count
        ],
        batch_size=1_000,
        update_conflicts=True,
        unique_fields=["municipality", "source", "taxonomy", "offence", "month"],
        update_fields=["count"],
    )
    fact = OfficialCountsImported(counts=told.counts, added=told.added, changed=told.changed)
    record(fact, municipality=municipality, actor=by, at=clock.now())
    return told


def look(counts: Counts, *, source: str, municipality: int) -> Counted:
    """What taking the counts in would do, without doing it."""
    return _compared(counts, _there(source, municipality))


def _there(source: str, municipality: int) -> Counts:
    rows = OfficialCount.objects.filter(municipality_id=municipality, source=source)
    return {
        (taxonomy, offence, month): count
        for taxonomy, offence, month, count in rows.values_list("taxonomy", "offence", "month", "count")
    }


def _compared(counts: Counts, there: Counts) -> Counted:
    added = sum(1 for key in counts if key not in there)
    changed = sum(1 for key, count in counts.items() if key in there and there[key] != count)
    return Counted(len(counts), added, changed)


def _roles(names: Sequence[str], said: Mapping[str, str]) -> dict[str, str]:
    plain = {suggesting.plainly(name): name for name in names}
    named = {role: next((plain[name] for name in known if name in plain), "") for role, known in ROLES.items()}
    roles = {role: column for role, column in {**named, **said}.items() if column}
    faults = [FieldFault(role, "no column found for it", tuple(names)) for role in _NEEDED if role not in roles]
    faults += [FieldFault(role, "there is no such role", tuple(ROLES)) for role in roles if role not in ROLES]
    faults += [
        FieldFault(role, f"the file has no column {column!r}", tuple(names))
        for role, column in roles.items()
        if column not in names
    ]
    if faults:
        raise Malformed("the columns are not known", code="bad-mapping", faults=faults)
    return roles


def _text(column: str) -> pl.Expr:
    return pl.col(column).cast(pl.String).str.strip_chars()


def _require_readable(rows: pl.DataFrame, versions: Sequence[Version]) -> None:
    """Part of a year of counts would be taken for a fall in crime, so one bad row refuses the file."""
    first = min(version.since for version in versions)
    whole = pl.col("count") == pl.col("count").floor()
    tests = {
        "unreadable month": pl.col("month").is_null(),
        "no offence": pl.col("offence").is_null() | (pl.col("offence") == ""),
        "not a count": ~(whole & (pl.col("count") >= 0)).fill_null(value=False),
        f"before the first taxonomy ({first})": (pl.col("month") < first).fill_null(value=False),
    }
    faults = [
        FieldFault(f"row {number}", reason)
        for reason, bad in tests.items()
        for number in rows.filter(bad)[ROW].head(_SHOWN)
    ]
    if faults:
        raise Malformed("some rows cannot be read", code="bad-rows", faults=faults)


def _taxonomy(month: date, versions: Sequence[Version]) -> str:
    return max((version for version in versions if version.since <= month), key=lambda version: version.since).taxonomy
