"""Dead rules and overlaps are told; and a rule that some report matches is never called dead."""

from __future__ import annotations

from hypothesis import given, settings

from sereno.incidents.assigning import choose_department, make_ready
from sereno.incidents.rule_review import Finding, Flaw, Kind, Known, review
from sereno.places.policies import Assignment, AssignmentRule
from tests.rules.cases import KNOWN, POLICIES, every_case, plainly_matches

DEAD = (Flaw.COVERED, Flaw.IMPOSSIBLE)
EVERY_CASE = every_case()


def flaws(*rules: AssignmentRule) -> list[Finding]:
    return review(Assignment(rules=rules, fallback="c"), KNOWN)


@settings(max_examples=150, deadline=None)
@given(POLICIES)
def test_the_rules_called_dead_are_exactly_those_no_report_reaches(policy: Assignment) -> None:
    book = make_ready(policy)
    reached = {choose_department(book, case).rule for case in EVERY_CASE}

    dead = {finding.rule for finding in review(policy, KNOWN) if finding.flaw in DEAD}

    assert dead == {rule.id for rule in policy.rules if rule.on} - reached


@settings(max_examples=60, deadline=None)
@given(POLICIES)
def test_two_rules_said_to_overlap_share_a_report(policy: Assignment) -> None:
    by_name = {rule.id: rule for rule in policy.rules}

    for finding in review(policy, KNOWN):
        if finding.flaw in (Flaw.OVERLAP, Flaw.EXCEPTION):
            later, earlier = by_name[finding.rule], by_name[finding.others[0]]
            shared = [case for case in EVERY_CASE if plainly_matches(later, case) and plainly_matches(earlier, case)]
            assert shared
            assert later.department != earlier.department


def test_day_and_night_together_leave_nothing_for_a_third_rule() -> None:
    day = AssignmentRule(id="day", department="a", categories=("noise",), from_hour=8, until_hour=20)
    night = AssignmentRule(id="night", department="b", categories=("noise",), from_hour=20, until_hour=8)
    noise = AssignmentRule(id="noise", department="c", categories=("noise",))

    assert flaws(day, night, noise) == [Finding(Flaw.COVERED, "noise", ("day", "night"))]


def test_a_rule_whose_hours_begin_where_they_end_can_never_match() -> None:
    never = AssignmentRule(id="never", department="a", from_hour=8, until_hour=8)

    assert flaws(never) == [Finding(Flaw.IMPOSSIBLE, "never")]


def test_an_exception_before_its_rule_is_told_apart_from_a_crossing() -> None:
    noise_at_night = AssignmentRule(id="1", department="a", categories=("noise",), from_hour=20, until_hour=8)
    order = AssignmentRule(id="2", department="b", groups=("order",))
    in_the_north = AssignmentRule(id="3", department="c", zones=("norte",))

    assert flaws(noise_at_night, order, in_the_north) == [
        Finding(Flaw.EXCEPTION, "2", ("1",)),
        Finding(Flaw.OVERLAP, "3", ("1",)),
        Finding(Flaw.OVERLAP, "3", ("2",)),
    ]


def test_what_a_rule_names_and_the_town_no_longer_has_is_told() -> None:
    old = AssignmentRule(id="old", department="gone", categories=("noise", "horses"), zones=("oeste",))

    assert flaws(old) == [Finding(Flaw.GONE, "old", ("gone", "horses", "oeste"))]


def test_two_hundred_rules_are_read_in_a_moment() -> None:
    kinds = [Kind(f"k{n}", f"g{n % 7}", n % 4 + 1) for n in range(60)]
    zones = [f"z{n}" for n in range(12)]
    rules = tuple(
        AssignmentRule(
            department=f"d{n % 9}",
            categories=(f"k{n % 60}", f"k{n * 7 % 60}"),
            zones=(zones[n % 12], zones[n * 5 % 12]),
            from_hour=n * 5 % 24,
            until_hour=(n * 11 + 9) % 24,
        )
        for n in range(200)
    )

    found = review(
        Assignment(rules=rules, fallback="d0"), Known([f"d{n}" for n in range(9)], kinds, zones, ["app", "phone"])
    )

    assert not any(finding.flaw is Flaw.GONE for finding in found)
