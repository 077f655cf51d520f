"""Sending units and what crews do: a verb each, atomic, one fact at the end."""

from datetime import datetime

from django.db import IntegrityError, transaction

from sereno.dispatch import queries, rules
from sereno.dispatch.board import number_of
from sereno.dispatch.models import Crew, Task, Unit
from sereno.incidents import actions as incidents
from sereno.incidents import conversation, progress
from sereno.incidents import queries as incident_queries
from sereno.incidents import rules as incident_rules
from sereno.kernel import clock, ids
from sereno.kernel.errors import NotYours
from sereno.kernel.text import clean
from sereno.ledger.actions import record
from sereno.people.rules import Ability, Viewer
from sereno.vocabulary.facts import TaskAdvanced, UnitAssigned, UnitChanged, UnitsSet
from sereno.vocabulary.words import Arrival, Outcome, Stage, TaskState, UnitKind, UnitState

_STAMP = {
    TaskState.ACCEPTED: "accepted_at",
    TaskState.MOVING: "moving_at",
    TaskState.ON_SCENE: "on_scene_at",
    TaskState.DONE: "over_at",
    TaskState.DECLINED: "over_at",
    TaskState.RELEASED: "over_at",
}


def assign(
    viewer: Viewer,
    *,
    incident_ref: int,
    unit: int,
    take_busy: bool = False,
    reason: str = "",
    expected_s: float | None = None,
) -> Task:
    """Offer an incident to a unit; a busy one leaves its task only when the operator says so.

    Raises
    ------
    NotYours : no such incident or unit for this viewer.
    UnitOff, UnitBusy : the unit's state refuses it.
    AlreadyClosed : the incident is closed.
    """  # fmt: skip
    try:
        return _assign(
            viewer, incident_ref=incident_ref, unit=unit, take_busy=take_busy, reason=reason, expected_s=expected_s
        )
    except IntegrityError as lost:  # two operators chose the same unit in the same instant
        raise rules.UnitBusy from lost


@transaction.atomic
def _assign(
    viewer: Viewer, *, incident_ref: int, unit: int, take_busy: bool, reason: str, expected_s: float | None
) -> Task:
    incident = incident_queries.access_for_update(viewer, incident_ref, ability=Ability.SEND_UNITS)
    incident_rules.require_open(Stage(incident.stage))
    going = Unit.objects.select_for_update().filter(pk=unit, municipality_id=incident.municipality_id).first()
    if going is None:
        raise NotYours
    current = queries.open_task(unit)
    if current is not None and current.incident_id == incident.pk:
        return current
    doing = number_of(current.incident_id, municipality=current.municipality_id) if current else ""
    rules.require_assignable(UnitState(going.state), take_busy=take_busy, doing=doing)
    now = clock.now()
    if current is not None:
        _release(current, by=viewer.user, at=now)
    task = Task.objects.create(
        municipality_id=incident.municipality_id,
        incident=incident,
        unit=going,
        offered_by_id=viewer.user,
        reason=clean(reason, longest=500),
        expected_s=expected_s,
        offered_at=now,
    )
    _set_unit(going, UnitState.OFFERED, at=now)
    for moment in rules.MOMENTS[TaskState.OFFERED]:
        progress.reach(incident, moment, at=now)
    fact = UnitAssigned(about=incident.pk, unit=unit, task=task.pk)
    record(fact, municipality=incident.municipality_id, actor=viewer.user, at=now)
    return task


@transaction.atomic
def step(viewer: Viewer, *, ref: int, to: TaskState, note: str = "", outcome: Outcome | None = None) -> Task:
    """The crew takes its task a step further; repeating the step it is in changes nothing.

    Raises
    ------
    NotYours : another unit's task.
    StepRefused : the step does not follow.
    """
    task = queries.access_task(viewer, ref)
    if task.state == to.value:
        return task
    now = clock.now()
    if outcome is not None:
        task.outcome = outcome.value
    if note:
        task.note = clean(note, longest=2000)
    if to is TaskState.MOVING and task.state == TaskState.OFFERED.value:
        task.accepted_at = now
    if to is TaskState.ON_SCENE:
        task.arrived_by = Arrival.BUTTON.value
    advance(task, to, at=now, by=viewer.user, observed_by=Arrival.BUTTON)
    if to is TaskState.DONE:
        _finish_incident(task, by=viewer.user, at=now)
    return task


def advance(task: Task, to: TaskState, *, at: datetime, by: int | None, observed_by: Arrival) -> None:
    """Move a locked task, its unit and its incident's moments together, and record it."""
    rules.require_step(TaskState(task.state), to)
    task.state = to.value
    setattr(task, _STAMP[to], at)
    task.save()
    unit = Unit.objects.select_for_update().get(pk=task.unit_id)
    _set_unit(unit, rules.UNIT_STATE[to], at=at)
    incident = progress.locked(task.incident_id)
    if to in (TaskState.DECLINED, TaskState.RELEASED) and not _others_on(task):
        progress.fall_back(incident)
    elif to is TaskState.DONE:
        progress.touch(incident)
    for moment in rules.MOMENTS.get(to, ()):
        progress.reach(incident, moment, at=at, arrived_by=observed_by if to is TaskState.ON_SCENE else None)
    fact = TaskAdvanced(
        about=task.incident_id, unit=task.unit_id, task=task.pk, state=to.value, observed_by=observed_by.value
    )
    record(fact, municipality=task.municipality_id, actor=by, at=at)


def _finish_incident(task: Task, *, by: int | None, at: datetime) -> None:
    """The last crew to finish closes the incident with its outcome, unless the desk already did."""
    incident = progress.locked(task.incident_id)
    if task.note:
        conversation.write_note(incident, note=ids.uuid7(), text=task.note, by=by)
    if task.outcome and not _others_on(task) and Stage(incident.stage) is not Stage.CLOSED:
        incidents.end(incident, outcome=Outcome(task.outcome), note=task.note, by=by, at=at)


def _others_on(task: Task) -> bool:
    """Whether other units are still on the task's incident."""
    return Task.objects.filter(queries.IS_OPEN, incident_id=task.incident_id).exclude(pk=task.pk).exists()


@transaction.atomic
def release_all(incident: int, *, by: int | None, at: datetime) -> None:
    """The incident is over: its units are free again."""
    for task in Task.objects.select_for_update().filter(queries.IS_OPEN, incident_id=incident):
        to = TaskState.DONE if task.state == TaskState.ON_SCENE.value else TaskState.RELEASED
        advance(task, to, at=at, by=by, observed_by=Arrival.BUTTON)


def _release(task: Task, *, by: int | None, at: datetime) -> None:
    """Take a unit off its task; its incident waits for another."""
    advance(task, TaskState.RELEASED, at=at, by=by, observed_by=Arrival.BUTTON)


@transaction.atomic
def set_duty(viewer: Viewer, *, unit: int, on: bool) -> None:
    """A crew goes on or off duty; refused in the middle of a task."""
    mine = queries.access_unit(viewer, unit)
    locked = Unit.objects.select_for_update().get(pk=mine.pk)
    rules.require_idle(UnitState(locked.state))
    state = UnitState.FREE if on else UnitState.OFF
    now = clock.now()
    _set_unit(locked, state, at=now)
    fact = UnitChanged(unit=unit, state=state.value)
    record(fact, municipality=locked.municipality_id, actor=viewer.user, at=now)


def _set_unit(unit: Unit, state: UnitState, *, at: datetime) -> None:
    unit.state = state.value
    unit.state_at = at
    unit.save(update_fields=["state", "state_at"])


@transaction.atomic
def ensure_units(wanted: list[tuple[str, UnitKind]], *, municipality: int, by: int | None = None) -> dict[str, int]:
    """The units of those call signs, made when missing; their ids."""
    now = clock.now()
    made = {}
    for call_sign, kind in wanted:
        unit, _ = Unit.objects.get_or_create(
            municipality_id=municipality, call_sign=call_sign, defaults={"kind": kind.value, "state_at": now}
        )
        made[call_sign] = unit.pk
    record(UnitsSet(units=len(wanted)), municipality=municipality, actor=by, at=now)
    return made


@transaction.atomic
def board_unit(*, user: int, unit: int, by: int | None = None) -> None:
    """A person boards a unit and leaves the one before."""
    now = clock.now()
    boarded = Unit.objects.get(pk=unit)
    if Crew.objects.filter(user_id=user, unit=boarded, until__isnull=True).exists():
        return
    Crew.objects.filter(user_id=user, until__isnull=True).update(until=now)
    Crew.objects.create(municipality_id=boarded.municipality_id, unit=boarded, user_id=user, since=now)
    fact = UnitChanged(unit=unit, state=boarded.state)
    record(fact, municipality=boarded.municipality_id, actor=by or user, at=now)
