"""Every report finds a department: the first rule that matches, and at last the fallback."""

from __future__ import annotations

from datetime import datetime

import msgspec
import pytest
from hypothesis import given

from sereno.incidents.assigning import FALLBACK, Case, Chosen, choose_department, make_ready, taker
from sereno.places.policies import Assignment, AssignmentRule
from tests.rules.cases import CASES, POLICIES, every_case, plainly_chosen, plainly_matches

FRIDAY, SATURDAY, SUNDAY = 27, 28, 29  # of November 2026


def at(day: int, hour: int, *, holiday: bool = False, before: bool = False) -> Case:
    return Case("noise", "order", 3, "norte", "app", datetime(2026, 11, day, hour), holiday, before)


def chosen_by(rule: AssignmentRule, case: Case) -> bool:
    return choose_department(make_ready(Assignment(rules=(rule,))), case).rule != FALLBACK


@given(POLICIES, CASES)
def test_the_quick_way_chooses_as_reading_the_sentences_one_by_one_does(policy: Assignment, case: Case) -> None:
    chosen = choose_department(make_ready(policy), case)

    assert (chosen.department, chosen.rule) == plainly_chosen(policy, case)


@given(POLICIES, CASES)
def test_no_report_is_an_orphan_and_the_first_match_wins(policy: Assignment, case: Case) -> None:
    chosen = choose_department(make_ready(policy), case)

    names = [rule.id for rule in policy.rules]
    before = policy.rules[: names.index(chosen.rule)] if chosen.rule else policy.rules
    assert not any(plainly_matches(rule, case) for rule in before)
    assert chosen.department == ("c" if not chosen.rule else policy.rules[names.index(chosen.rule)].department)


@given(POLICIES)
def test_a_rule_switched_off_is_as_if_it_were_not_there(policy: Assignment) -> None:
    without = msgspec.structs.replace(policy, rules=tuple(rule for rule in policy.rules if rule.on))
    book, shorter = make_ready(policy), make_ready(without)

    assert all(choose_department(book, case) == choose_department(shorter, case) for case in every_case()[::7])


@pytest.mark.parametrize(("hour", "within"), [(20, True), (22, True), (2, True), (6, False), (12, False)])
def test_a_rule_for_the_night_passes_midnight(hour: int, within: bool) -> None:
    night = AssignmentRule(department="night", from_hour=20, until_hour=6)

    assert chosen_by(night, at(FRIDAY, hour)) == within


@pytest.mark.parametrize(
    ("day", "hour", "within"),
    [(FRIDAY, 3, False), (FRIDAY, 23, True), (SATURDAY, 3, True), (SATURDAY, 23, False), (SUNDAY, 3, False)],
)
def test_the_small_hours_of_saturday_are_the_night_of_friday(day: int, hour: int, within: bool) -> None:
    friday_night = AssignmentRule(department="night", weekdays=(5,), from_hour=20, until_hour=6)

    assert chosen_by(friday_night, at(day, hour)) == within


def test_the_night_after_a_holiday_is_still_the_night_of_the_holiday() -> None:
    on_holidays = AssignmentRule(department="night", holiday="yes", from_hour=20, until_hour=6)

    assert chosen_by(on_holidays, at(FRIDAY, 23, holiday=True))
    assert chosen_by(on_holidays, at(SATURDAY, 3, before=True))
    assert not chosen_by(on_holidays, at(SATURDAY, 3, holiday=True))


def test_a_rule_names_categories_or_whole_groups() -> None:
    either = AssignmentRule(department="a", categories=("noise",), groups=("traffic",))

    taken = [
        chosen_by(either, Case(category, group, 3, "norte", "app", datetime(2026, 11, 27, 12)))
        for category, group in (("noise", "order"), ("crash", "traffic"), ("trade", "order"))
    ]

    assert taken == [True, True, False]


def test_a_department_that_is_gone_costs_no_report() -> None:
    there = {"seguridad": 1, "oirs": 2}

    assert taker(Chosen("oirs", "r1"), fallback="seguridad", existing=there) == "oirs"
    assert taker(Chosen("gone", "r1"), fallback="seguridad", existing=there) == "seguridad"
    assert taker(Chosen("gone", "r1"), fallback="gone-too", existing=there) in there


def test_rules_stored_before_they_had_names_are_named_by_their_place() -> None:
    stored = {"rules": [{"department": "a", "from_hour": 8, "until_hour": 20}, {"department": "b"}], "fallback": "c"}

    policy = Assignment.parse(stored)

    assert [(rule.id, rule.department) for rule in policy.rules] == [("r1", "a"), ("r2", "b")]
    assert Assignment.parse(policy.stored()) == policy


def test_two_rules_never_share_a_name() -> None:
    with pytest.raises(msgspec.ValidationError):
        Assignment.parse({"rules": [{"department": "a", "id": "x"}, {"department": "b", "id": "x"}]})
