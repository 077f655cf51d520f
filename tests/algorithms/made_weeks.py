"""Weeks as a town might have them, with a change of known size; plain Python, nothing in common with the estimators.

What is left of a week's deviation in the next (`memory`) comes with a fresh shock and with noise that leaves no trace,
so the series is not of the kind the critical values were made from; shocks have heavier tails than the normal.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Course:
    """How a town's weeks go: from a level, along a trend per week, with a step at week 0."""

    before: int
    after: int
    step: float = 0.0
    level: float = 6.0
    trend: float = 0.0
    memory: float = 0.3
    shock: float = 0.5
    noise: float = 0.2


def weeks(course: Course) -> list[int]:
    return list(range(-course.before, course.after))


def series(course: Course, chance: random.Random) -> list[float]:
    return [
        course.level + course.trend * week + (course.step if week >= 0 else 0) + deviation
        for week, deviation in zip(weeks(course), deviations(course, chance), strict=True)
    ]


def deviations(course: Course, chance: random.Random) -> Iterator[float]:
    state = 0.0
    for _ in range(30):  # the past before the first week
        state = course.memory * state + heavy_tailed(chance) * course.shock
    for _ in range(course.before + course.after):
        state = course.memory * state + heavy_tailed(chance) * course.shock
        yield state + chance.gauss(0, course.noise)


def heavy_tailed(chance: random.Random) -> float:
    """Student's t with eight degrees of freedom, brought to a variance of one."""
    spread = sum(chance.gauss(0, 1) ** 2 for _ in range(8)) / 8
    return chance.gauss(0, 1) / math.sqrt(spread) * math.sqrt(6 / 8)


@dataclass(frozen=True)
class Case:
    """One incident: the week, the stratum, and what was measured."""

    week: int
    stratum: int
    measured: float


def cases(course: Course, chance: random.Random, *, shares: tuple[list[float], list[float]]) -> Iterator[Case]:
    """Some sixty cases a week, with one mix of strata before and another after; a stratum is worth its number."""
    strata = range(len(shares[0]))
    for week, deviation in zip(weeks(course), deviations(course, chance), strict=True):
        is_after = week >= 0
        for _ in range(chance.randint(45, 75)):
            stratum = chance.choices(strata, shares[is_after])[0]
            moved = course.step if is_after else 0.0
            yield Case(week, stratum, course.level + stratum + moved + deviation + chance.gauss(0, 2))
