"""Inserting one row with SQL composed once per table instead of once per row.

On the way of a report the composing of INSERT statements was a third of the processor time (docs/benchmarks.md); the
statement is the ORM's own columns in the ORM's own order, with values prepared by its own fields.
"""

from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Field, Model

# What psycopg takes as it is; SQLite wants moments, UUIDs and truth values prepared.
_PLAIN = frozenset(
    {
        "BigIntegerField", "BooleanField", "CharField", "DateTimeField", "EmailField", "FloatField", "ForeignKey",
        "IntegerField", "PositiveIntegerField", "PositiveSmallIntegerField", "SmallIntegerField", "TextField",
        "UUIDField",
    }
)  # fmt: skip


def insert(row: Model, *, computed: tuple[tuple[str, str], ...] = ()) -> None:
    """Insert a new row and take over the key the database gave it.

    Parameters
    ----------
    row : a model instance that is not stored yet
    computed : (column, SQL expression) pairs that the database computes instead of taking the row's value
    """
    database = connections[DEFAULT_DB_ALIAS]  # the connection itself: its proxy would be resolved for every value
    fields, statement, makes_key = _statement(type(row), computed, database.vendor)
    values = [
        getattr(row, field.attname) if is_plain else field.get_db_prep_save(field.pre_save(row, True), database)
        for field, is_plain in fields
    ]
    with database.cursor() as cursor:
        cursor.execute(statement, values)
        if makes_key:
            row.pk = cursor.fetchone()[0]
    row._state.adding = False  # what Model.save does
    row._state.db = database.alias


@cache
def _statement(
    model: type[Model], computed: tuple[tuple[str, str], ...], vendor: str
) -> tuple[tuple[tuple["Field[Any, Any]", bool], ...], str, bool]:
    """The fields with whether their values go as they are; the statement; whether the database makes the key."""
    quote = connection.ops.quote_name
    expressions = dict(computed)
    key = model._meta.pk
    makes_key = key.get_internal_type().endswith("AutoField")
    stored = {str(field.column): field for field in model._meta.concrete_fields if not (makes_key and field is key)}
    names = ", ".join(quote(column) for column in stored)
    places = ", ".join(expressions.get(column, "%s") for column in stored)
    plain = _PLAIN if vendor == "postgresql" else frozenset()
    given = tuple((f, f.get_internal_type() in plain) for column, f in stored.items() if column not in expressions)
    returning = f" RETURNING {quote(str(key.column))}" if makes_key else ""
    table = quote(model._meta.db_table)
    return given, f"INSERT INTO {table} ({names}) VALUES ({places}){returning}", makes_key  # noqa: S608  (no input)
