"""A desk asks the next town for one of its units: who may ask, who decides, and how it stands on both sides."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from sereno.dispatch import actions as dispatch
from sereno.dispatch.models import Task
from sereno.dispatch.rules import UnitBusy
from sereno.federation import actions, aid, lines, queries
from sereno.federation.dossier import Part
from sereno.federation.models import Handover
from sereno.federation.rules import AlreadyAsked, NoTreaty, State, Treaty
from sereno.incidents import actions as incidents
from sereno.incidents import conversation
from sereno.incidents.models import Incident, Message
from sereno.kernel import ids
from sereno.kernel.errors import NotYours
from sereno.notifications.queries import notices_of
from sereno.vocabulary.words import Channel, Outcome, Stage, TaskState
from tests.neighbours import AROMOS, VILLA, ours, settle, sign
from tests.town import MARKET, NOON, Cast, on_duty, recorded, report

BOTH = Treaty(units=True)


def agree(town: Cast, ours: Treaty = BOTH, theirs: Treaty = BOTH) -> None:
    """Both let the other see their units, and Villa Sereno's car is on duty."""
    sign(town, ours=ours, theirs=theirs)
    on_duty(town.memo, town.car, now=NOON)


def incident_in_aromos(**more: object) -> int:
    return report(at=MARKET, **more).incident  # type: ignore[arg-type]


def asked(town: Cast, **more: object) -> tuple[int, Handover]:
    """Carla asks Villa Sereno for its car; gives her incident and the request as it lies with Rosa."""
    ref = incident_in_aromos(**more)
    made = aid.ask_for_unit(town.carla, ref=ref, neighbour=VILLA, unit=town.car)
    settle()
    return ref, Handover.objects.get(key=made.key, outgoing=False)


def test_the_neighbours_desk_sees_the_request_and_our_incident_stays_ours(town: Cast) -> None:
    agree(town)
    ref = incident_in_aromos()

    facts = recorded(
        lambda: (aid.ask_for_unit(town.carla, ref=ref, neighbour=VILLA, unit=town.car), settle())  # type: ignore[func-returns-value]
    )

    kinds = [(fact.kind, fact.municipality) for fact in facts if "Request" in fact.kind]
    assert kinds == [("UnitRequested", town.aromos), ("UnitRequestArrived", town.villa)]
    (view,) = queries.waiting(town.rosa)
    assert (view.unit, view.name, view.outgoing) == ("M-1", "Los Aromos", False)
    assert Incident.objects.get(pk=ref).stage == Stage.NEW


def test_granted_the_unit_is_sent_in_an_incident_of_its_own_town(town: Cast) -> None:
    agree(town)
    ref, request = asked(town)

    granted = actions.accept(town.rosa, ref=request.pk)
    settle()

    there = Incident.objects.get(pk=granted.incident_id)
    task = Task.objects.get()
    assert (there.municipality_id, there.channel) == (town.villa, Channel.PEER)
    assert (task.incident_id, task.unit_id, task.state) == (there.pk, town.car, TaskState.OFFERED)
    mine = Incident.objects.get(pk=ref)
    assert mine.stage == Stage.ASSIGNED
    assert (ours(request).state, ours(request).number) == (State.ACCEPTED, f"VS-{there.pk}")
    assert queries.referral_of(ref) is None


def test_our_incident_moves_on_with_their_unit_and_our_clock_of_arrival_stops(town: Cast) -> None:
    agree(town)
    ref, request = asked(town)
    actions.accept(town.rosa, ref=request.pk)
    task = Task.objects.get()

    dispatch.step(town.memo, ref=task.pk, to=TaskState.MOVING)
    settle()
    assert Incident.objects.get(pk=ref).stage == Stage.MOVING
    dispatch.step(town.memo, ref=task.pk, to=TaskState.ON_SCENE)
    settle()

    mine = Incident.objects.get(pk=ref)
    assert mine.stage == Stage.ON_SCENE
    assert mine.reached_at is not None
    assert [notice.kind for notice in notices_of(mine.reports.get().pk)] == ["received"]


def test_their_crew_declines_and_our_incident_waits_for_a_unit_again(town: Cast) -> None:
    agree(town)
    ref, request = asked(town)
    actions.accept(town.rosa, ref=request.pk)
    settle()

    dispatch.step(town.memo, ref=Task.objects.get().pk, to=TaskState.DECLINED)
    settle()

    assert Incident.objects.get(pk=ref).stage == Stage.OPEN


def test_refused_it_says_why_and_may_be_asked_for_again(town: Cast) -> None:
    agree(town)
    ref, request = asked(town)

    actions.give_back(town.rosa, ref=request.pk, reason="Es la única que tenemos")
    facts = recorded(settle)

    assert [(fact.kind, fact.about) for fact in facts if fact.municipality == town.aromos] == [("AidRefused", ref)]
    assert (ours(request).state, ours(request).reason) == (State.RETURNED, "Es la única que tenemos")
    assert aid.ask_for_unit(town.carla, ref=ref, neighbour=VILLA, unit=town.car)


def test_a_busy_unit_cannot_be_granted_and_the_request_still_waits(town: Cast) -> None:
    agree(town)
    _, request = asked(town)
    dispatch.assign(town.rosa, incident_ref=report().incident, unit=town.car)

    with pytest.raises(UnitBusy):
        actions.accept(town.rosa, ref=request.pk)

    assert Handover.objects.get(pk=request.pk).state == State.OFFERED
    assert not Incident.objects.filter(channel=Channel.PEER).exists()


def test_the_same_unit_is_asked_for_once(town: Cast) -> None:
    agree(town)
    ref, request = asked(town)
    with pytest.raises(AlreadyAsked):
        aid.ask_for_unit(town.carla, ref=ref, neighbour=VILLA, unit=town.car)

    actions.accept(town.rosa, ref=request.pk)
    settle()

    with pytest.raises(AlreadyAsked):
        aid.ask_for_unit(town.carla, ref=ref, neighbour=VILLA, unit=town.car)


@pytest.mark.parametrize(("ours", "theirs"), [(True, False), (False, True), (False, False)])
def test_one_signature_is_not_enough(town: Cast, ours: bool, theirs: bool) -> None:
    agree(town, ours=Treaty(units=ours), theirs=Treaty(units=theirs))

    with pytest.raises(NoTreaty):
        aid.ask_for_unit(town.carla, ref=incident_in_aromos(), neighbour=VILLA, unit=town.car)


def test_a_treaty_that_keeps_a_type_from_the_neighbour_lets_nobody_ask_for_it(town: Cast) -> None:
    agree(town, theirs=Treaty(units=True, categories=("bad-parking",)))

    with pytest.raises(NoTreaty):
        aid.ask_for_unit(town.carla, ref=incident_in_aromos(), neighbour=VILLA, unit=town.car)


def test_a_unit_off_duty_or_unknown_cannot_be_asked_for(town: Cast) -> None:
    agree(town)

    for unit in (town.motorbike, 10**6):
        with pytest.raises(NotYours):
            aid.ask_for_unit(town.carla, ref=incident_in_aromos(), neighbour=VILLA, unit=unit)


def test_a_unit_that_went_off_duty_meanwhile_is_refused_by_itself(town: Cast) -> None:
    agree(town)
    made = aid.ask_for_unit(town.carla, ref=incident_in_aromos(), neighbour=VILLA, unit=town.car)
    dispatch.set_duty(town.memo, unit=town.car, on=False)

    settle()

    assert Handover.objects.get(pk=made.pk).reason == "unit-off"


def test_when_our_incident_is_over_the_helpers_are_told_and_decide_themselves(town: Cast) -> None:
    agree(town)
    ref, request = asked(town)
    granted = actions.accept(town.rosa, ref=request.pk)
    settle()

    incidents.close(town.carla, ref=ref, outcome=Outcome.ATTENDED)
    facts = recorded(settle)

    over = [(fact.municipality, fact.about) for fact in facts if fact.kind == "AidOver"]
    assert over == [(town.villa, granted.incident_id)]
    assert queries.view(Handover.objects.get(pk=request.pk)).reason == "over"
    assert Incident.objects.get(pk=granted.incident_id).stage != Stage.CLOSED


def test_a_request_nobody_answered_is_asked_back_when_our_incident_is_over(town: Cast) -> None:
    agree(town)
    ref, request = asked(town)

    incidents.close(town.carla, ref=ref, outcome=Outcome.ATTENDED)
    settle()

    assert Handover.objects.get(pk=request.pk).state == State.WITHDRAWN


def test_their_incident_ends_and_ours_goes_on(town: Cast) -> None:
    agree(town)
    ref, request = asked(town)
    granted = actions.accept(town.rosa, ref=request.pk)
    settle()

    incidents.close(town.rosa, ref=granted.incident_id, outcome=Outcome.ATTENDED)
    settle()

    assert Incident.objects.get(pk=ref).stage == Stage.OPEN
    assert ours(request).stage == Stage.CLOSED
    assert aid.ask_for_unit(town.carla, ref=ref, neighbour=VILLA, unit=town.car)


def test_an_incident_with_help_may_still_be_handed_over(town: Cast) -> None:
    agree(town)
    ref, request = asked(town)
    actions.accept(town.rosa, ref=request.pk)
    settle()

    assert actions.offer(town.carla, ref=ref, neighbour=VILLA)


@pytest.mark.parametrize(("withhold", "heard"), [((), ["Ya salieron"]), ((Part.CONVERSATION,), [])])
def test_who_helps_hears_the_conversation_unless_the_treaty_withholds_it(
    town: Cast, withhold: tuple[Part, ...], heard: list[str]
) -> None:
    agree(town, theirs=Treaty(units=True, withhold=withhold))
    ref, request = asked(town)
    granted = actions.accept(town.rosa, ref=request.pk)
    settle()

    conversation.say_to_reporters(town.carla, ref=ref, message=ids.uuid7(), text="Ya salieron")
    settle()

    assert [said.text for said in Message.objects.filter(incident_id=granted.incident_id)] == heard


def test_the_desk_asks_and_the_neighbour_answers_by_their_doors(town: Cast, client: Client) -> None:
    agree(town)
    ref = incident_in_aromos()
    client.force_login(town.accounts["carla"])
    url = f"/api/v1/incidents/{ref}/units/across"
    assert client.get(url).status_code == 200

    body = {"id": str(uuid4()), "neighbour": VILLA, "unit": town.car}
    told = client.post(url, body, content_type="application/json").json()
    settle()
    client.force_login(town.accounts["rosa"])
    (offer,) = client.get("/api/v1/handovers").json()["waiting"]
    answer = client.post(f"/api/v1/handovers/{offer['id']}/accept", {"category": ""}, content_type="application/json")

    assert (told["unit"], told["neighbour"]["name"]) == ("M-1", "Villa Sereno")
    assert answer.json()["state"] == "accepted"


def test_only_who_sends_units_may_ask_for_one(town: Cast) -> None:
    agree(town)
    ref = incident_in_aromos()

    for viewer in (town.rosa, town.analyst, town.charlie, town.nobody):
        with pytest.raises(NotYours):
            aid.ask_for_unit(viewer, ref=ref, neighbour=AROMOS, unit=town.car)
        with pytest.raises(NotYours):
            aid.helpers(viewer, ref=ref)


def test_who_may_see_their_units_is_what_lines_say(town: Cast) -> None:
    agree(town)

    ((neighbour, units),) = lines.units_in_sight(town.aromos)

    assert (neighbour.code, [unit.call_sign for unit in units]) == (VILLA, ["M-1"])
