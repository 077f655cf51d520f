"""An incident goes from one town to its neighbour: offered, accepted, returned, taken back, overdue."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from sereno.federation import actions, arrivals, chores, letters, queries
from sereno.federation.models import Handover, Letter, Link
from sereno.federation.rules import AlreadyOffered, HandoverMoved, NoTreaty, State, Treaty
from sereno.incidents import actions as incidents
from sereno.incidents import conversation
from sereno.incidents import queries as incident_queries
from sereno.incidents.models import Incident, Message, Report
from sereno.kernel import clock, memory
from sereno.kernel.errors import Malformed, NotYours
from sereno.ledger import queries as ledger
from sereno.notifications.queries import notices_of
from sereno.vocabulary.words import Channel, Outcome, Stage
from tests.neighbours import AROMOS, offered, ours, settle, sign
from tests.town import NOON, Cast, recorded, report


def test_an_incident_is_offered_with_its_dossier_and_we_go_on_serving_it(town: Cast) -> None:
    sign(town)

    ref, offer = offered(town, text="Pelea en la esquina")

    assert offer.municipality_id == town.aromos
    assert offer.state == State.OFFERED
    assert offer.dossier["callComponent"][0]["text"] == "Pelea en la esquina"
    assert offer.note == "Es de ustedes, del otro lado del canal"
    assert Incident.objects.get(pk=ref).stage == Stage.NEW
    assert [v.id for v in queries.waiting(town.carla)] == [offer.pk]
    assert [v.id for v in queries.waiting(town.rosa)] == [ours(offer).pk]


def test_the_neighbour_accepts_and_has_an_incident_of_its_own(town: Cast) -> None:
    sign(town)
    ref, offer = offered(town)

    accepted = actions.accept(town.carla, ref=offer.pk)
    settle()

    theirs = Incident.objects.get(pk=accepted.incident_id)
    mine = Incident.objects.get(pk=ref)
    assert (theirs.municipality_id, theirs.channel) == (town.aromos, Channel.PEER)
    assert (mine.stage, mine.outcome) == (Stage.CLOSED, Outcome.REFERRED)
    assert (mine.lon, mine.lat) == (theirs.lon, theirs.lat)
    assert ours(offer).state == State.ACCEPTED
    assert ours(offer).number == f"LA-{theirs.pk}"
    referral = queries.referral_of(ref)
    assert referral is not None
    assert (referral.name, referral.stage) == ("Los Aromos", Stage.OPEN)


def test_accepting_twice_takes_it_over_once(town: Cast) -> None:
    sign(town)
    _, offer = offered(town)
    actions.accept(town.carla, ref=offer.pk)

    with pytest.raises(HandoverMoved):
        actions.accept(town.carla, ref=offer.pk)

    settle()
    assert Incident.objects.filter(municipality=town.aromos).count() == 1


def test_the_owners_urgency_stands_in_the_other_town(town: Cast) -> None:
    sign(town)
    ref = report().incident
    incidents.classify(town.rosa, ref=ref, category=None, priority=1)
    made = actions.offer(town.rosa, ref=ref, neighbour=AROMOS)
    settle()

    accepted = actions.accept(town.carla, ref=Handover.objects.get(key=made.key, outgoing=False).pk)

    assert Incident.objects.get(pk=accepted.incident_id).priority == 1


def test_the_neighbour_returns_it_with_a_reason(town: Cast) -> None:
    sign(town)
    ref, offer = offered(town)

    actions.give_back(town.carla, ref=offer.pk, reason="La calle es de ustedes hasta el número 400")
    settle()

    mine = ours(offer)
    assert (mine.state, mine.reason) == (State.RETURNED, "La calle es de ustedes hasta el número 400")
    assert Incident.objects.get(pk=ref).stage != Stage.CLOSED
    assert actions.offer(town.rosa, ref=ref, neighbour=AROMOS).state == State.OFFERED


def test_returning_needs_a_reason(town: Cast) -> None:
    sign(town)
    _, offer = offered(town)

    with pytest.raises(Malformed):
        actions.give_back(town.carla, ref=offer.pk, reason="  ")


def test_an_offer_is_taken_back_once_the_neighbour_has_confirmed(town: Cast) -> None:
    sign(town)
    _, offer = offered(town)

    asked = actions.withdraw(town.rosa, ref=ours(offer).pk)
    assert asked.state == State.WITHDRAWING
    settle()

    assert {h.state for h in Handover.objects.filter(key=offer.key)} == {State.WITHDRAWN}


def test_whoever_accepted_before_the_withdrawal_arrived_keeps_the_incident(town: Cast) -> None:
    sign(town)
    ref, offer = offered(town)
    actions.withdraw(town.rosa, ref=ours(offer).pk)
    actions.accept(town.carla, ref=offer.pk)

    settle()

    assert {h.state for h in Handover.objects.filter(key=offer.key)} == {State.ACCEPTED}
    assert Incident.objects.get(pk=ref).outcome == Outcome.REFERRED
    assert Incident.objects.filter(municipality=town.aromos).count() == 1


def test_closing_an_offered_incident_takes_the_offer_back(town: Cast) -> None:
    sign(town)
    ref, offer = offered(town)

    incidents.close(town.rosa, ref=ref, outcome=Outcome.ATTENDED)
    settle()

    assert {h.state for h in Handover.objects.filter(key=offer.key)} == {State.WITHDRAWN}
    assert Incident.objects.get(pk=ref).outcome == Outcome.ATTENDED


def test_an_offer_nobody_answers_is_overdue_on_both_sides_and_can_still_be_accepted(town: Cast) -> None:
    sign(town)
    ref, offer = offered(town)
    assert chores.mark_overdue() == 0

    with clock.frozen(NOON + timedelta(minutes=16)):
        facts = recorded(chores.mark_overdue)
        assert chores.mark_overdue() == 0
        assert {h.state for h in Handover.objects.filter(key=offer.key)} == {State.OVERDUE}
        actions.accept(town.carla, ref=offer.pk)
        settle()

    assert sorted(fact.municipality for fact in facts) == sorted([town.villa, town.aromos])
    assert {fact.kind for fact in facts} == {"HandoverOverdue"}
    assert Incident.objects.get(pk=ref).outcome == Outcome.REFERRED


def test_an_emergency_must_be_answered_within_a_minute(town: Cast) -> None:
    sign(town)

    _, offer = offered(town, category="robbery-in-progress")

    assert offer.answer_by == NOON + timedelta(seconds=60)


def test_without_a_treaty_nothing_is_offered(town: Cast) -> None:
    ref = report().incident

    with pytest.raises(NoTreaty):
        actions.offer(town.rosa, ref=ref, neighbour=AROMOS)


def test_a_treaty_may_name_the_categories_it_is_for(town: Cast) -> None:
    sign(town, ours=Treaty(categories=("street-light",)))

    with pytest.raises(NoTreaty):
        actions.offer(town.rosa, ref=report("noise").incident, neighbour=AROMOS)
    actions.offer(town.rosa, ref=report("street-light").incident, neighbour=AROMOS)


def test_a_neighbour_that_did_not_agree_returns_the_offer_by_itself(town: Cast) -> None:
    sign(town, theirs=Treaty(handover=False))
    ref = report().incident

    made = actions.offer(town.rosa, ref=ref, neighbour=AROMOS)
    settle()

    made.refresh_from_db()
    assert (made.state, made.reason) == (State.RETURNED, "no-treaty")


def test_an_incident_is_with_one_neighbour_at_a_time(town: Cast) -> None:
    sign(town)
    ref, _ = offered(town)

    with pytest.raises(AlreadyOffered):
        actions.offer(town.rosa, ref=ref, neighbour=AROMOS)


def test_strangers_and_the_other_side_cannot_answer_for_a_town(town: Cast) -> None:
    sign(town)
    _, offer = offered(town)

    for viewer in (town.rosa, town.memo, town.charlie, town.nobody, town.administrator):
        with pytest.raises(NotYours):
            actions.accept(viewer, ref=offer.pk)
        with pytest.raises(NotYours):
            actions.give_back(viewer, ref=offer.pk, reason="no")
    with pytest.raises(NotYours):
        actions.withdraw(town.carla, ref=ours(offer).pk)
    with pytest.raises(NotYours):
        queries.access_handover(town.carla, ours(offer).pk)


def test_reporter_and_the_new_desk_talk_to_each_other(town: Cast) -> None:
    sign(town)
    receipt = report()
    made = actions.offer(town.rosa, ref=receipt.incident, neighbour=AROMOS)
    settle()
    accepted = actions.accept(town.carla, ref=Handover.objects.get(key=made.key, outgoing=False).pk)
    settle()
    mine = Report.objects.get(pk=receipt.report)

    conversation.say_to_desk(mine, message=uuid4(), text="Siguen gritando")
    settle()
    with clock.frozen(NOON + timedelta(minutes=1)):  # words of one and the same moment have no order
        conversation.say_to_reporters(town.carla, ref=accepted.incident_id, message=uuid4(), text="Vamos en camino")
        settle()

    here = [(m.from_desk, m.text) for m in Message.objects.filter(incident=receipt.incident).order_by("id")]
    there = [(m.from_desk, m.text) for m in Message.objects.filter(incident=accepted.incident_id).order_by("id")]
    assert sorted(here) == sorted(there) == [(False, "Siguen gritando"), (True, "Vamos en camino")]
    assert incident_queries.messages_of(mine.incident, report=mine)[-1].text == "Vamos en camino"


def test_the_reporter_hears_how_the_other_town_goes_on_until_it_closes(town: Cast) -> None:
    sign(town)
    receipt = report()
    made = actions.offer(town.rosa, ref=receipt.incident, neighbour=AROMOS)
    settle()
    accepted = actions.accept(town.carla, ref=Handover.objects.get(key=made.key, outgoing=False).pk)
    settle()

    incidents.close(town.carla, ref=accepted.incident_id, outcome=Outcome.ATTENDED)
    settle()

    referral = queries.referral_of(receipt.incident)
    assert referral is not None
    assert (referral.stage, referral.outcome) == (Stage.CLOSED, Outcome.ATTENDED)
    assert [n.kind for n in notices_of(receipt.report)] == ["received", "referred", "opened", "closed"]


def test_a_no_from_the_reporter_takes_it_up_again_in_the_town_that_served(town: Cast) -> None:
    sign(town)
    receipt = report()
    made = actions.offer(town.rosa, ref=receipt.incident, neighbour=AROMOS)
    settle()
    accepted = actions.accept(town.carla, ref=Handover.objects.get(key=made.key, outgoing=False).pk)
    settle()
    incidents.close(town.carla, ref=accepted.incident_id, outcome=Outcome.ATTENDED)
    settle()

    actions.confirm_there(Report.objects.get(pk=receipt.report), solved=False)
    settle()

    assert Incident.objects.get(pk=accepted.incident_id).stage == Stage.OPEN
    assert Incident.objects.get(pk=receipt.incident).stage == Stage.CLOSED
    referral = queries.referral_of(receipt.incident)
    assert referral is not None
    assert referral.stage == Stage.OPEN


def test_a_letter_that_comes_twice_or_out_of_turn_changes_nothing(town: Cast) -> None:
    sign(town)
    offered(town)
    line = Link.objects.get(municipality=town.villa)
    back = Link.objects.get(municipality=town.aromos)
    sheets = letters.written_after(line.pk, 0)

    assert arrivals.take_in(back.pk, sheets) == 0
    ahead = [letters.Sheet(number=9, id=uuid4(), kind="offer", handover=uuid4(), at=NOON, body={})]
    assert arrivals.take_in(back.pk, ahead) == 0

    assert Handover.objects.filter(outgoing=False).count() == 1


def test_a_letter_that_makes_no_sense_is_kept_with_the_reason_and_the_line_goes_on(town: Cast) -> None:
    sign(town)
    back = Link.objects.get(municipality=town.aromos)
    sheets = [
        letters.Sheet(number=1, id=uuid4(), kind="offer", handover=uuid4(), at=NOON, body={"dossier": {"x": 1}}),
        letters.Sheet(number=2, id=uuid4(), kind="accept", handover=uuid4(), at=NOON, body={}),
        letters.Sheet(number=3, id=uuid4(), kind="poem", handover=uuid4(), at=NOON, body={}),
    ]

    assert arrivals.take_in(back.pk, sheets) == 3

    assert all(letter.refused for letter in Letter.objects.filter(link=back))
    assert not Handover.objects.exists()


def test_what_happened_stands_in_both_ledgers_without_a_word(town: Cast) -> None:
    sign(town)
    ref, offer = offered(town, text="secreto")
    actions.accept(town.carla, ref=offer.pk)
    settle()
    memory.forget()

    kinds = [fact.kind for fact in ledger.history_of(ref)]

    assert kinds[:2] == ["ReportReceived", "HandoverOffered"]
    assert kinds[2:4] == ["HandoverAccepted", "IncidentClosed"]
    assert "secreto" not in str([fact.ids for fact in ledger.history_of(ref)])
