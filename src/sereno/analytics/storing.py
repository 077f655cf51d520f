"""Putting many past incidents into the table at once: by COPY on PostgreSQL, by one statement many times on SQLite."""

from collections.abc import Sequence
from io import BytesIO

import polars as pl
from django.db import connection

from sereno.analytics.models import PastIncident

COLUMNS = (
    "key", "occurred_at", "longitude", "latitude", "cell", "category_code", "original_type", "channel", "priority",
    "officer_initiated", "heaped",
)  # fmt: skip
_TABLE = PastIncident._meta.db_table
_NAMES = ", ".join(COLUMNS)
_INCOMING = "sereno_incoming"
_MOST_KEYS = 10_000  # SQLite takes some 32,000 values in a statement


def insert(rows: pl.DataFrame, *, municipality: int, source: int, imported: int) -> int:
    """Insert the rows whose key the source does not have yet, inside the caller's transaction; how many they were."""
    if rows.is_empty():
        return 0
    owner = (municipality, source, imported)
    return _copy(rows, owner) if connection.vendor == "postgresql" else _execute_many(rows, owner)


def known(keys: Sequence[str], *, municipality: int, source: int) -> int:
    """How many of the keys the source has already."""
    there = PastIncident.objects.filter(municipality_id=municipality, source_id=source)
    parts = (keys[begun : begun + _MOST_KEYS] for begun in range(0, len(keys), _MOST_KEYS))
    return sum(there.filter(key__in=part).count() for part in parts)


def _copy(rows: pl.DataFrame, owner: tuple[int, int, int]) -> int:
    """Through a table that lasts as long as the transaction: COPY knows neither conflicts nor the wall."""
    text = BytesIO()
    # Empty text is quoted and a missing value is not, which is how COPY tells them apart.
    rows.select(COLUMNS).write_csv(text, include_header=False, quote_style="non_numeric", datetime_format="%F %T+00")
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMPORARY TABLE IF NOT EXISTS {_INCOMING} ON COMMIT DROP AS "  # noqa: S608  (no input)
            f"SELECT {_NAMES} FROM {_TABLE} WHERE false"
        )
        cursor.execute(f"TRUNCATE {_INCOMING}")
        with cursor.copy(f"COPY {_INCOMING} ({_NAMES}) FROM STDIN (FORMAT csv)") as copy:
            copy.write(text.getvalue())
        cursor.execute(
            f"INSERT INTO {_TABLE} (municipality_id, source_id, imported_id, {_NAMES}) "  # noqa: S608  (no input)
            f"SELECT %s, %s, %s, {_NAMES} FROM {_INCOMING} ON CONFLICT (municipality_id, source_id, key) DO NOTHING",
            owner,
        )
        return int(cursor.rowcount)


def _execute_many(rows: pl.DataFrame, owner: tuple[int, int, int]) -> int:
    places = ", ".join(["%s"] * (len(owner) + len(COLUMNS)))
    plain = rows.select(COLUMNS).with_columns(
        pl.col("occurred_at").dt.strftime("%F %T"), pl.col("officer_initiated", "heaped").cast(pl.Int8)
    )
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {_TABLE} (municipality_id, source_id, imported_id, {_NAMES}) VALUES ({places}) "  # noqa: S608
            "ON CONFLICT (municipality_id, source_id, key) DO NOTHING",
            [owner + row for row in plain.iter_rows()],
        )
        return int(cursor.rowcount)
