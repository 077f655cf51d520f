"""Stages only go forward, and every report finds a department."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sereno.incidents import rules
from sereno.places.policies import Assignment, AssignmentRule
from sereno.vocabulary.words import Moment, Stage

ORDER = list(Stage)
CODES = st.sampled_from(["noise", "crash", "rubbish"])
RULES = st.builds(
    AssignmentRule,
    department=st.sampled_from(["a", "b", "c"]),
    categories=st.lists(CODES, max_size=2).map(tuple),
    zones=st.lists(st.sampled_from(["1", "2"]), max_size=1).map(tuple),
    from_hour=st.integers(0, 23),
    until_hour=st.integers(0, 24),
)


@given(st.lists(st.sampled_from(list(Moment)), max_size=12))
def test_whatever_is_observed_the_stage_never_goes_back(moments: list[Moment]) -> None:
    stage = Stage.NEW
    for moment in moments:
        after = rules.stage_after(stage, moment)
        assert ORDER.index(after) >= ORDER.index(stage)
        stage = after


@given(st.lists(RULES, max_size=6).map(tuple), CODES, st.sampled_from(["1", "2"]), st.integers(0, 23))
def test_no_report_is_an_orphan_and_the_first_match_wins(
    given_rules: tuple[AssignmentRule, ...], category: str, zone: str, hour: int
) -> None:
    policy = Assignment(rules=given_rules, fallback="rest")
    asked = {"category": category, "zone": zone, "channel": "app", "hour": hour}

    chosen = rules.choose_department(policy, **asked)  # type: ignore[arg-type]

    earlier = Assignment(rules=given_rules[: max(chosen.rule, 0)], fallback="rest")
    assert rules.choose_department(earlier, **asked).rule == rules.FALLBACK  # type: ignore[arg-type]
    assert chosen.department == ("rest" if chosen.rule == rules.FALLBACK else given_rules[chosen.rule].department)


@pytest.mark.parametrize(("hour", "within"), [(22, True), (2, True), (6, False), (12, False)])
def test_a_rule_for_the_night_passes_midnight(hour: int, within: bool) -> None:
    night = Assignment(rules=(AssignmentRule(department="night", from_hour=20, until_hour=6),), fallback="day")

    chosen = rules.choose_department(night, category="noise", zone="1", channel="app", hour=hour)

    assert (chosen.department == "night") == within


def test_legs_are_the_spans_between_moments_and_none_where_one_is_missing() -> None:
    start = datetime(2026, 11, 20, 15, tzinfo=UTC)
    moments = {
        Moment.RECEIVED: start,
        Moment.OPENED: start + timedelta(seconds=10),
        Moment.ON_SCENE: start + timedelta(seconds=190),
    }

    seconds = {leg.code: leg.seconds for leg in rules.legs(moments)}  # type: ignore[arg-type]

    assert (seconds["opening"], seconds["response"], seconds["travel"]) == (10.0, 190.0, None)
