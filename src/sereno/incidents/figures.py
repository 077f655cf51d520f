"""A town or a department at a glance; doors and rooms above ask for the right to see them before."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.db.models import Count, Max, QuerySet, Sum
from django.db.models.functions import Coalesce

from sereno.incidents.models import Incident
from sereno.kernel import clock
from sereno.kernel.memory import remembered
from sereno.walls import openings as walls


@dataclass(frozen=True, slots=True)
class Figures:
    """A town at a glance: open now, received in the last 24 hours, in all; and how many had an arrival of how long."""

    open: int
    last_day: int
    all: int
    arrivals: int
    median_response_s: float | None


@remembered(10.0)
@walls.in_its_town
def figures(municipality: int) -> Figures:
    """The town at a glance; the median response (t1→t7) is over the arrivals of the last 24 hours."""
    return _figures(Incident.objects.filter(municipality_id=municipality))


def department_figures(municipality: int, department: int) -> Figures:
    """The same of one department."""
    return _figures(Incident.objects.filter(municipality_id=municipality, department_id=department))


def open_by_department(municipality: int) -> dict[int, int]:
    """How many open incidents each department has, by its id; those with none are absent."""
    rows = Incident.objects.filter(municipality_id=municipality, closed_at__isnull=True)
    return dict(rows.order_by().values_list("department_id").annotate(n=Count("id")))


def _figures(rows: QuerySet[Incident]) -> Figures:
    lately = rows.filter(received_at__gte=clock.now() - timedelta(hours=24))
    pairs = lately.filter(on_scene_at__isnull=False).values_list("received_at", "on_scene_at")
    seconds = [(arrived - received).total_seconds() for received, arrived in pairs if arrived is not None]
    return Figures(
        open=rows.filter(closed_at__isnull=True).count(),
        last_day=lately.count(),
        all=rows.count(),
        arrivals=len(seconds),
        median_response_s=median(seconds) if seconds else None,
    )


def state_of(municipality: int) -> str:
    """A word that changes whenever an incident of the town is added or changed."""
    rows = Incident.objects.filter(municipality_id=municipality)
    told = rows.aggregate(count=Count("id"), last=Max("id"), changes=Sum("version"))
    return "{count}.{last}.{changes}".format(**told)


def for_columns(municipality: int) -> Iterator[tuple[int, datetime, float, float, int, str, int, int]]:
    """Every incident but the parts of others: id, when it happened or was told, lon, lat, category, channel,
    priority, department; for the columns of insight, which ask for the right to see them before.
    """
    rows = Incident.objects.filter(municipality_id=municipality, parent__isnull=True)
    happened_at = Coalesce("occurred_at", "received_at")
    found = rows.values_list("id", happened_at, "lon", "lat", "category_id", "channel", "priority", "department_id")
    return found.iterator(10_000)
