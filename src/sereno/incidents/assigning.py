"""Which department takes a report: the one function that intake asks and that a draft is tried with; pure.

A policy is made ready once per version. Every rule is a bit; every value a report can have has the set of rules that
accept it, as an integer. The rules that match are the intersection of five sets, and the lowest bit is the first.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TypeVar

from sereno.places.policies import Assignment, AssignmentRule

V = TypeVar("V", str, int)
FALLBACK = ""  # the id that stands for "no rule matched"
HOURS, WEEKDAYS = 24, 7
SLOTS = WEEKDAYS * HOURS * 4  # an hour of the week, and whether that day and the day before were holidays


@dataclass(frozen=True, slots=True)
class Case:
    """What the rules look at of one report; `at` in the town's time, `holiday` of its day and of the day before."""

    category: str
    group: str
    priority: int
    zone: str
    channel: str
    at: datetime
    holiday: bool = False
    holiday_before: bool = False


@dataclass(frozen=True, slots=True)
class Chosen:
    """The department that takes a report and the id of the rule that said so; FALLBACK when none matched."""

    department: str
    rule: str


@dataclass(frozen=True, slots=True, eq=False)
class Rulebook:
    """A policy made ready for choosing; `version` is the policy's."""

    policy: Assignment
    version: int
    by_category: Mapping[str, int]
    by_group: Mapping[str, int]
    any_kind: int
    by_zone: Mapping[str, int]
    any_zone: int
    by_channel: Mapping[str, int]
    any_channel: int
    by_priority: Mapping[int, int]
    any_priority: int
    by_slot: tuple[int, ...]


def make_ready(policy: Assignment, *, version: int = 0) -> Rulebook:
    """A policy as a rulebook; to be kept, for this takes as long as choosing for thousands of reports."""
    rules = policy.rules
    accepted = [when(rule) if rule.on else 0 for rule in rules]
    return Rulebook(
        policy=policy,
        version=version,
        by_category=_bits(rules, lambda rule: rule.categories),
        by_group=_bits(rules, lambda rule: rule.groups),
        any_kind=_open(rules, lambda rule: (*rule.categories, *rule.groups)),
        by_zone=_bits(rules, lambda rule: rule.zones),
        any_zone=_open(rules, lambda rule: rule.zones),
        by_channel=_bits(rules, lambda rule: rule.channels),
        any_channel=_open(rules, lambda rule: rule.channels),
        by_priority=_bits(rules, lambda rule: rule.priorities),
        any_priority=_open(rules, lambda rule: rule.priorities),
        by_slot=tuple(
            sum(1 << place for place, slots in enumerate(accepted) if slots >> slot & 1) for slot in range(SLOTS)
        ),
    )


def choose_department(book: Rulebook, case: Case) -> Chosen:
    """The first rule that matches decides; the fallback takes the rest, so no report is an orphan.

    >>> by_day = AssignmentRule(department="inspeccion", categories=("noise",), from_hour=8, until_hour=20)
    >>> book = make_ready(Assignment(rules=(by_day,), fallback="seguridad"))
    >>> noise = Case("noise", "order", 3, zone="1", channel="app", at=datetime(2026, 11, 20, 10))
    >>> choose_department(book, noise)
    Chosen(department='inspeccion', rule='r1')
    >>> choose_department(book, Case("noise", "order", 3, zone="1", channel="app", at=datetime(2026, 11, 20, 23)))
    Chosen(department='seguridad', rule='')
    """
    matching = (
        (book.any_kind | book.by_category.get(case.category, 0) | book.by_group.get(case.group, 0))
        & (book.any_zone | book.by_zone.get(case.zone, 0))
        & (book.any_channel | book.by_channel.get(case.channel, 0))
        & (book.any_priority | book.by_priority.get(case.priority, 0))
        & book.by_slot[slot_of(case.at, holiday=case.holiday, holiday_before=case.holiday_before)]
    )
    if not matching:
        return Chosen(book.policy.fallback, FALLBACK)
    first = book.policy.rules[(matching & -matching).bit_length() - 1]
    return Chosen(first.department, first.id)


def taker(chosen: Chosen, *, fallback: str, existing: Collection[str]) -> str:
    """The department that really takes it: a rule may name one that is gone; then the fallback, then any.

    >>> taker(Chosen("gone", "r1"), fallback="oirs", existing=["seguridad", "oirs"])
    'oirs'
    """
    return next((code for code in (chosen.department, fallback) if code in existing), None) or next(iter(existing))


def slot_of(at: datetime, *, holiday: bool, holiday_before: bool) -> int:
    """The slot of a moment: hour of the week, holiday today, holiday yesterday."""
    return ((at.weekday() * HOURS + at.hour) << 2) | (holiday << 1) | holiday_before


def when(rule: AssignmentRule) -> int:
    """The slots at which a rule can match, one bit each."""
    return _slots(rule.weekdays, rule.holiday, rule.from_hour, rule.until_hour)


@lru_cache(maxsize=4096)
def _slots(weekdays: tuple[int, ...], holiday: str, from_hour: int, until_hour: int) -> int:
    """Towns use a few spans again and again."""
    found = 0
    for slot in range(SLOTS):
        day, hour = divmod(slot >> 2, HOURS)
        today, before = bool(slot & 2), bool(slot & 1)
        if from_hour <= until_hour:
            held = from_hour <= hour < until_hour
        elif hour >= from_hour:
            held = True
        else:  # past midnight it is still the night of the day before
            held, day, today = hour < until_hour, (day - 1) % WEEKDAYS, before
        if held and (not weekdays or day + 1 in weekdays) and (holiday == "any" or (holiday == "yes") == today):
            found |= 1 << slot
    return found


def _bits(rules: Iterable[AssignmentRule], values: Callable[[AssignmentRule], Iterable[V]]) -> dict[V, int]:
    """For each value that rules name, which rules name it."""
    found: dict[V, int] = {}
    for place, rule in enumerate(rules):
        for value in values(rule):
            found[value] = found.get(value, 0) | 1 << place
    return found


def _open(rules: Iterable[AssignmentRule], values: Callable[[AssignmentRule], Collection[object]]) -> int:
    """The rules that name no value and so accept all."""
    return sum(1 << place for place, rule in enumerate(rules) if not values(rule))
