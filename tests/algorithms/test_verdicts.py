"""Nothing is said that the data do not carry, and what may be said was settled before anybody looked."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sereno.algorithms import interrupted
from sereno.algorithms.interrupted import Effect
from sereno.algorithms.verdicts import Found, Reason, Side, Verdict, enough, judge, placebo_share
from tests.algorithms.made_weeks import Course, series, weeks

CLEAR_FALL = Effect(value=-1.0, low=-1.4, high=-0.6, smallest=0.5, persistence=0.2)
QUIET = [0.1, -0.2, 0.15, -0.1, 0.05, 0.2, -0.05, 0.1, -0.15, 0.3, 0.2]


def test_a_fall_that_nothing_speaks_against_is_a_fall() -> None:
    assert judge(CLEAR_FALL, standardised=CLEAR_FALL, placebos=QUIET) == Found(Verdict.FALLS)


def test_a_rise_is_told_as_plainly_as_a_fall() -> None:
    rise = Effect(value=1.0, low=0.6, high=1.4, smallest=0.5, persistence=0.2)

    assert judge(rise, standardised=None, placebos=QUIET) == Found(Verdict.RISES)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"effect": replace(CLEAR_FALL, high=0.1)}, Reason.INTERVAL),  # it may have been nothing
        ({"placebos": [*QUIET, 1.2, -1.5]}, Reason.PLACEBO),  # nothing looks just like it
        ({"apart": Effect(-0.1, -0.15, -0.05, 0.05, 0)}, Reason.APART),  # the comparison was none
        ({"standardised": Effect(0.5, 0.1, 0.9, 0.4, 0)}, Reason.MIX),  # it was other cases, not a better service
    ],
)
def test_it_cannot_be_told_when_something_speaks_against_it(changed: dict[str, object], reason: Reason) -> None:
    case: dict[str, object] = {"effect": CLEAR_FALL, "standardised": CLEAR_FALL, "placebos": QUIET, **changed}

    assert judge(**case) == Found(Verdict.UNTOLD, reason)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        (Side(11, 5_000), Side(30, 5_000), Reason.WEEKS),
        (Side(30, 5_000), Side(7, 5_000), Reason.WEEKS),
        (Side(30, 29), Side(30, 5_000), Reason.CASES),
    ],
)
def test_too_few_weeks_or_cases_are_said_to_be_too_few(before: Side, after: Side, reason: Reason) -> None:
    assert enough(before, after) == Found(Verdict.FEW, reason)


def test_twelve_weeks_before_and_eight_after_are_enough_to_ask() -> None:
    assert enough(Side(12, 30), Side(8, 30)) is None


@given(st.floats(-5, 5), st.floats(0.01, 5), st.lists(st.floats(-5, 5), max_size=30))
def test_no_fall_or_rise_is_told_while_the_interval_holds_no_change(
    value: float, half: float, placebos: list[float]
) -> None:
    effect = Effect(value, value - half, value + half, half, 0)

    found = judge(effect, standardised=None, placebos=placebos)

    if abs(value) <= half:
        assert found.verdict is Verdict.UNTOLD
    assert found.verdict is not Verdict.FEW


def test_too_few_dates_without_a_change_are_not_asked() -> None:
    assert placebo_share(0.0, [9.0] * 8) == 0.0
    assert placebo_share(0.0, [9.0] * 9) == 1.0


def test_where_nothing_happened_hardly_ever_something_is_told() -> None:
    """One in twenty at most: of towns without any change, with a memory from week to week."""
    chance = random.Random(13)
    course = Course(before=40, after=20, memory=0.4)
    told = 0
    for _ in range(1_000):
        values = np.array(series(course, chance))
        effect = interrupted.segmented(values, weeks(course)).level
        steps = [step for _, step in interrupted.placebos(values, weeks(course))]
        told += judge(effect, standardised=None, placebos=steps).verdict is not Verdict.UNTOLD

    assert told <= 60
