"""What the live stream reads: nothing told twice, nothing missed because it was written a moment late."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest

from sereno.dispatch import actions as dispatch
from sereno.dispatch.models import Unit
from sereno.doors import acrossshapes, answers
from sereno.doors.live.listeners import Ear
from sereno.doors.live.news import Reader
from sereno.federation import lines, treaties
from sereno.federation.dossier import Part
from sereno.federation.rules import Treaty
from sereno.incidents import actions as incidents
from sereno.incidents.models import Presence
from sereno.kernel import clock
from sereno.ledger import queries as ledger
from sereno.people.rules import Viewer
from sereno.vocabulary.words import Outcome
from tests.neighbours import AROMOS, settle, sign
from tests.town import NOON, PLAZA, Cast, on_duty, recorded, report

AT_THE_BORDER = (-71.2005, -33.200)  # in Villa Sereno, 47 m from Los Aromos


def test_who_opens_a_card_while_the_stream_is_looking_is_told_all_the_same(town: Cast) -> None:
    ref = report().incident
    reader = Reader(ledger.head())
    with clock.frozen(NOON + timedelta(seconds=10)):
        reader.look()
        Presence.objects.create(
            municipality_id=town.villa,
            incident_id=ref,
            user_id=town.rosa.account,
            seen_at=clock.now() - timedelta(milliseconds=20),
            here=True,
        )
        presences = [[b"event: presence" in item.for_desk for item in reader.look().items] for _ in range(2)]

    assert [sum(heard) for heard in presences] == [1, 0]


def test_a_position_written_a_moment_late_is_told_once(town: Cast) -> None:
    reader = Reader(ledger.head())
    with clock.frozen(NOON + timedelta(seconds=10)):
        reader.look()
        before = clock.now() - timedelta(milliseconds=20)
        Unit.objects.filter(pk=town.motorbike).update(lon=-70.61, lat=-33.43, fix_at=before, fix_received_at=before)
        positions = [[b"event: unit" in item.for_desk for item in reader.look().items] for _ in range(2)]

    assert [sum(heard) for heard in positions] == [1, 0]


@pytest.fixture
def agreed(town: Cast) -> Cast:
    """Both towns see each other's border and units."""
    treaty = Treaty(border_m=100, units=True, withhold=(Part.WORDS,))
    sign(town, ours=treaty, theirs=treaty)
    settle()
    return town


def heard(viewer: Viewer, name: str, act: Callable[[], object]) -> list[dict[str, object]]:
    """What a desk hears of one kind when something is done."""
    reader = Reader(ledger.head())
    ear = Ear(seats=viewer.seats, towns=viewer.towns)
    told = [item.heard_by(ear).decode() for item in reader.told_of(recorded(act))]
    return [json.loads(one.partition("data: ")[2]) for one in told if one.startswith(f"event: {name}\n")]


def both_reported() -> None:
    """One incident at the border and one in the middle of Villa Sereno."""
    report(at=AT_THE_BORDER)
    report(at=PLAZA)


def test_a_neighbour_hears_of_an_incident_near_the_border_what_its_desk_would_be_shown(agreed: Cast) -> None:
    (told,) = heard(agreed.carla, "across", both_reported)

    (shown,) = lines.across_the_border(agreed.carla)
    assert told == json.loads(answers.encode(acrossshapes.incident_shape(shown)))
    assert told["text"] == ""


@pytest.mark.parametrize("viewer", ["rosa", "charlie", "nobody", "memo"])
def test_nobody_else_hears_of_it_as_a_neighbours(agreed: Cast, viewer: str) -> None:
    assert heard(getattr(agreed, viewer), "across", both_reported) == []


def test_what_closes_leaves_the_neighbours_sight(agreed: Cast) -> None:
    ref = report(at=AT_THE_BORDER).incident

    told = heard(agreed.carla, "across", lambda: incidents.close(agreed.rosa, ref=ref, outcome=Outcome.ATTENDED))

    assert told == [{"id": ref, "gone": True}]


def test_one_signature_lets_nobody_hear_across_the_border(town: Cast) -> None:
    sign(town, ours=Treaty(border_m=100, units=True), theirs=Treaty())

    assert heard(town.carla, "across", both_reported) == []
    assert heard(town.carla, "unit_across", lambda: on_duty(town.memo, town.car)) == []


def test_a_type_the_treaty_keeps_is_not_told_and_its_number_neither(town: Cast) -> None:
    sign(town, ours=Treaty(border_m=100, categories=("bad-parking",)), theirs=Treaty(border_m=100))

    assert heard(town.carla, "across", both_reported) == []
    ref = report(at=AT_THE_BORDER).incident
    assert heard(town.carla, "across", lambda: incidents.close(town.rosa, ref=ref, outcome=Outcome.ATTENDED)) == []


def test_an_incident_retyped_to_what_the_treaty_keeps_leaves_the_neighbours_sight(town: Cast) -> None:
    sign(town, ours=Treaty(border_m=100, categories=("noise",)), theirs=Treaty(border_m=100))
    ref = report(at=AT_THE_BORDER).incident

    told = heard(
        town.carla,
        "across",
        lambda: incidents.classify(town.rosa, ref=ref, category="bad-parking", priority=None),
    )

    assert told == [{"id": ref, "gone": True}]


def test_a_neighbours_unit_is_seen_moving_and_off_duty_no_more(agreed: Cast) -> None:
    (told,) = heard(agreed.carla, "unit_across", lambda: on_duty(agreed.memo, agreed.car, now=NOON))
    assert (told["call_sign"], told["town"], told["mark"], told["lon"]) == ("M-1", "Villa Sereno", "VS", PLAZA[0])
    assert not {"crew", "task", "incident"} & set(told)

    gone = heard(agreed.carla, "unit_across", lambda: dispatch.set_duty(agreed.memo, unit=agreed.car, on=False))

    assert gone == [{"id": agreed.car, "gone": True}]


def test_both_desks_hear_that_a_treaty_changed(agreed: Cast) -> None:
    for viewer in (agreed.rosa, agreed.carla):
        assert heard(viewer, "treaty", lambda: treaties.end_treaty(municipality=agreed.villa, neighbour=AROMOS)) == [{}]
