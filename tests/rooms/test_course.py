"""The steps a reporter sees: as they were, and as they go on when an incident is taken up again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sereno.dispatch import actions as dispatch
from sereno.incidents import actions
from sereno.incidents.course import course_of
from sereno.incidents.models import Report
from sereno.kernel import clock
from sereno.vocabulary.words import Outcome, TaskState
from tests import town as cast
from tests.town import NOON, Cast


@pytest.fixture
def report(town: Cast) -> Report:
    return Report.objects.select_related("incident").get(pk=cast.report().report)


def fresh(report: Report) -> Report:
    return Report.objects.select_related("incident").get(pk=report.pk)


def steps(report: Report) -> list[str]:
    """Each step by name; in brackets what is still to come, with a star where the incident stands."""
    shown = course_of(fresh(report)).steps
    return [f"{step.code}{'*' * step.is_now}" if step.is_done else f"({step.code})" for step in shown]


def send_the_car(town: Cast, report: Report, *states: TaskState) -> None:
    cast.on_duty(town.memo, town.car)
    task = dispatch.assign(town.rosa, incident_ref=report.incident_id, unit=town.car)
    for state in states:
        dispatch.step(town.memo, ref=task.pk, to=state)


def close(town: Cast, report: Report) -> None:
    actions.close(town.rosa, ref=report.incident_id, outcome=Outcome.ATTENDED)


def answer(report: Report, *, solved: bool) -> None:
    actions.confirm(Report.objects.get(pk=report.pk), solved=solved)


def test_a_new_report_has_everything_before_it(town: Cast, report: Report) -> None:
    assert steps(report) == ["new*", "(open)", "(assigned)", "(moving)", "(on_scene)", "(closed)"]


def test_after_a_no_the_report_is_taken_up_again_and_the_earlier_round_is_folded(town: Cast, report: Report) -> None:
    actions.open_incident(town.rosa, ref=report.incident_id)
    send_the_car(town, report, TaskState.ACCEPTED, TaskState.MOVING, TaskState.ON_SCENE)
    close(town, report)

    answer(report, solved=False)

    ahead = ["(open)", "(assigned)", "(moving)", "(on_scene)", "(closed)"]
    assert steps(report) == ["new", "closed_before", "reopened*", *ahead]
    actions.open_incident(town.rosa, ref=report.incident_id)
    assert steps(report) == ["new", "closed_before", "reopened", "open*", *ahead[1:]]


def test_what_was_closed_unopened_has_no_step_without_a_time(town: Cast, report: Report) -> None:
    close(town, report)
    assert steps(report) == ["new", "closed*"]

    answer(report, solved=False)

    assert steps(report)[:4] == ["new", "closed_before", "reopened*", "(open)"]


def test_a_unit_that_declines_leaves_its_step_still_to_come(town: Cast, report: Report) -> None:
    actions.open_incident(town.rosa, ref=report.incident_id)
    send_the_car(town, report, TaskState.DECLINED)

    assert steps(report)[:3] == ["new", "open*", "(assigned)"]


def test_the_question_is_asked_once_for_every_closing(town: Cast, report: Report) -> None:
    asked = []
    for minutes, solved in ((10, False), (20, True)):
        with clock.frozen(NOON + timedelta(minutes=minutes)):
            close(town, report)
            asked.append(course_of(fresh(report)).asks)
        with clock.frozen(NOON + timedelta(minutes=minutes + 5)):
            answer(report, solved=solved)
            asked.append(course_of(fresh(report)).asks)

    assert asked == [True, False, True, False]
