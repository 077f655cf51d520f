"""The cast is built once for all tests of a process and its rows are laid down again for each: 62 rows instead of the
335 statements that build them. Only for the stopped clock of `tests/town.py`, whose moments are in the rows.
"""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.db import connection

from tests import town
from tests.town import Cast

Rows = dict[str, list[tuple[object, ...]]]


@dataclass(frozen=True)
class Kept:
    """What building the cast left behind: the statements that do it again, and the people as they were."""

    insertions: list[tuple[str, list[object]]]
    sequences: str
    cast: bytes

    def lay_down(self) -> Cast:
        """Put the rows where no town is, and give the cast with objects that no other test has had in hand."""
        with connection.cursor() as cursor:
            for statement, values in self.insertions:
                cursor.execute(statement, values)
            if self.sequences:
                cursor.execute(self.sequences)
        cast: Cast = pickle.loads(self.cast)
        return cast


_kept: list[Kept] = []


def stand_up() -> Cast:
    """The cast in a database without towns; the first time it is really built."""
    if _kept:
        return _kept[0].lay_down()
    before = _rows()
    cast = town.build()
    made = {table: rows for table, rows in _rows().items() if rows != before[table]}
    assert not any(before[table] for table in made), "the cast is kept only where it found no rows"
    _kept.append(Kept([_insertion(table, rows) for table, rows in made.items()], _sequences(made), pickle.dumps(cast)))
    return cast


@cache
def _columns() -> dict[str, list[str]]:
    models = apps.get_models(include_auto_created=True)
    return {model._meta.db_table: [field.column for field in model._meta.concrete_fields] for model in models}


def _rows() -> Rows:
    held: Rows = {}
    with connection.cursor() as cursor:
        for table, columns in _columns().items():
            cursor.execute(f"SELECT {_named(columns)} FROM {_named([table])} ORDER BY 1")
            held[table] = cursor.fetchall()
    return held


def _insertion(table: str, rows: list[tuple[object, ...]]) -> tuple[str, list[object]]:
    columns = _columns()[table]
    marks = ", ".join(["(" + ", ".join(["%s"] * len(columns)) + ")"] * len(rows))
    statement = f"INSERT INTO {_named([table])} ({_named(columns)}) VALUES {marks}"
    return statement, [value for row in rows for value in row]


def _sequences(made: Rows) -> str:
    """On PostgreSQL numbers given out are not the rows' affair: they must go on behind those laid down."""
    if connection.vendor != "postgresql":
        return ""
    ahead = []
    with connection.cursor() as cursor:
        for table, rows in made.items():
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [_named([table]), _columns()[table][0]])
            (sequence,) = cursor.fetchone()
            if sequence:
                highest = max(int(str(row[0])) for row in rows)
                ahead.append(f"setval('{sequence}', greatest((SELECT last_value FROM {sequence}), {highest}))")
    return f"SELECT {', '.join(ahead)}" if ahead else ""


def _named(names: list[str]) -> str:
    return ", ".join(connection.ops.quote_name(name) for name in names)
