"""A small world of rules and reports, and a second, plain way to say which rule matches, for comparison."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import product

from hypothesis import strategies as st

from sereno.incidents.assigning import Case
from sereno.incidents.rule_review import Kind, Known
from sereno.places.policies import Assignment, AssignmentRule

KINDS = (Kind("noise", "order", 3), Kind("trade", "order", 4), Kind("crash", "traffic", 1))
ZONES = ("norte", "sur")
CHANNELS = ("app", "phone")
DEPARTMENTS = ("a", "b", "c")
KNOWN = Known(departments=DEPARTMENTS, kinds=KINDS, zones=ZONES, channels=CHANNELS)
MONDAY = datetime(2026, 11, 23)


def few(values: tuple[object, ...], *, most: int = 2) -> st.SearchStrategy[tuple[object, ...]]:
    """Mostly none, which accepts all."""
    return st.just(()) | st.lists(st.sampled_from(values), min_size=1, max_size=most, unique=True).map(tuple)


RULES = st.builds(
    AssignmentRule,
    department=st.sampled_from(DEPARTMENTS),
    categories=few(tuple(kind.category for kind in KINDS)),
    groups=few(("order", "traffic"), most=1),
    zones=few(ZONES, most=1),
    channels=few(CHANNELS, most=1),
    priorities=few((1, 3, 4)),
    weekdays=few((1, 2, 6, 7), most=3),
    holiday=st.sampled_from(["any", "any", "yes", "no"]),
    from_hour=st.sampled_from([0, 0, 8, 20, 22]),
    until_hour=st.sampled_from([24, 24, 6, 8, 20]),
    on=st.sampled_from([True, True, True, False]),
)
POLICIES = st.lists(RULES, max_size=7).map(lambda rules: Assignment(rules=tuple(rules), fallback="c"))
CASES = st.builds(
    lambda kind, zone, channel, hours, holiday, before: Case(
        kind.category, kind.group, kind.priority, zone, channel, MONDAY + timedelta(hours=hours), holiday, before
    ),
    st.sampled_from(KINDS),
    st.sampled_from(ZONES),
    st.sampled_from(CHANNELS),
    st.integers(0, 7 * 24 - 1),
    st.booleans(),
    st.booleans(),
)


def every_case() -> list[Case]:
    """Each report that can come in this small world, at the hours at which a span begins or ends."""
    hours = (0, 5, 6, 7, 8, 19, 20, 21, 22, 23)
    return [
        Case(kind.category, kind.group, kind.priority, zone, channel, MONDAY + timedelta(days=day, hours=hour), *free)
        for kind, zone, channel, day, hour, free in product(
            KINDS, ZONES, CHANNELS, range(7), hours, product((False, True), repeat=2)
        )
    ]


def plainly_matches(rule: AssignmentRule, case: Case) -> bool:
    """Whether a rule matches, as its sentence reads."""
    passes_midnight = rule.from_hour > rule.until_hour
    of_yesterday = passes_midnight and case.at.hour < rule.until_hour
    if passes_midnight:
        in_time = case.at.hour >= rule.from_hour or of_yesterday
    else:
        in_time = rule.from_hour <= case.at.hour < rule.until_hour
    day = case.at - timedelta(days=1) if of_yesterday else case.at
    free = case.holiday_before if of_yesterday else case.holiday
    return (
        rule.on
        and (not (rule.categories or rule.groups) or case.category in rule.categories or case.group in rule.groups)
        and (not rule.zones or case.zone in rule.zones)
        and (not rule.channels or case.channel in rule.channels)
        and (not rule.priorities or case.priority in rule.priorities)
        and in_time
        and (not rule.weekdays or day.isoweekday() in rule.weekdays)
        and (rule.holiday == "any" or free == (rule.holiday == "yes"))
    )


def plainly_chosen(policy: Assignment, case: Case) -> tuple[str, str]:
    """Department and rule, by reading the sentences from the first to the last."""
    for rule in policy.rules:
        if plainly_matches(rule, case):
            return rule.department, rule.id
    return policy.fallback, ""
