"""Fills a stand's town with years of incidents: `python -m benchmarks.past COUNT RECENT`.

Writes into the data folder, as `since`, the moment from which on RECENT of them were received.
"""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import django

from sereno.walls import openings

if TYPE_CHECKING:
    from sereno.dispatch.models import Task
    from sereno.incidents.models import Incident

OPEN = 400  # a busy evening's queue
BETWEEN = timedelta(minutes=14)  # some 3,000 incidents a month
AT_ONCE = 5_000
SEED = 7


@dataclass(frozen=True, slots=True)
class Place:
    """What an incident of the past refers to."""

    municipality: int
    categories: Sequence[tuple[int, int]]  # id, priority
    department: int
    unit: int
    bounds: tuple[float, float, float, float]


def main(count: int, recent: int) -> None:
    """Store the incidents and their tasks, and let the database learn their distribution."""
    django.setup()
    from django.db import connection

    from sereno.dispatch.models import Task
    from sereno.incidents.models import Incident

    place = read_place()
    now = datetime.now(UTC)
    moments = [now - BETWEEN * number for number in range(count)]
    for begun in range(0, count, AT_ONCE):
        rows = list(past(place, moments[begun : begun + AT_ONCE], first=begun))
        stored = Incident.objects.bulk_create(rows)
        Task.objects.bulk_create(task_of(incident, place) for incident in stored if incident.closed_at)
    with connection.cursor() as cursor:
        cursor.execute("analyze")
    since = moments[min(recent, count) - 1] - timedelta(seconds=1)
    (Path(os.environ["SERENO_DATA"]) / "since").write_text(since.isoformat(), encoding="utf-8")


def read_place() -> Place:
    from shapely.geometry import shape

    from sereno.dispatch.models import Unit
    from sereno.incidents.models import Category
    from sereno.people.models import Department
    from sereno.places.models import Municipality

    town = Municipality.objects.order_by("rank")[0]
    return Place(
        municipality=town.pk,
        categories=list(Category.objects.filter(municipality=town).values_list("id", "priority")),
        department=Department.objects.filter(municipality=town).order_by("id")[0].pk,
        unit=Unit.objects.filter(municipality=town).order_by("id")[0].pk,
        bounds=shape(town.outline).bounds,
    )


def past(place: Place, moments: Sequence[datetime], *, first: int) -> Iterator[Incident]:
    """Give one incident per moment, the newest ones still open."""
    import h3

    from sereno.incidents.models import Incident

    rng = random.Random(SEED + first)
    west, south, east, north = place.bounds
    for number, at in enumerate(moments, start=first):
        lon, lat = rng.uniform(west, east), rng.uniform(south, north)
        category, priority = rng.choice(place.categories)
        ends = {} if number < OPEN else {"stage": "closed", "outcome": "attended", "closed_at": at + timedelta(hours=1)}
        yield Incident(
            municipality_id=place.municipality, category_id=category, department_id=place.department, priority=priority,
            channel="app", lon=lon, lat=lat, cell=h3.str_to_int(h3.latlng_to_cell(lat, lon, 10)), received_at=at,
            opened_at=at + timedelta(seconds=40), place="Avenida del Molino 1240", zone="", report_count=1,
            gist="Música muy fuerte hace una hora, no dejan dormir a los niños.", **ends,
        )  # fmt: skip


def task_of(incident: Incident, place: Place) -> Task:
    from sereno.dispatch.models import Task

    at = incident.received_at
    return Task(
        municipality_id=place.municipality, incident=incident, unit_id=place.unit, state="done",
        offered_at=at + timedelta(minutes=1), on_scene_at=at + timedelta(minutes=5), over_at=at + timedelta(hours=1),
    )  # fmt: skip


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sereno.project.settings")
    with openings.open_to_all():
        main(int(sys.argv[1]), int(sys.argv[2]))
