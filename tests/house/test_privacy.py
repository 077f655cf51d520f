"""Every column that is stored is classified, so that export, erasure and retention can find it."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

import pytest
from django.apps import AppConfig, apps

ROOMS = [app for app in apps.get_app_configs() if app.name.startswith("sereno.") and list(app.get_models())]


def columns(room: AppConfig) -> set[str]:
    return {
        f"{model.__name__}.{field.name}"
        for model in room.get_models()
        for field in model._meta.get_fields()
        if field.concrete and not field.auto_created
    }


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.label)
def test_every_column_is_classified(room: AppConfig) -> None:
    assert find_spec(f"{room.name}.personal_data"), f"{room.name} has no personal_data.py"
    declared = import_module(f"{room.name}.personal_data")

    classified = {f"{model}.{field}" for model, fields in declared.FIELDS.items() for field in fields}

    assert classified == columns(room)
