"""Fills a stand with many towns and millions of reports: `python -m benchmarks.neighbours TOWNS REPORTS`.

The towns are copies of the demo town, side by side to the east of it, each with its own departments and categories; the
reports are written by the database itself, past the queues, each with its incident and its fact.
"""

from __future__ import annotations

import os
import sys

import django

from sereno.walls import openings

OPEN = 400  # a busy evening's queue in each town
AT_ONCE = 200_000

# Each row is a copy of a real one, but for what is said here; so it has whatever columns a row has.
# One in 14 minutes is some 3,000 a month; the newest are still open.
_INCIDENTS = """
insert into incidents_incident select made.* from generate_series(%(begin)s::bigint, %(end)s::bigint) n
join (select id, priority, emergency, row_number() over (order by id) - 1 as place, count(*) over () as of
    from incidents_category where municipality_id = %(town)s::int) c on c.place = n %% c.of
cross join lateral (select now() - (n + 1) * interval '14 minutes' as at) moment
join incidents_incident model on model.id = %(model)s::bigint
cross join lateral jsonb_populate_record(model, jsonb_build_object(
    'id', %(first)s::bigint + n, 'municipality_id', %(town)s::int, 'category_id', c.id,
    'department_id', %(department)s::bigint, 'priority', c.priority, 'emergency', c.emergency, 'received_at', moment.at,
    'lon', %(lon)s::float8 + (n %% 1000) * 0.00001, 'lat', %(lat)s::float8 + (n / 1000 %% 1000) * 0.00001,
    'opened_at', moment.at + interval '40 s', 'stage', case when n < %(open)s::int then 'open' else 'closed' end,
    'next_due_at', case when n < %(open)s::int then model.next_due_at end,
    'closed_at', case when n >= %(open)s::int then moment.at + interval '1 hour' end,
    'outcome', case when n < %(open)s::int then '' else 'attended' end)) made
"""
_REPORTS = """
insert into incidents_report select made.* from incidents_incident i
join incidents_report model on model.incident_id = %(model)s::bigint
cross join lateral jsonb_populate_record(model, jsonb_build_object('id', gen_random_uuid(), 'incident_id', i.id,
    'municipality_id', i.municipality_id, 'lon', i.lon, 'lat', i.lat, 'received_at', i.received_at)) made
where i.id between %(from)s::bigint and %(to)s::bigint
"""
_FACTS = """
insert into ledger_entry select made.* from incidents_incident i
join ledger_entry model on model.about = %(model)s::bigint and model.kind = 'ReportReceived'
cross join lateral jsonb_populate_record(model, jsonb_build_object('about', i.id,
    'id', nextval(pg_get_serial_sequence('ledger_entry', 'id')), 'municipality_id', i.municipality_id,
    'at', i.received_at)) made
where i.id between %(from)s::bigint and %(to)s::bigint
"""


def main(towns: int, reports: int) -> None:
    """Put the towns in place, and their past."""
    django.setup()
    from django.db import connection

    numbers, model = found(towns), model_incident()
    each = reports // len(numbers)
    with connection.cursor() as cursor:
        for order, (town, department) in enumerate(numbers):
            cursor.execute("select centre_lon, centre_lat from places_municipality where id = %s", [town])
            lon, lat = cursor.fetchone()
            for begin in range(0, each, AT_ONCE):
                end, first = min(begin + AT_ONCE, each) - 1, model + 1 + order * each
                told = {
                    "model": model, "first": first, "town": town, "department": department, "open": OPEN, "lon": lon,
                    "lat": lat, "begin": begin, "end": end, "from": first + begin, "to": first + end,
                }  # fmt: skip
                for statement in (_INCIDENTS, _REPORTS, _FACTS):
                    cursor.execute(statement, told)
        sequence = "pg_get_serial_sequence('incidents_incident', 'id')"
        cursor.execute(f"select setval({sequence}, max(id)) from incidents_incident")
        cursor.execute("vacuum analyze")


def model_incident() -> int:
    """A report as it comes in, of which the others are copies."""
    from sereno.incidents import intake, queries
    from sereno.kernel import ids
    from sereno.places import queries as places
    from sereno.vocabulary.words import Channel

    own = places.served_towns()[0]
    lon, lat = own.centre
    said = intake.Submission(
        id=ids.uuid7(), category=next(iter(queries.categories(own.id))), lon=lon, lat=lat, channel=Channel.APP,
        text="Música muy fuerte hace una hora, no dejan dormir a los niños.",
    )  # fmt: skip
    return intake.receive(said).incident


def found(towns: int) -> list[tuple[int, int]]:
    """(town, department) of so many towns, the demo town first; those that are missing are founded beside it."""
    from sereno.administration import actions as administration
    from sereno.administration.starters import starter
    from sereno.places import queries as places
    from sereno.places.models import Municipality

    own = Municipality.objects.order_by("rank")[0]
    width = places.town(own.pk).bbox[2] - places.town(own.pk).bbox[0]
    numbers = [own.pk]
    for place in range(1, towns):
        moved = {**own.outline, "coordinates": _east(own.outline["coordinates"], place * (width + 0.05) + 1)}
        town = Municipality.objects.create(
            code=f"vecina-{place}", name=f"Vecina {place}", prefix=f"V{place}", served=True, timezone=own.timezone,
            outline=moved, centre_lon=own.centre_lon + place * (width + 0.05) + 1, centre_lat=own.centre_lat,
            rank=100 + place,
        )  # fmt: skip
        administration.take_in(starter("chile"), municipality=town.pk)
        numbers.append(town.pk)
    return [(number, people_department(number)) for number in numbers]


def people_department(town: int) -> int:
    from sereno.people.models import Department

    return int(Department.objects.filter(municipality_id=town).order_by("id")[0].pk)


def _east(coordinates: object, by: float) -> object:
    """The same outline, further east."""
    if isinstance(coordinates, list | tuple):
        if coordinates and isinstance(coordinates[0], int | float):
            return [coordinates[0] + by, *coordinates[1:]]
        return [_east(inner, by) for inner in coordinates]
    return coordinates


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sereno.project.settings")
    with openings.open_to_all():
        main(int(sys.argv[1]), int(sys.argv[2]))
