"""Where the second wall is missing: by the database's own catalogue, for the doctor and for the tests of the house."""

from django.apps import apps
from django.db import connection
from django.db.models import Model

from sereno.walls.raising import POLICY, has_town, keys_of


def tenant_models() -> list[type[Model]]:
    """Our models whose rows belong to one municipality each."""
    ours = [app for app in apps.get_app_configs() if app.name.startswith("sereno.")]
    return [model for app in ours for model in app.get_models() if has_town(model)]


def unwalled_tables() -> list[str]:
    """The tables of towns without their policy, or on which it does not bind the owner; empty as it should be."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class JOIN pg_policy ON polrelid = pg_class.oid"
            " WHERE relrowsecurity AND relforcerowsecurity AND polname = %s",
            [POLICY],
        )
        walled = {name for (name,) in cursor.fetchall()}
    return sorted(model._meta.db_table for model in tenant_models() if model._meta.db_table not in walled)


def loose_references() -> list[str]:
    """The references between rows of towns that the database does not hold to one town; empty as it should be."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint WHERE contype = 'f' AND convalidated")
        held = {name for (name,) in cursor.fetchall()}
    return sorted(name for model in tenant_models() for name, _, _ in keys_of(model) if name not in held)


def role_above_walls() -> str:
    """The name of the database's role where it is one that no wall stops: a superuser or BYPASSRLS; else empty."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolbypassrls)")
        found = cursor.fetchone()
    return str(found[0]) if found else ""
