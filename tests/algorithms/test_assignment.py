"""Which unit goes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sereno.algorithms.assignment import Call, Candidate, RankRules, Readiness, Reason, rank_units
from sereno.algorithms.travel import Kind

# A street of eleven corners a minute apart.
MINUTES = np.abs(np.arange(11)[:, None] - np.arange(11)[None, :]).astype(np.float32) * 60
SECONDS = {kind: MINUTES * factor for kind, factor in zip(Kind, (1, 0.8, 2, 6), strict=True)}
HERE = Call(node=0)


def unit(name: str, node: int, state: Readiness = Readiness.FREE, kind: Kind = Kind.CAR) -> Candidate[str]:
    return Candidate(unit=name, kind=kind, node=node, state=state)


def order(*units: Candidate[str], call: Call = HERE) -> list[str]:
    return [ranked.unit for ranked in rank_units(units, call=call, matrices=SECONDS)]


def test_the_quickest_free_unit_is_first() -> None:
    assert order(unit("far", 5), unit("near", 2), unit("farthest", 9)) == ["near", "far", "farthest"]


def test_minutes_count_and_not_metres() -> None:
    assert order(unit("car", 3), unit("walker", 1, kind=Kind.FOOT)) == ["car", "walker"]


def test_a_busy_unit_stands_behind_a_free_one() -> None:
    ranking = rank_units([unit("busy", 1, Readiness.MOVING), unit("free", 5)], call=HERE, matrices=SECONDS)

    assert [(r.unit, r.free, r.reason) for r in ranking] == [
        ("free", True, Reason.QUICKEST),
        ("busy", False, Reason.BUSY),
    ]


def test_a_busy_unit_that_is_clearly_nearer_goes_first_and_says_so() -> None:
    ranking = rank_units([unit("busy", 1, Readiness.MOVING), unit("free", 8)], call=HERE, matrices=SECONDS)

    first = ranking[0]
    assert (first.unit, first.reason) == ("busy", Reason.BUSY_BUT_NEARER)
    assert first.sooner_s == 420


def test_a_unit_among_people_is_left_there() -> None:
    assert order(unit("on scene", 0, Readiness.ON_SCENE), unit("free", 10)) == ["free", "on scene"]


def test_off_duty_and_out_of_reach_units_are_not_named() -> None:
    cut = {Kind.CAR: np.full((2, 2), np.inf, np.float32)}

    assert order(unit("home", 0, Readiness.OFF)) == []
    assert rank_units([unit("island", 1)], call=HERE, matrices=cut) == []


def test_an_old_position_counts_as_two_minutes() -> None:
    assert order(replace(unit("silent", 1), stale=True), unit("known", 2)) == ["known", "silent"]
    assert order(replace(unit("silent", 1), stale=True), unit("known", 4)) == ["silent", "known"]


def test_a_silent_unit_makes_nobody_late() -> None:
    """It was nearest when last seen; the first of the others is the quickest that is known of."""
    silent = replace(unit("silent", 1), stale=True)

    ranking = rank_units([silent, unit("known", 2), unit("next", 4)], call=HERE, matrices=SECONDS)

    assert [(r.unit, r.reason, r.sooner_s) for r in ranking] == [
        ("known", Reason.QUICKEST, 0),
        ("silent", Reason.FREE, 60),
        ("next", Reason.FREE, -120),
    ]


def test_a_busy_unit_behind_a_quicker_free_one_is_not_said_to_be_nearer() -> None:
    units = [unit("near", 1), unit("busy", 2, Readiness.MOVING), unit("far", 10)]

    ranking = rank_units(units, call=HERE, matrices=SECONDS)

    assert [(r.unit, r.reason) for r in ranking] == [
        ("near", Reason.QUICKEST),
        ("busy", Reason.BUSY),
        ("far", Reason.FREE),
    ]


def test_who_lacks_an_ability_comes_after_who_has_it() -> None:
    able = replace(unit("able", 9), abilities=frozenset({"first aid", "dog"}))
    call = Call(node=0, needs=frozenset({"dog"}))

    ranking = rank_units([unit("near", 1), able], call=call, matrices=SECONDS)

    assert [(r.unit, r.reason, r.lacks) for r in ranking] == [
        ("able", Reason.QUICKEST, ()),
        ("near", Reason.LACKS_ABILITY, ("dog",)),
    ]


def test_the_way_to_and_from_the_street_counts() -> None:
    ranking = rank_units([replace(unit("car", 0), access_m=125.0)], call=Call(node=0), matrices=SECONDS)

    assert ranking[0].seconds == pytest.approx(40)


units = st.builds(
    unit,
    st.uuids().map(str),
    st.integers(0, 10),
    st.sampled_from(list(Readiness)),
    st.sampled_from(list(Kind)),
)


@given(st.lists(units, max_size=30), st.integers(0, 10))
def test_the_ranking_is_complete_and_in_order(candidates: list[Candidate[str]], node: int) -> None:
    ranking = rank_units(candidates, call=Call(node=node), matrices=SECONDS)

    weights = [ranked.seconds + RankRules().weight_s(ranked.state, stale=ranked.stale) for ranked in ranking]
    assert weights == sorted(weights)
    assert {ranked.unit for ranked in ranking} == {c.unit for c in candidates if c.state is not Readiness.OFF}
    assert rank_units(candidates, call=Call(node=node), matrices=SECONDS) == ranking


@given(st.lists(units, min_size=1, max_size=30))
def test_a_free_unit_is_never_behind_a_slower_free_one(candidates: list[Candidate[str]]) -> None:
    ranking = rank_units(candidates, call=HERE, matrices=SECONDS)

    free = [ranked.seconds for ranked in ranking if ranked.free]
    assert free == sorted(free)


def test_weights_below_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="below 0"):
        RankRules(moving_s=-1)
