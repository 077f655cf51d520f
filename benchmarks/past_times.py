"""Fills a stand's town with incidents that have all their moments: `python -m benchmarks.past_times COUNT YEARS`.

Made inside the database, one statement for each table, so that a million takes no minutes; the same at every run.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import django

from sereno.walls import openings

if TYPE_CHECKING:
    from django.db.models import Model

    from sereno.incidents.models import Incident

PER_YEAR_S = 365 * 86_400
# Seconds since the report came in, in terms of the dice a, b and c, which are between 0 and 1.
OPENED = "10 + 60 * -ln(a)"
ASSIGNED = f"{OPENED} + 20 + 60 * -ln(b)"
ON_SCENE = f"{ASSIGNED} + 60 + 300 * -ln(c)"
OUTCOMES = "'attended', 'attended', 'attended', 'no_finding', 'duplicate', 'false_report'"
CLOSED = f"{ON_SCENE} + 600 + 1200 * a"


def main(count: int, years: int) -> None:
    """One incident and one task as a pattern, then all the others from them."""
    django.setup()
    from django.db import connection

    from sereno.dispatch.models import Task
    from sereno.incidents.models import Incident

    incident = pattern()
    now = datetime.now(UTC)
    newest, apart_s = (now - timedelta(hours=4)).isoformat(), years * PER_YEAR_S / count
    at = f"timestamptz '{newest}' - make_interval(secs => n * {apart_s})"
    reached = "dice.c < 0.95"
    moments = {
        "received_at": at,
        "opened_at": after(at, OPENED),
        "classified_at": after(at, OPENED),
        "assigned_at": after(at, ASSIGNED),
        "accepted_at": after(at, ASSIGNED),
        "moving_at": after(at, f"{ASSIGNED} + 60"),
        "on_scene_at": f"case when {reached} then {after(at, ON_SCENE)} end",
        "closed_at": after(at, CLOSED),
        "arrival_due_at": after(at, "600"),
        "stage": "'closed'",
        "outcome": f"(array[{OUTCOMES}])[1 + floor(b * 6)]",
        "channel": "(array['app','app','phone','radio','patrol'])[1 + floor(a * 5)]",
        "priority": "1 + floor(c * 4)",
        "category_id": chosen("incidents_category", "b", incident.municipality_id),
        "zone": f"coalesce({chosen('places_zone', 'a', incident.municipality_id, column='code')}, '')",
    }
    die = "0.001 + random() * 0.998"
    dice = f"lateral (select {die} + n * 0 as a, {die} as b, {die} as c) dice"  # n: anew for each row
    with connection.cursor() as cursor:
        cursor.execute("select setseed(0.42)")
        cursor.execute(insert(Incident, moments, source=f"generate_series(1, {count}) n, {dice}", pattern=incident.pk))
        task = Task.objects.create(
            municipality_id=incident.municipality_id, incident=incident, unit_id=first_unit(incident.municipality_id),
            state="done", offered_at=now, over_at=now,
        )  # fmt: skip
        of_each = {
            "incident_id": "i.id",
            "unit_id": chosen("dispatch_unit", "i.id % 97 / 97.0", incident.municipality_id),
            "offered_at": "i.assigned_at",
            "accepted_at": "i.accepted_at",
            "on_scene_at": "i.on_scene_at",
            "over_at": "i.closed_at",
        }
        cursor.execute(
            insert(Task, of_each, source="incidents_incident i", pattern=task.pk) + f" where i.id <> {incident.pk}"
        )
        cursor.execute("delete from dispatch_task where id = %s", [task.pk])
        cursor.execute("delete from incidents_incident where id = %s", [incident.pk])
        cursor.execute("analyze")


def pattern() -> Incident:
    from benchmarks import past
    from sereno.incidents.models import Incident

    place = past.read_place()
    row = next(past.past(place, [datetime.now(UTC)], first=10_000))
    row.save()
    return Incident.objects.get(pk=row.pk)


def first_unit(municipality: int) -> int:
    from sereno.dispatch.models import Unit

    return Unit.objects.filter(municipality_id=municipality).order_by("id")[0].pk


def after(at: str, seconds: str) -> str:
    return f"{at} + make_interval(secs => {seconds})"


def chosen(table: str, die: str, municipality: int, *, column: str = "id") -> str:
    """A column of one of a table's rows, by a die between 0 and 1."""
    its = f"from {table} where municipality_id = {municipality}"
    return f"(array(select {column} {its} order by {column}))[1 + floor({die} * (select count(*) {its}))::int]"


def insert(model: type[Model], said: dict[str, str], *, source: str, pattern: int) -> str:
    """Rows like the pattern, but for what is said."""
    columns = [str(field.column) for field in model._meta.concrete_fields if field.column != "id"]
    values = ", ".join(said.get(column, f"pattern.{column}") for column in columns)
    table = model._meta.db_table
    return (
        f"insert into {table} ({', '.join(columns)}) select {values} "
        f"from (select * from {table} where id = {pattern}) pattern, {source}"
    )


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sereno.project.settings")
    with openings.open_to_all():
        main(int(sys.argv[1]), int(sys.argv[2]))
