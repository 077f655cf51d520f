"""Units and tasks as a viewer may see them, and the best units for an incident with the reason."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
from django.db.models import Q, QuerySet

from sereno.algorithms.assignment import Call, Candidate, Ranked, Readiness, rank_units
from sereno.algorithms.travel import Kind
from sereno.dispatch.models import Crew, Task, Unit
from sereno.dispatch.rules import OPEN_TASK
from sereno.dispatch.streets import streets
from sereno.incidents import queries as incidents
from sereno.kernel import clock
from sereno.kernel.errors import NotYours
from sereno.people.rules import Ability, Viewer
from sereno.places import queries as places
from sereno.places.policies import Patrol
from sereno.vocabulary.words import UnitState

if TYPE_CHECKING:
    from sereno.incidents.models import Incident

IS_OPEN = Q(state__in=[state.value for state in OPEN_TASK])


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitView:
    """A unit as the desk shows it."""

    id: int
    municipality: int
    call_sign: str
    kind: str
    state: str
    lon: float | None
    lat: float | None
    fix_at: datetime | None
    heading: float | None
    speed_kmh: float | None
    stale: bool
    task: int | None
    incident: int | None
    crew: tuple[str, ...]

    @property
    def place(self) -> tuple[float, float] | None:
        """lon, lat; None before its first position."""
        return (self.lon, self.lat) if self.lon is not None and self.lat is not None else None


def units_for(viewer: Viewer) -> list[UnitView]:
    """The units of the municipalities whose units the viewer may see, by call sign."""
    seats = viewer.places(Ability.SEE_UNITS)
    return unit_views(Unit.objects.filter(municipality_id__in=[seat.municipality for seat in seats]))


def units_on_duty(municipality: int) -> list[UnitView]:
    """A town's units on duty; the caller knows of a treaty that shows them."""
    return unit_views(Unit.objects.filter(municipality_id=municipality).exclude(state=UnitState.OFF.value))


def unit_on_duty(municipality: int, unit: int) -> int | None:
    """A unit of the town, if it is on duty; its number again, which may have come from another town."""
    rows = Unit.objects.filter(pk=unit, municipality_id=municipality).exclude(state=UnitState.OFF.value)
    return rows.values_list("pk", flat=True).first()


def unit_views(units: QuerySet[Unit]) -> list[UnitView]:
    """Units with their open task and crew; the caller answers for who may see them."""
    rows = list(units.order_by("call_sign"))
    tasks = {task.unit_id: task for task in Task.objects.filter(IS_OPEN, unit__in=rows)}
    crews: dict[int, list[str]] = defaultdict(list)
    for unit, name in Crew.objects.filter(unit__in=rows, until__isnull=True).values_list("unit_id", "user__name"):
        crews[unit].append(name)
    return [_view(row, tasks.get(row.pk), tuple(crews[row.pk])) for row in rows]


def _view(unit: Unit, task: Task | None, crew: tuple[str, ...]) -> UnitView:
    return UnitView(
        id=unit.pk,
        municipality=unit.municipality_id,
        call_sign=unit.call_sign,
        kind=unit.kind,
        state=unit.state,
        lon=unit.lon,
        lat=unit.lat,
        fix_at=unit.fix_at,
        heading=unit.heading,
        speed_kmh=unit.speed_kmh,
        stale=is_stale(unit),
        task=task.pk if task else None,
        incident=task.incident_id if task else None,
        crew=crew,
    )


def is_stale(unit: Unit) -> bool:
    """Whether the last position is too old to be shown as now."""
    limit_s = places.policy(Patrol, municipality=unit.municipality_id).stale_after_s
    return unit.fix_at is None or clock.now() - unit.fix_at > timedelta(seconds=limit_s)


def units_moved_since(moment: datetime, *, or_among: Collection[int] = ()) -> list[UnitView]:
    """Units whose position came in after a moment, and some others; for the live stream, which filters by viewer."""
    return unit_views(Unit.objects.filter(Q(fix_received_at__gt=moment) | Q(pk__in=or_among)))


def call_signs_by_incident(refs: Iterable[int]) -> dict[int, list[str]]:
    """Which units are on each of these incidents."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = Task.objects.filter(IS_OPEN, incident_id__in=list(refs)).order_by("id")
    for incident, call_sign in rows.values_list("incident_id", "unit__call_sign"):
        found[incident].append(call_sign)
    return found


def units_by_incident(refs: Iterable[int]) -> dict[int, frozenset[int]]:
    """The ids of the units on each of these incidents."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = Task.objects.filter(IS_OPEN, incident_id__in=list(refs))
    for incident, unit in rows.values_list("incident_id", "unit_id"):
        found[incident].add(unit)
    return {incident: frozenset(units) for incident, units in found.items()}


def tasks_of(incident: int) -> list[Task]:
    """All errands to one incident, in order."""
    return list(Task.objects.filter(incident_id=incident).select_related("unit").order_by("id"))


def access_unit(viewer: Viewer, ref: int) -> Unit:
    """A unit the viewer rides on.

    Raises
    ------
    NotYours : it does not exist, or the viewer is not of its crew.
    """
    mine = Crew.objects.filter(user_id=viewer.account, unit_id=ref, until__isnull=True).select_related("unit").first()
    if mine is None or not viewer.may(Ability.DRIVE, mine.municipality_id):
        raise NotYours
    return mine.unit


def unit_of(viewer: Viewer) -> Unit | None:
    """The unit the viewer rides on now."""
    mine = Crew.objects.filter(user_id=viewer.account, until__isnull=True).select_related("unit").first()
    return mine.unit if mine is not None and viewer.may(Ability.DRIVE, mine.municipality_id) else None


def access_task(viewer: Viewer, ref: int) -> Task:
    """A task of the viewer's unit, locked until the transaction ends.

    Raises
    ------
    NotYours : it does not exist, or is another unit's.
    """
    task = Task.objects.select_for_update(of=("self",)).select_related("unit").filter(pk=ref).first()
    if task is None:
        raise NotYours
    access_unit(viewer, task.unit_id)
    return task


def open_task(unit: int) -> Task | None:
    """The unit's errand, if it has one."""
    return Task.objects.filter(IS_OPEN, unit_id=unit).first()


def tasks_over(unit: int, *, since: datetime, limit: int = 30) -> list[Task]:
    """What a unit did since a moment, the latest first."""
    rows = Task.objects.filter(unit_id=unit, over_at__gte=since).order_by("-over_at")
    return list(rows[:limit])


def has_errand(viewer: Viewer, incident: int) -> bool:
    """Whether the viewer's unit is on its way to the incident or there, which opens its media and words."""
    unit = unit_of(viewer)
    return unit is not None and Task.objects.filter(IS_OPEN, unit=unit, incident_id=incident).exists()


def incident_of(task: Task) -> "Incident":
    """The incident a task leads to."""
    return incidents.by_task(task.incident_id)


def access_incident_by_task(viewer: Viewer, ref: int) -> "Incident":
    """The incident of the viewer's own open task.

    Raises
    ------
    NotYours : no such task, another unit's, or over.
    """
    task = Task.objects.filter(IS_OPEN, pk=ref).first()
    if task is None:
        raise NotYours
    access_unit(viewer, task.unit_id)
    return incident_of(task)


def best_units(municipality: int, *, lon: float, lat: float) -> list[tuple[Ranked[int], UnitView]]:
    """The town's units on duty ranked for a place, best first; empty where the streets are not known."""
    return ranked(unit_views(Unit.objects.filter(municipality_id=municipality)), lon=lon, lat=lat)


def ranked(units: Sequence[UnitView], *, lon: float, lat: float) -> list[tuple[Ranked[int], UnitView]]:
    """Those of some units that are on duty, ranked for a place, best first; empty where the streets are not known."""
    town_streets = streets()
    placed = [view for view in units if view.place is not None and view.state != UnitState.OFF.value]
    if town_streets is None or not placed:
        return []
    views = {view.id: view for view in placed}
    node, access_m = town_streets.snap(lon, lat)
    nodes, metres = town_streets.graph.snap(np.array([view.place for view in placed]))
    candidates = [
        Candidate(
            unit=view.id,
            kind=Kind(view.kind),
            node=int(at),
            state=Readiness(view.state),
            access_m=float(away),
            stale=view.stale,
        )
        for view, at, away in zip(placed, nodes, metres, strict=True)
    ]
    ranking = rank_units(candidates, call=Call(node=node, access_m=access_m), matrices=town_streets.matrices)
    return [(one, views[one.unit]) for one in ranking]
