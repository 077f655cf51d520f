"""The clocks of an incident: what the town promised, when it may wait, and who is called when it is late."""

from datetime import timedelta

import pytest

from sereno.algorithms.deadlines import Unit
from sereno.dispatch import actions as dispatch
from sereno.incidents import actions, conversation, pausing, promises
from sereno.incidents import queries as incidents
from sereno.incidents.clock_rules import PauseRefused, ReopenRefused
from sereno.incidents.models import Incident, Round
from sereno.kernel import clock, ids
from sereno.kernel.errors import Malformed, NotYours
from sereno.places import actions as places
from sereno.places.policies import Escalation, Span, TargetLine, Targets
from sereno.vocabulary.words import Outcome, TaskState
from tests.town import Cast, on_duty, recorded, report, watched


def told(act: object) -> list[tuple[str, str]]:
    """What the watch says: kind of fact, and the clock or role it is about."""
    return [
        (fact.kind, fact.ids.get("target") or fact.ids["to_role"])
        for fact in recorded(act)  # type: ignore[arg-type]
        if fact.kind in ("TargetMissed", "IncidentEscalated")
    ]


def states(ref: int) -> dict[str, str]:
    return {one.clock.value: one.state.value for one in promises.standings(Incident.objects.get(pk=ref))}


def later(**passed: float) -> object:
    return clock.frozen(clock.now() + timedelta(**passed))


def test_a_report_is_promised_an_answer_a_unit_and_an_end(town: Cast) -> None:
    row = Incident.objects.get(pk=report("robbery-in-progress").incident)

    assert row.answer_due_at == row.received_at + timedelta(seconds=60)
    assert row.arrival_due_at == row.received_at + timedelta(minutes=5)
    assert row.resolution_due_at == row.received_at + timedelta(hours=4)
    assert row.next_due_at == row.answer_due_at


def test_a_street_light_is_promised_by_working_days_and_no_unit(town: Cast) -> None:
    row = Incident.objects.get(pk=report("street-light").incident)  # Friday 12:00

    assert row.arrival_due_at is None
    assert row.answer_due_at == row.received_at + timedelta(hours=4)  # 16:00, before the office closes at 16:30
    assert row.resolution_due_at == row.received_at + timedelta(days=14, hours=4, minutes=30)  # Friday, 16:30


def test_the_line_for_the_category_goes_before_the_one_for_the_priority(town: Cast) -> None:
    noise = TargetLine(category="noise", answer=Span(amount=3, unit=Unit.MINUTES))
    places.set_policy(Targets(lines=(noise, *Targets().lines)), municipality=town.villa)

    row = Incident.objects.get(pk=report("noise").incident)

    assert row.answer_due_at == row.received_at + timedelta(minutes=3)
    assert row.resolution_due_at is None


@pytest.mark.parametrize("what", ["opened", "spoken to", "sent to"])
def test_opening_speaking_or_sending_is_an_answer(town: Cast, what: str) -> None:
    on_duty(town.memo, town.car)
    ref = report().incident
    with later(minutes=9):
        {
            "opened": lambda: actions.open_incident(town.rosa, ref=ref),
            "spoken to": lambda: conversation.say_to_reporters(town.rosa, ref=ref, message=ids.uuid7(), text="Vamos"),
            "sent to": lambda: dispatch.assign(town.rosa, incident_ref=ref, unit=town.car),
        }[what]()

    assert states(ref)["answer"] == "met"
    assert told(lambda: watched(minutes=20)) == []


def test_an_emergency_that_nobody_opens_calls_the_supervisor_and_then_the_administrator(town: Cast) -> None:
    ref = report("robbery-in-progress").incident

    assert told(lambda: watched(minutes=1)) == []  # at the very end of its minute it is still kept
    assert told(lambda: watched(minutes=1.1)) == [("TargetMissed", "answer"), ("IncidentEscalated", "supervisor")]
    assert told(lambda: watched(minutes=2)) == []
    assert Incident.objects.get(pk=ref).escalated_to == "supervisor"
    assert told(lambda: watched(minutes=5.1)) == [
        ("TargetMissed", "arrival"),
        ("IncidentEscalated", "administrator"),
        ("IncidentEscalated", "supervisor"),
    ]
    assert Incident.objects.get(pk=ref).escalated_to == "administrator"
    assert told(lambda: watched(minutes=9)) == []


def test_opening_it_ends_the_alarm_about_the_answer(town: Cast) -> None:
    ref = report("robbery-in-progress").incident
    watched(minutes=1.1)
    with later(minutes=2):
        actions.open_incident(town.rosa, ref=ref)

    assert Incident.objects.get(pk=ref).escalated_to == ""
    assert states(ref)["answer"] == "missed"


def test_an_answer_that_came_a_moment_too_late_is_on_record_but_calls_nobody(town: Cast) -> None:
    ref = report("robbery-in-progress").incident
    with later(seconds=61):
        actions.open_incident(town.rosa, ref=ref)

    assert told(lambda: watched(minutes=2)) == [("TargetMissed", "answer")]


def test_a_watch_that_looks_late_after_a_crash_says_everything_once(town: Cast) -> None:
    refs = [report("robbery-in-progress").incident for _ in range(3)]

    first = told(lambda: watched(minutes=600))

    assert first.count(("TargetMissed", "answer")) == len(refs)
    assert first.count(("TargetMissed", "resolution")) == len(refs)
    assert told(lambda: watched(minutes=600)) == []
    assert not Incident.objects.filter(next_due_at__isnull=False).exists()


def test_what_is_closed_in_time_is_never_missed(town: Cast) -> None:
    ref = report().incident
    actions.close(town.rosa, ref=ref, outcome=Outcome.FALSE_REPORT)

    assert Incident.objects.get(pk=ref).next_due_at is None
    assert states(ref) == {"answer": "void", "arrival": "void", "resolution": "met"}
    assert told(lambda: watched(minutes=6000)) == []


def test_a_more_urgent_priority_shortens_the_promise(town: Cast) -> None:
    ref = report().incident
    actions.classify(town.rosa, ref=ref, category=None, priority=1)

    row = Incident.objects.get(pk=ref)
    assert row.arrival_due_at == row.received_at + timedelta(minutes=5)


def test_waiting_for_the_reporter_stops_the_end_but_not_the_unit(town: Cast) -> None:
    ref = report().incident
    actions.open_incident(town.rosa, ref=ref)
    pausing.pause(town.rosa, ref=ref, reason="waiting-for-reporter")

    assert states(ref) == {"answer": "met", "arrival": "running", "resolution": "paused"}
    assert told(lambda: watched(minutes=3000)) == [("TargetMissed", "arrival")]


def test_a_word_of_the_reporter_starts_the_clock_again_with_what_was_left(town: Cast) -> None:
    receipt = report()
    before = Incident.objects.get(pk=receipt.incident)
    pausing.pause(town.rosa, ref=receipt.incident, reason="waiting-for-reporter")
    with later(hours=5):
        said = incidents.access_report(receipt.report)
        facts = recorded(lambda: conversation.say_to_desk(said, message=ids.uuid7(), text="Ya estoy aquí"))

    after = Incident.objects.get(pk=receipt.incident)
    assert [fact.kind for fact in facts] == ["MessageSent", "ClockResumed"]
    assert after.paused_at is None
    assert after.resolution_due_at == before.resolution_due_at + timedelta(hours=5)
    assert after.arrival_due_at == before.arrival_due_at


def test_waiting_for_another_service_goes_on_whatever_the_reporter_says(town: Cast) -> None:
    receipt = report()
    pausing.pause(town.rosa, ref=receipt.incident, reason="waiting-for-service")

    conversation.say_to_desk(incidents.access_report(receipt.report), message=ids.uuid7(), text="¿Y?")

    assert Incident.objects.get(pk=receipt.incident).paused_at is not None


def test_a_pause_needs_a_reason_of_the_towns_list_and_is_one_at_a_time(town: Cast) -> None:
    ref = report().incident
    with pytest.raises(Malformed):
        pausing.pause(town.rosa, ref=ref, reason="siesta")
    with pytest.raises(PauseRefused):
        pausing.resume(town.rosa, ref=ref)
    pausing.pause(town.rosa, ref=ref, reason="waiting-for-service")
    with pytest.raises(PauseRefused):
        pausing.pause(town.rosa, ref=ref, reason="waiting-for-service")
    with pytest.raises(NotYours):
        pausing.resume(town.carla, ref=ref)
    pausing.resume(town.rosa, ref=ref)


def test_reopening_starts_the_clocks_again_and_keeps_the_first_response(town: Cast) -> None:
    on_duty(town.memo, town.car)
    receipt = report("robbery-in-progress")
    task = dispatch.assign(town.rosa, incident_ref=receipt.incident, unit=town.car)
    for step in (TaskState.ACCEPTED, TaskState.MOVING, TaskState.ON_SCENE):
        dispatch.step(town.memo, ref=task.pk, to=step)
    first = Incident.objects.get(pk=receipt.incident)
    with later(hours=1):
        actions.close(town.rosa, ref=receipt.incident, outcome=Outcome.ATTENDED)
    with later(days=1):
        actions.confirm(incidents.access_report(receipt.report), solved=False)
        again = Incident.objects.get(pk=receipt.incident)

        assert (again.stage, again.round) == ("new", 2)  # nobody has ever opened it
        assert again.reopened_at == clock.now()
        assert again.on_scene_at == first.on_scene_at
        assert again.answer_due_at == clock.now() + timedelta(seconds=60)
        assert states(receipt.incident) == {"answer": "running", "arrival": "running", "resolution": "running"}
        assert told(lambda: watched(minutes=2)) == [("TargetMissed", "answer"), ("IncidentEscalated", "supervisor")]

    kept = Round.objects.get(incident=again)
    assert (kept.number, kept.outcome, kept.reached_at) == (1, "attended", first.on_scene_at)


def test_after_the_days_of_the_town_a_new_report_is_the_way(town: Cast) -> None:
    receipt = report()
    actions.close(town.rosa, ref=receipt.incident, outcome=Outcome.ATTENDED)
    said = incidents.access_report(receipt.report)

    with later(days=7, minutes=1):
        with pytest.raises(ReopenRefused):
            actions.confirm(said, solved=False)
        actions.confirm(said, solved=True)

    assert Incident.objects.get(pk=receipt.incident).stage == "closed"


def test_a_town_without_escalation_calls_nobody(town: Cast) -> None:
    places.set_policy(Escalation(steps=()), municipality=town.villa)
    report("robbery-in-progress")

    assert told(lambda: watched(minutes=2)) == [("TargetMissed", "answer")]
