"""Milliseconds to send 10,000 reports through 200 assignment rules, with the function that intake asks."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from benchmarks.calibration import calibration_ms
from sereno.incidents.assigning import Case, Chosen, choose_department, make_ready
from sereno.incidents.rule_review import Kind, Known, review
from sereno.places.calendar import national
from sereno.places.policies import Assignment, AssignmentRule

REPORTS, RULES = 10_000, 200
REPEATS, SEED = 5, 7
KINDS = tuple(Kind(f"category-{n}", f"group-{n % 7}", n % 4 + 1) for n in range(60))
ZONES = tuple(f"zone-{n}" for n in range(14))
CHANNELS = ("app", "phone", "radio", "patrol")
DEPARTMENTS = tuple(f"department-{n}" for n in range(9))
SANTIAGO = ZoneInfo("America/Santiago")


def run(*, quick: bool) -> dict[str, float]:
    """Choose for every report; the hour in the town and whether it was a holiday are part of the time."""
    rng = np.random.default_rng(SEED)
    policy, reports = some_rules(rng), some_reports(rng)
    ready, chosen = [], []
    for _ in range(2 if quick else REPEATS):
        started = time.perf_counter()
        book = make_ready(policy)
        made = time.perf_counter()
        chosen = [choose_department(book, case_of(*report)) for report in reports]
        ready.append((made - started, time.perf_counter() - made))
    require_as_read(policy, reports, chosen)
    started = time.perf_counter()
    review(policy, Known(DEPARTMENTS, KINDS, ZONES, CHANNELS))
    return {
        "ms_10k_200": round(min(choosing for _, choosing in ready) * 1000, 1),
        "make_ready_ms": round(min(making for making, _ in ready) * 1000, 1),
        "review_ms": round((time.perf_counter() - started) * 1000, 1),
        "calibration_ms": calibration_ms(),
    }


Report = tuple[Kind, str, str, datetime]


def case_of(kind: Kind, zone: str, channel: str, received_at: datetime) -> Case:
    at = received_at.astimezone(SANTIAGO)
    today = at.date()
    before = today - timedelta(days=1)
    return Case(
        kind.category, kind.group, kind.priority, zone, channel, at,
        today in national("CL", year=today.year), before in national("CL", year=before.year),
    )  # fmt: skip


def some_rules(rng: np.random.Generator) -> Assignment:
    """Rules as a large town might write them: most about one or two categories, by zone, hour or day."""
    rules = []
    for number in range(RULES):
        kinds = rng.choice(len(KINDS), rng.integers(1, 4), replace=False)
        from_hour, until_hour = ((0, 24), (8, 20), (20, 8), (22, 6))[rng.integers(4)]
        rules.append(
            AssignmentRule(
                id=f"rule-{number}",
                department=DEPARTMENTS[rng.integers(len(DEPARTMENTS))],
                categories=tuple(KINDS[kind].category for kind in kinds),
                zones=tuple(ZONES[zone] for zone in rng.choice(len(ZONES), 3, replace=False)) if number % 2 else (),
                channels=(CHANNELS[rng.integers(4)],) if number % 5 == 0 else (),
                weekdays=(6, 7) if number % 4 == 0 else (),
                holiday="yes" if number % 9 == 0 else "any",
                from_hour=from_hour,
                until_hour=until_hour,
            )
        )
    return Assignment(rules=tuple(rules), fallback=DEPARTMENTS[0])


def some_reports(rng: np.random.Generator) -> list[Report]:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    return [
        (
            KINDS[rng.integers(len(KINDS))],
            ZONES[rng.integers(len(ZONES))],
            CHANNELS[rng.integers(len(CHANNELS))],
            start + timedelta(minutes=int(minutes)),
        )
        for minutes in np.sort(rng.integers(0, 365 * 24 * 60, REPORTS))
    ]


def require_as_read(policy: Assignment, reports: Sequence[Report], chosen: Sequence[Chosen]) -> None:
    """Refuse figures unless every tenth choice is what reading the rules one by one gives."""
    for report, found in list(zip(reports, chosen, strict=True))[::10]:
        case = case_of(*report)
        names = {rule.id for rule in policy.rules if reads_true(rule, case)}
        first = next((rule.id for rule in policy.rules if rule.id in names), "")
        if found.rule != first:
            raise AssertionError(f"{found.rule} was chosen, {first} matches first")


def reads_true(rule: AssignmentRule, case: Case) -> bool:
    late = rule.from_hour > rule.until_hour and case.at.hour < rule.until_hour
    hours = range(rule.from_hour, rule.until_hour) or {*range(rule.from_hour, 24), *range(rule.until_hour)}
    day = case.at - timedelta(days=late)
    return (
        case.category in rule.categories
        and (not rule.zones or case.zone in rule.zones)
        and (not rule.channels or case.channel in rule.channels)
        and case.at.hour in hours
        and (not rule.weekdays or day.isoweekday() in rule.weekdays)
        and (rule.holiday == "any" or (case.holiday_before if late else case.holiday))
    )
