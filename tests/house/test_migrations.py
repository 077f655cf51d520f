"""The tables follow the models, forwards and back."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

OURS = sorted(app.label for app in apps.get_app_configs() if app.name.startswith("sereno."))


@pytest.mark.django_db
def test_the_migrations_match_the_models() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_migration_says_by_its_name_what_it_does() -> None:
    nameless = [
        f"{app}.{name}"
        for app, name in MigrationLoader(connection=None).disk_migrations
        if app in OURS and "_auto_" in name
    ]

    assert nameless == []


@pytest.mark.django_db(transaction=True)
def test_every_migration_can_be_taken_back_and_applied_again() -> None:
    executor = MigrationExecutor(connection)
    everything = executor.loader.graph.leaf_nodes()
    before_us = [(app, None) for app, _ in everything if app in OURS]

    executor.migrate(before_us)
    MigrationExecutor(connection).migrate(everything)

    assert MigrationExecutor(connection).migration_plan(everything) == []
