"""What happens to a position of a unit, in order: refuse the impossible, sort, store, show, watch for the arrival."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction

from sereno.algorithms.geo import haversine_m
from sereno.dispatch import actions, queries
from sereno.dispatch.models import Fix, Task, Unit
from sereno.incidents import progress
from sereno.kernel import clock
from sereno.ledger import wakeup
from sereno.people.rules import Viewer
from sereno.places import queries as places
from sereno.places.policies import Patrol
from sereno.vocabulary.words import Arrival, TaskState

_FUTURE_SLACK = timedelta(seconds=30)
_OLDEST = timedelta(hours=12)
MOST_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """One fix of a phone, at the phone's time."""

    lon: float
    lat: float
    at: datetime
    accuracy_m: float | None = None
    speed_kmh: float | None = None
    heading: float | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """Fixes of one unit on their way in."""

    unit: Unit
    fixes: tuple[Position, ...]
    received_at: datetime
    refused: int = 0


def take_in(viewer: Viewer, *, unit: int, fixes: list[Position]) -> Batch:
    """Take in the positions of the viewer's own unit; returns what was kept and how many were refused.

    Positions are many and fade, so they do not pass through the ledger; only an arrival does.
    """
    batch = Batch(queries.access_unit(viewer, unit), tuple(fixes[:MOST_AT_ONCE]), clock.now())
    for step in STEPS:
        batch = step(batch)
    return batch


def _refuse_impossible(batch: Batch) -> Batch:
    """Neither of the future nor of yesterday, on Earth, and not the empty island at 0°, 0°."""
    kept = tuple(
        fix
        for fix in batch.fixes
        if batch.received_at - _OLDEST <= fix.at <= batch.received_at + _FUTURE_SLACK * max(clock.speed(), 1)
        and -180 <= fix.lon <= 180
        and -90 <= fix.lat <= 90
        and (fix.lon, fix.lat) != (0.0, 0.0)
    )
    return replace(batch, fixes=kept, refused=len(batch.fixes) - len(kept))


def _in_order(batch: Batch) -> Batch:
    """By the phone's time, each moment once."""
    by_moment = {fix.at: fix for fix in batch.fixes}
    return replace(batch, fixes=tuple(by_moment[at] for at in sorted(by_moment)))


def _store(batch: Batch) -> Batch:
    rows = [
        Fix(
            municipality_id=batch.unit.municipality_id,
            unit=batch.unit,
            at=fix.at,
            received_at=batch.received_at,
            lon=fix.lon,
            lat=fix.lat,
            accuracy_m=fix.accuracy_m,
            speed_kmh=fix.speed_kmh,
        )
        for fix in batch.fixes
    ]
    Fix.objects.bulk_create(rows, ignore_conflicts=True)
    return batch


def _show_latest(batch: Batch) -> Batch:
    """The newest position becomes the unit's, unless a later one is already shown: buffered history is never now."""
    if not batch.fixes:
        return batch
    latest = batch.fixes[-1]
    shown = Unit.objects.filter(pk=batch.unit.pk).exclude(fix_at__gte=latest.at)
    shown.update(
        lon=latest.lon,
        lat=latest.lat,
        heading=latest.heading,
        speed_kmh=latest.speed_kmh,
        accuracy_m=latest.accuracy_m,
        fix_at=latest.at,
        fix_received_at=batch.received_at,
    )
    wakeup.announce()
    return batch


def _watch_for_arrival(batch: Batch) -> Batch:
    """On scene: fixes within the radius for the dwell time, the first of them being the moment."""
    task = queries.open_task(batch.unit.pk)
    if task is None or task.state not in (TaskState.ACCEPTED.value, TaskState.MOVING.value):
        return batch
    arrived_at = _arrival(task)
    if arrived_at is not None:
        _arrive(task.pk, at=arrived_at)
    return batch


def _arrival(task: Task) -> datetime | None:
    policy = places.policy(Patrol, municipality=task.municipality_id)
    since = task.moving_at or task.accepted_at or task.offered_at
    recent = list(
        Fix.objects.filter(unit_id=task.unit_id, at__gte=since).order_by("-at").values_list("at", "lon", "lat")[:60]
    )
    incident = progress.place_of(task.incident_id)
    first: datetime | None = None
    for at, lon, lat in recent:
        if float(haversine_m([(lon, lat)], to_lonlat=[incident])[0]) > policy.arrival_radius_m:
            break
        first = at
    if first is None or recent[0][0] - first < timedelta(seconds=policy.arrival_dwell_s):
        return None
    return first


@transaction.atomic
def _arrive(task_ref: int, *, at: datetime) -> None:
    task = Task.objects.select_for_update().get(pk=task_ref)
    if task.state == TaskState.ACCEPTED.value:
        task.moving_at = task.moving_at or at
    if task.state in (TaskState.ACCEPTED.value, TaskState.MOVING.value):
        task.arrived_by = Arrival.GEOFENCE.value
        actions.advance(task, TaskState.ON_SCENE, at=at, by=None, observed_by=Arrival.GEOFENCE)


STEPS: tuple[Callable[[Batch], Batch], ...] = (_refuse_impossible, _in_order, _store, _show_latest, _watch_for_arrival)
