"""Every row says which town it belongs to, and a town's rows are told apart by that alone."""

from __future__ import annotations

import pytest
from django.db.migrations.loader import MigrationLoader
from django.db.models import Model, UniqueConstraint

from sereno.walls.raising import RaiseWall
from tests.attempts.scene import tenant_models


@pytest.mark.parametrize("model", tenant_models(), ids=lambda model: model._meta.label)
def test_every_row_carries_its_municipality(model: type[Model]) -> None:
    owner = next((field for field in model._meta.concrete_fields if field.column == "municipality_id"), None)

    assert owner is not None
    assert not owner.null


@pytest.mark.parametrize("model", tenant_models(), ids=lambda model: model._meta.label)
def test_a_row_is_one_of_its_municipality(model: type[Model]) -> None:
    unique = [
        {model._meta.get_field(name).column for name in constraint.fields}
        for constraint in model._meta.constraints
        if isinstance(constraint, UniqueConstraint) and constraint.condition is None
    ]

    assert {"municipality_id", "id"} in unique


@pytest.mark.parametrize("model", tenant_models(), ids=lambda model: model._meta.label)
def test_a_migration_raises_the_second_wall_around_the_table(model: type[Model]) -> None:
    walled = {
        (app, name.lower())
        for (app, _), migration in MigrationLoader(connection=None).disk_migrations.items()
        for operation in migration.operations
        if isinstance(operation, RaiseWall)
        for name in operation.models
    }

    assert (model._meta.app_label, model._meta.model_name) in walled
