"""Putting the wall up, as an operation of migrations: on PostgreSQL only, and taken down again when it is reversed.

Each table gets a policy that shows and takes rows of the towns open to the session, forced on its owner too, and each
reference between rows of towns a key over both columns, so that a child cannot belong to another town's parent.
"""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import Field, ForeignKey, Model

POLICY = "town_wall"
TOWN = "municipality_id"
# In sub-selects, so that the setting is read once for a statement and not once for a row; unset or empty is nobody.
_SHOWN = (
    "(SELECT current_setting('sereno.towns', true) = '*') OR "
    f"{TOWN} = ANY ((SELECT nullif(nullif(current_setting('sereno.towns', true), '*'), '')::int[])::int[])"
)


class RaiseWall(Operation):
    """Wall off the rows of these models of one room, town from town, with the references they have by then."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, *models: str) -> None:
        self.models = models

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Nothing that models know of."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Keys first, then the policy, then the lock on the door."""
        del from_state
        for model in _models(self.models, app_label, schema_editor, to_state):
            table = _quoted(model)
            _bind(schema_editor, table, keys_of(model))
            schema_editor.execute(f"CREATE POLICY {POLICY} ON {table} USING ({_SHOWN}) WITH CHECK ({_SHOWN})")
            schema_editor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Down again, in the opposite order."""
        del to_state
        for model in reversed(_models(self.models, app_label, schema_editor, from_state)):
            table = _quoted(model)
            schema_editor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY")
            schema_editor.execute(f"DROP POLICY {POLICY} ON {table}")
            _loosen(schema_editor, table, keys_of(model))

    def describe(self) -> str:
        """What migrations print."""
        return f"Wall off, town from town: {', '.join(self.models)}"


class BindToTown(Operation):
    """Keep references that came after the wall within one town: the fields of one model, by name."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, model: str, *fields: str) -> None:
        self.model = model
        self.fields = fields

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Nothing that models know of."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """The keys over both columns."""
        del from_state
        for model in _models([self.model], app_label, schema_editor, to_state):
            _bind(schema_editor, _quoted(model), keys_of(model, only=self.fields))

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Away with them."""
        del to_state
        for model in _models([self.model], app_label, schema_editor, from_state):
            _loosen(schema_editor, _quoted(model), keys_of(model, only=self.fields))

    def describe(self) -> str:
        """What migrations print."""
        return f"Keep within one town: {', '.join(self.fields)} of {self.model}"


Key = tuple[str, str, type[Model]]


def keys_of(model: type[Model], *, only: Collection[str] = ()) -> list[Key]:
    """(name, column, parent) of each reference from a row of a town to another row of a town, or of some fields."""
    found = []
    for field in model._meta.concrete_fields:
        wanted = not only or field.name in only
        if wanted and isinstance(field, ForeignKey) and has_town(field.related_model):
            parent: Any = field.related_model
            name = f"{model._meta.db_table}_{field.column}_same_town"[:63]  # as PostgreSQL keeps it
            found.append((name, str(field.column), parent))
    return found


def has_town(model: Any) -> bool:
    """Whether each row of a model belongs to a municipality."""
    fields: tuple[Field[Any, Any], ...] = model._meta.concrete_fields
    return any(field.column == TOWN for field in fields)


def _models(
    names: Iterable[str], app_label: str, schema_editor: BaseDatabaseSchemaEditor, state: ProjectState
) -> list[type[Model]]:
    """The models as they are at that migration; none where the database is not PostgreSQL."""
    if schema_editor.connection.vendor != "postgresql":
        return []
    return [state.apps.get_model(app_label, name) for name in names]


def _bind(schema_editor: BaseDatabaseSchemaEditor, table: str, keys: Iterable[Key]) -> None:
    for name, column, parent in keys:
        schema_editor.execute(
            f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({TOWN}, {column}) "
            f"REFERENCES {_quoted(parent)} ({TOWN}, id) DEFERRABLE INITIALLY DEFERRED"
        )


def _loosen(schema_editor: BaseDatabaseSchemaEditor, table: str, keys: Iterable[Key]) -> None:
    for name, _, _ in keys:
        schema_editor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")


def _quoted(model: type[Model]) -> str:
    return f'"{model._meta.db_table}"'
