"""Near a border both desks see an incident, and one town owns it."""

from __future__ import annotations

import pytest

from sereno.federation import lines
from sereno.federation.dossier import Part
from sereno.federation.rules import Treaty
from sereno.kernel.errors import NotYours
from tests.neighbours import settle, sign
from tests.town import PLAZA, Cast, on_duty, recorded, report

AT_THE_BORDER = (-71.2005, -33.200)  # in Villa Sereno, 47 m from Los Aromos
A_BLOCK_AWAY = (-71.2012, -33.200)  # 112 m


def seen(town: Cast) -> list[int]:
    return [across.row.id for across in lines.across_the_border(town.carla)]


def test_both_desks_see_what_is_within_the_distance_both_agreed_to(town: Cast) -> None:
    sign(town, ours=Treaty(border_m=80), theirs=Treaty(border_m=150))
    near = report(at=AT_THE_BORDER).incident
    report(at=A_BLOCK_AWAY)
    report(at=PLAZA)

    (across,) = lines.across_the_border(town.carla)

    assert (across.row.id, across.town) == (near, "Villa Sereno")
    assert lines.across_the_border(town.rosa) == []


@pytest.mark.parametrize(("ours", "theirs"), [(0, 150), (150, 0), (0, 0)])
def test_one_signature_is_not_enough(town: Cast, ours: int, theirs: int) -> None:
    sign(town, ours=Treaty(border_m=ours), theirs=Treaty(border_m=theirs))
    report(at=AT_THE_BORDER)

    assert seen(town) == []


def test_the_owners_treaty_says_whether_the_words_are_seen(town: Cast) -> None:
    sign(town, ours=Treaty(border_m=100, withhold=(Part.WORDS,)), theirs=Treaty(border_m=100))
    report(at=AT_THE_BORDER)

    (across,) = lines.across_the_border(town.carla)

    assert not across.has_words


def test_the_neighbour_asks_and_the_owner_hears_it(town: Cast) -> None:
    sign(town, ours=Treaty(border_m=100), theirs=Treaty(border_m=100))
    ref = report(at=AT_THE_BORDER).incident

    lines.ask_for(town.carla, ref=ref)
    heard = [fact for fact in recorded(settle) if fact.kind == "NeighbourAsked"]

    assert [(fact.municipality, fact.about) for fact in heard] == [(town.villa, ref)]


def test_what_is_not_in_sight_cannot_be_asked_for(town: Cast) -> None:
    sign(town, ours=Treaty(border_m=100), theirs=Treaty(border_m=100))
    ref = report(at=PLAZA).incident

    for viewer in (town.carla, town.rosa):
        with pytest.raises(NotYours):
            lines.ask_for(viewer, ref=ref)


@pytest.mark.parametrize(("ours", "theirs"), [(True, True), (True, False), (False, True), (False, False)])
def test_units_are_seen_across_the_border_only_where_both_agree(town: Cast, ours: bool, theirs: bool) -> None:
    sign(town, ours=Treaty(units=ours), theirs=Treaty(units=theirs))
    on_duty(town.memo, town.car)

    found = [(across.unit.call_sign, across.town) for across in lines.units_across(town.carla)]

    assert found == ([("M-1", "Villa Sereno")] if ours and theirs else [])
    assert lines.units_across(town.charlie) == []
