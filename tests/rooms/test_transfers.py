"""Passing an incident on, and opening several for one report: who sees what, and what the reporter is asked."""

from datetime import timedelta

import pytest

from sereno.dispatch import board
from sereno.doors.live import news
from sereno.doors.live.listeners import Ear
from sereno.incidents import actions, conversation, parts, transfers
from sereno.incidents import queries as incidents
from sereno.incidents.models import Incident, Note, Round
from sereno.kernel import clock, ids
from sereno.kernel.errors import Malformed, NotYours
from sereno.ledger import work
from sereno.notifications import queries as notifications
from sereno.people import actions as people
from sereno.people import queries as people_queries
from sereno.people.rules import Viewer
from sereno.vocabulary.words import Outcome, Role
from tests.town import Cast, recorded, report, watched


def operator_of(town: Cast, department: str) -> Viewer:
    """An operator who only has one department's incidents."""
    known = incidents.department_ids(town.villa)[department]
    user = people.ensure_person(email=f"{department}@town.test", name=department.title())
    people.give_role(user=user.pk, municipality=town.villa, role=Role.OPERATOR, department=known)
    return people_queries.viewer_of(user)


def passed_on(by: Viewer, ref: int, *, to: str = "seguridad") -> None:
    transfers.transfer(by, ref=ref, to=to, why="No es ruido: es una pelea", note=ids.uuid7())


def test_a_transfer_leaves_the_one_desk_and_is_new_at_the_other(town: Cast) -> None:
    inspector, guard = operator_of(town, "inspeccion"), operator_of(town, "seguridad")
    ref = report().incident  # noise by day is Inspección's
    actions.open_incident(inspector, ref=ref)
    with clock.frozen(clock.now() + timedelta(minutes=8)):
        left, come = board.board(inspector), board.board(guard)
        facts = recorded(lambda: passed_on(inspector, ref))

        assert [fact.kind for fact in facts] == ["IncidentTransferred"]
        assert board.apply(left, facts, viewer=inspector) == board.board(inspector) == board.Board()
        assert board.apply(come, facts, viewer=guard) == board.board(guard)
        row = board.board(guard).rows[ref]
        assert row.stage == "new"
        answer = next(one for one in row.clocks if one.target == "answer")
        assert answer.due_at == clock.now() + timedelta(minutes=10)

    with pytest.raises(NotYours):
        incidents.access_incident(inspector, ref)


def test_the_other_clocks_run_on_and_nothing_missed_is_said_again(town: Cast) -> None:
    ref = report("robbery-in-progress").incident
    before = Incident.objects.get(pk=ref)
    watched(minutes=6)
    with clock.frozen(clock.now() + timedelta(minutes=6)):
        passed_on(town.rosa, ref, to="inspeccion")

    after = Incident.objects.get(pk=ref)
    assert (after.arrival_due_at, after.resolution_due_at) == (before.arrival_due_at, before.resolution_due_at)
    again = [fact.ids.get("target") for fact in recorded(lambda: watched(minutes=8)) if fact.kind == "TargetMissed"]
    assert again == ["answer"]  # the receiving desk's own


def test_the_sending_desk_still_sees_that_it_went_and_where(town: Cast) -> None:
    inspector, guard = operator_of(town, "inspeccion"), operator_of(town, "seguridad")
    ref = report().incident
    passed_on(inspector, ref)

    assert [(one.incident_id, one.to_department.code) for one in incidents.passed_on(inspector)] == [(ref, "seguridad")]
    assert incidents.passed_on(guard) == []
    assert incidents.passed_on(town.carla) == []


def test_the_live_stream_tells_the_sending_desk_without_the_row(town: Cast) -> None:
    inspector, guard = operator_of(town, "inspeccion"), operator_of(town, "seguridad")
    ref = report().incident
    (item,) = news.facts_as_items(recorded(lambda: passed_on(inspector, ref)))

    to_sender, to_receiver = item.heard_by(Ear(seats=inspector.seats)), item.heard_by(Ear(seats=guard.seats))

    assert b'"gone":true' in to_sender
    assert "Música".encode() not in to_sender
    assert "Música".encode() in to_receiver
    assert item.heard_by(Ear(seats=town.carla.seats)) == b""


def test_the_note_says_why_and_who(town: Cast) -> None:
    ref = report().incident
    passed_on(town.rosa, ref)

    note = Note.objects.get(incident=ref)
    assert (note.text, note.author_id) == ("No es ruido: es una pelea", town.rosa.user)
    assert Round.objects.get(incident=ref).ended_by_id == town.rosa.user


@pytest.mark.parametrize(("to", "why"), [("nowhere", "x"), ("inspeccion", "x"), ("seguridad", "  ")])
def test_a_transfer_needs_another_department_and_a_reason(town: Cast, to: str, why: str) -> None:
    ref = report().incident
    with pytest.raises(Malformed):
        transfers.transfer(town.rosa, ref=ref, to=to, why=why, note=ids.uuid7())


def split(town: Cast, ref: int, **more: object) -> int:
    given = {
        "category": "bad-parking",
        "department": "inspeccion",
        "text": "Hay autos",
        "note": ids.uuid7(),
    }
    return parts.split(town.rosa, ref=ref, **{**given, **more})  # type: ignore[arg-type]


def test_a_part_has_its_own_department_and_clocks_and_the_words_of_the_report(town: Cast) -> None:
    inspector = operator_of(town, "inspeccion")
    receipt = report("robbery-in-progress", text="Robaron y dejaron el auto cruzado")
    ref = split(town, receipt.incident)

    part = incidents.access_incident(inspector, ref)
    assert (part.parent_id, part.priority, part.report_count) == (receipt.incident, 3, 0)
    assert part.answer_due_at == clock.now() + timedelta(minutes=10)
    assert [said.text for said in incidents.reports_of(part)] == ["Robaron y dejaron el auto cruzado"]


def test_the_same_split_sent_twice_is_one_part_and_a_part_has_no_parts(town: Cast) -> None:
    whole, note = report().incident, ids.uuid7()

    assert split(town, whole, note=note) == split(town, whole, note=note)
    with pytest.raises(Malformed):
        split(town, split(town, whole))


def test_closing_the_whole_leaves_the_part_open_and_the_reporter_is_asked_for_each(town: Cast) -> None:
    receipt = report()
    ref = split(town, receipt.incident)
    said = incidents.access_report(receipt.report)
    actions.close(town.rosa, ref=receipt.incident, outcome=Outcome.ATTENDED)
    assert Incident.objects.get(pk=ref).stage == "new"

    actions.close(town.rosa, ref=ref, outcome=Outcome.ATTENDED)
    actions.confirm(said, solved=True)
    actions.confirm(said, solved=False, part=ref)

    assert Incident.objects.get(pk=receipt.incident).stage == "closed"
    part = Incident.objects.get(pk=ref)
    assert (part.stage, part.round) == ("new", 2)
    assert incidents.verdicts_of(receipt.report) == {ref: (False, clock.now())}


def test_a_reporter_answers_for_their_own_parts_only(town: Cast) -> None:
    mine, other = report(), report()
    ref = split(town, other.incident)
    actions.close(town.rosa, ref=ref, outcome=Outcome.ATTENDED)

    with pytest.raises(NotYours):
        actions.confirm(incidents.access_report(mine.report), solved=False, part=ref)


def test_the_reporter_hears_of_a_part_and_reads_what_its_desk_says(town: Cast) -> None:
    receipt, stranger = report(), report()
    ref = split(town, receipt.incident)
    conversation.say_to_reporters(town.rosa, ref=ref, message=ids.uuid7(), text="Va un inspector")

    def close_and_react() -> None:
        actions.close(town.rosa, ref=ref, outcome=Outcome.ATTENDED)
        while work.work_once():
            pass

    items = news.facts_as_items(recorded(close_and_react))
    said = incidents.access_report(receipt.report)

    assert [one.text for one in incidents.messages_of(said.incident, report=said)] == ["Va un inspector"]
    assert "part_closed" in [one.kind for one in notifications.notices_of(receipt.report)]
    assert items[0].heard_by(Ear(report=receipt.report, incident=receipt.incident))
    assert not items[0].heard_by(Ear(report=stranger.report, incident=stranger.incident))
