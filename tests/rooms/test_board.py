"""The live screen equals a reload: applying an action's facts to the old board gives the fresh board."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from sereno.dispatch import actions as dispatch
from sereno.dispatch import board
from sereno.incidents import actions, conversation, parts, pausing, transfers
from sereno.incidents import queries as incidents
from sereno.incidents.models import Report
from sereno.kernel import clock, ids
from sereno.ledger import work
from sereno.vocabulary.words import Outcome, TaskState
from tests.town import MARKET, NOON, Cast, on_duty, recorded, report, watched


def act_on(town: Cast, ref: int) -> dict[str, Callable[[], object]]:
    """Everything that can happen to an incident at the desk."""
    return {
        "another report": report,
        "a report next door": lambda: report(at=MARKET),
        "opened": lambda: actions.open_incident(town.rosa, ref=ref),
        "classified": lambda: actions.classify(town.rosa, ref=ref, category="robbery-in-progress", priority=None),
        "spoken to": lambda: conversation.say_to_reporters(town.rosa, ref=ref, message=ids.uuid7(), text="Vamos"),
        "noted": lambda: conversation.add_note(town.rosa, ref=ref, note=ids.uuid7(), text="Ojo"),
        "assigned": lambda: dispatch.assign(town.rosa, incident_ref=ref, unit=town.car),
        "controlled": lambda: actions.control(town.rosa, ref=ref),
        "paused": lambda: pausing.pause(town.rosa, ref=ref, reason="waiting-for-service"),
        "passed on": lambda: transfers.transfer(
            town.rosa, ref=ref, to="seguridad", why="No es ruido, es una pelea", note=ids.uuid7()
        ),
        "split": lambda: parts.split(
            town.rosa, ref=ref, category="bad-parking", department="inspeccion", text="", note=ids.uuid7()
        ),
        "late": lambda: watched(minutes=30),
        "closed": lambda: actions.close(town.rosa, ref=ref, outcome=Outcome.ATTENDED),
    }


@pytest.mark.parametrize(
    "what",
    ["another report", "a report next door", "opened", "classified", "spoken to", "noted", "assigned", "controlled",
     "paused", "passed on", "split", "late", "closed"],
)  # fmt: skip
def test_a_live_board_equals_a_reload(town: Cast, what: str) -> None:
    on_duty(town.memo, town.car)
    ref = report().incident
    before = board.board(town.rosa)

    facts = recorded(act_on(town, ref)[what])

    assert facts
    assert board.apply(before, facts, viewer=town.rosa) == board.board(town.rosa)


def test_a_live_board_equals_a_reload_through_a_whole_errand(town: Cast) -> None:
    on_duty(town.memo, town.car)
    ref = report().incident
    live = board.board(town.rosa)
    task = dispatch.assign(town.rosa, incident_ref=ref, unit=town.car)
    live = board.apply(live, recorded(lambda: None), viewer=town.rosa)
    for step in (TaskState.ACCEPTED, TaskState.MOVING, TaskState.ON_SCENE, TaskState.DONE):
        facts = recorded(lambda step=step: dispatch.step(town.memo, ref=task.pk, to=step, outcome=_outcome(step)))
        live = board.apply(live, facts, viewer=town.rosa)
        assert live == board.board(town.rosa)
    assert live.rows == {}


def test_a_board_after_reactions_equals_a_reload(town: Cast) -> None:
    on_duty(town.memo, town.car)
    ref = report().incident
    dispatch.assign(town.rosa, incident_ref=ref, unit=town.car)
    live = board.board(town.rosa)

    def close_and_react() -> None:
        actions.close(town.rosa, ref=ref, outcome=Outcome.ATTENDED)
        while work.work_once():
            pass

    live = board.apply(live, recorded(close_and_react), viewer=town.rosa)

    assert live == board.board(town.rosa)


def test_an_incident_taken_up_again_is_on_the_board_with_the_time_of_that(town: Cast) -> None:
    receipt = report()
    actions.close(town.rosa, ref=receipt.incident, outcome=Outcome.ATTENDED)
    live = board.board(town.rosa)

    with clock.frozen(NOON + timedelta(minutes=30)):
        said = Report.objects.get(pk=receipt.report)
        live = board.apply(live, recorded(lambda: actions.confirm(said, solved=False)), viewer=town.rosa)

    assert live == board.board(town.rosa)
    row = live.rows[receipt.incident]
    assert (row.received_at, row.reopened_at, row.closed_at) == (NOON, NOON + timedelta(minutes=30), None)


def test_the_queue_is_by_priority_then_the_oldest(town: Cast) -> None:
    refs = [report(code).incident for code in ("noise", "street-light", "robbery-in-progress", "noise")]

    assert [row[0] for row in incidents.queue(town.rosa)] == [refs[2], refs[0], refs[3], refs[1]]


def _outcome(step: TaskState) -> Outcome | None:
    return Outcome.ATTENDED if step is TaskState.DONE else None
