"""Units are sent, refuse the impossible, arrive by themselves; the incident keeps the moments."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from sereno.dispatch import actions, positions, queries
from sereno.dispatch.models import Fix, Task, Unit
from sereno.dispatch.rules import StepRefused, UnitBusy, UnitOff
from sereno.incidents import actions as incident_actions
from sereno.incidents import queries as incidents
from sereno.incidents.rules import AlreadyClosed
from sereno.kernel import clock
from sereno.kernel.errors import NotYours
from sereno.ledger import work
from sereno.vocabulary.words import Outcome, TaskState
from tests.town import NOON, PLAZA, Cast, on_duty, report


def later(**span: float) -> object:
    return clock.frozen(NOON + timedelta(**span))


def test_the_whole_errand_leaves_its_moments(town: Cast) -> None:
    receipt = report("robbery-in-progress")
    on_duty(town.memo, town.car)
    with later(seconds=10):
        incident_actions.open_incident(town.rosa, ref=receipt.incident)
    with later(seconds=20):
        task = actions.assign(town.rosa, incident_ref=receipt.incident, unit=town.car, expected_s=90)
    for seconds, step in ((30, TaskState.ACCEPTED), (40, TaskState.MOVING), (130, TaskState.ON_SCENE)):
        with later(seconds=seconds):
            actions.step(town.memo, ref=task.pk, to=step)
    with later(seconds=600):
        actions.step(town.memo, ref=task.pk, to=TaskState.DONE, outcome=Outcome.ATTENDED, note="Dueño avisado")

    incident = incidents.access_incident(town.rosa, receipt.incident)
    seconds = {
        name: (getattr(incident, f"{name}_at") - NOON).total_seconds()
        for name in ("opened", "assigned", "accepted", "moving", "on_scene", "closed")
    }
    assert seconds == {"opened": 10, "assigned": 20, "accepted": 30, "moving": 40, "on_scene": 130, "closed": 600}
    assert (incident.stage, incident.outcome, incident.arrived_by) == ("closed", "attended", "button")
    assert Unit.objects.get(pk=town.car).state == "free"


def test_a_busy_unit_is_only_taken_when_the_operator_says_so(town: Cast) -> None:
    on_duty(town.memo, town.car)
    first, second = report(), report("robbery-in-progress")
    actions.assign(town.rosa, incident_ref=first.incident, unit=town.car)

    with pytest.raises(UnitBusy):
        actions.assign(town.rosa, incident_ref=second.incident, unit=town.car)
    actions.assign(town.rosa, incident_ref=second.incident, unit=town.car, take_busy=True)

    states = dict(Task.objects.values_list("incident_id", "state"))
    assert states == {first.incident: "released", second.incident: "offered"}
    assert incidents.access_incident(town.rosa, first.incident).stage == "open"


def test_assigning_the_same_unit_twice_is_assigning_it_once(town: Cast) -> None:
    on_duty(town.memo, town.car)
    receipt = report()

    first = actions.assign(town.rosa, incident_ref=receipt.incident, unit=town.car)
    again = actions.assign(town.rosa, incident_ref=receipt.incident, unit=town.car)

    assert first.pk == again.pk


def test_the_database_itself_refuses_two_open_tasks_of_one_unit(town: Cast) -> None:
    on_duty(town.memo, town.car)
    task = actions.assign(town.rosa, incident_ref=report().incident, unit=town.car)

    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.create(
            municipality_id=town.villa, incident_id=report().incident, unit_id=task.unit_id, offered_at=NOON
        )


def test_a_unit_off_duty_is_not_sent(town: Cast) -> None:
    with pytest.raises(UnitOff):
        actions.assign(town.rosa, incident_ref=report().incident, unit=town.car)


def test_a_closed_incident_gets_no_unit(town: Cast) -> None:
    on_duty(town.memo, town.car)
    receipt = report()
    incident_actions.close(town.rosa, ref=receipt.incident, outcome=Outcome.NO_FINDING)

    with pytest.raises(AlreadyClosed):
        actions.assign(town.rosa, incident_ref=receipt.incident, unit=town.car)


def test_impossible_steps_are_refused_and_repeated_ones_change_nothing(town: Cast) -> None:
    on_duty(town.memo, town.car)
    task = actions.assign(town.rosa, incident_ref=report().incident, unit=town.car)

    with pytest.raises(StepRefused):
        actions.step(town.memo, ref=task.pk, to=TaskState.DONE)
    actions.step(town.memo, ref=task.pk, to=TaskState.ACCEPTED)
    with later(minutes=1):
        again = actions.step(town.memo, ref=task.pk, to=TaskState.ACCEPTED)

    assert again.accepted_at == NOON


def test_a_crew_cannot_touch_the_task_of_another(town: Cast) -> None:
    on_duty(town.memo, town.car)
    task = actions.assign(town.rosa, incident_ref=report().incident, unit=town.car)

    with pytest.raises(NotYours):
        actions.step(town.tito, ref=task.pk, to=TaskState.ACCEPTED)


def test_a_crew_in_the_middle_of_a_task_cannot_go_off_duty(town: Cast) -> None:
    on_duty(town.memo, town.car)
    actions.assign(town.rosa, incident_ref=report().incident, unit=town.car)

    with pytest.raises(UnitBusy):
        actions.set_duty(town.memo, unit=town.car, on=False)


def test_closing_at_the_desk_frees_the_units(town: Cast) -> None:
    on_duty(town.memo, town.car)
    receipt = report()
    actions.assign(town.rosa, incident_ref=receipt.incident, unit=town.car)

    incident_actions.close(town.rosa, ref=receipt.incident, outcome=Outcome.NO_FINDING)
    while work.work_once():
        pass

    assert Unit.objects.get(pk=town.car).state == "free"
    assert queries.open_task(town.car) is None
    assert incidents.access_incident(town.rosa, receipt.incident).stage == "closed"


def fix(seconds: float, *, lon: float = PLAZA[0], lat: float = PLAZA[1]) -> positions.Position:
    return positions.Position(lon=lon, lat=lat, at=NOON + timedelta(seconds=seconds))


def test_twenty_seconds_within_sixty_metres_is_an_arrival(town: Cast) -> None:
    on_duty(town.memo, town.car)
    receipt = report(at=PLAZA)
    task = actions.assign(town.rosa, incident_ref=receipt.incident, unit=town.car)
    actions.step(town.memo, ref=task.pk, to=TaskState.MOVING)
    far = PLAZA[1] + 0.01

    with later(seconds=60):
        positions.take_in(town.memo, unit=town.car, fixes=[fix(10, lat=far), fix(30), fix(45)])
        assert Task.objects.get(pk=task.pk).state == "moving"
        positions.take_in(town.memo, unit=town.car, fixes=[fix(51)])

    incident = incidents.access_incident(town.rosa, receipt.incident)
    assert (incident.stage, incident.arrived_by) == ("on_scene", "geofence")
    assert incident.on_scene_at == NOON + timedelta(seconds=30)


def test_old_positions_never_overwrite_the_present_and_impossible_ones_are_refused(town: Cast) -> None:
    on_duty(town.memo, town.car)
    with later(seconds=100):
        positions.take_in(town.memo, unit=town.car, fixes=[fix(90, lon=-71.211)])
        batch = positions.take_in(
            town.memo,
            unit=town.car,
            fixes=[fix(50, lon=-71.205), fix(5000), fix(-90_000), fix(60, lon=0.0, lat=0.0)],
        )

    assert (len(batch.fixes), batch.refused) == (1, 3)
    assert Unit.objects.get(pk=town.car).lon == -71.211
    assert Fix.objects.count() == 2


def test_a_crew_cannot_send_positions_of_another_unit(town: Cast) -> None:
    with pytest.raises(NotYours):
        positions.take_in(town.tito, unit=town.car, fixes=[fix(0)])
