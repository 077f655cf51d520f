"""A change on a date is found when it is there, and not when it is not; and the interval is as wide as it says."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sereno.algorithms import interrupted, standardise
from tests.algorithms.made_weeks import Course, cases, series, weeks

RUNS = 2_000
COURSES = [
    Course(before=26, after=26, step=-1.0, memory=0.0),
    Course(before=26, after=26, step=-1.0, trend=0.02),
    Course(before=52, after=26, step=-0.7, memory=0.6),
    Course(before=interrupted.LEAST_BEFORE, after=interrupted.LEAST_AFTER, step=-1.5),
]


def held(effects: list[interrupted.Effect], truth: float) -> float:
    return sum(one.low <= truth <= one.high for one in effects) / len(effects)


@pytest.mark.parametrize("course", COURSES, ids=lambda c: f"{c.before}+{c.after} weeks, memory {c.memory}")
def test_nineteen_of_twenty_intervals_of_an_interrupted_series_hold_the_truth(course: Course) -> None:
    chance = random.Random(20_26)

    effects = [interrupted.segmented(np.array(series(course, chance)), weeks(course)).level for _ in range(RUNS)]

    assert 0.92 <= held(effects, course.step) <= 0.98
    assert abs(float(np.mean([one.value for one in effects])) - course.step) < 0.06


@pytest.mark.parametrize("course", COURSES, ids=lambda c: f"{c.before}+{c.after} weeks, memory {c.memory}")
def test_nineteen_of_twenty_intervals_beside_another_place_hold_the_truth(course: Course) -> None:
    """What happens to both places, here a wave through the year and the whole trend, does not matter."""
    chance = random.Random(7)
    still = Course(course.before, course.after, memory=course.memory, trend=course.trend)
    wave = 2 * np.sin(np.array(weeks(course)) / 8.3)

    effects = [
        interrupted.difference_in_differences(
            np.array(series(course, chance)) + wave, np.array(series(still, chance)) + wave, weeks(course)
        )
        for _ in range(RUNS)
    ]

    assert 0.92 <= held(effects, course.step) <= 0.98


def test_nineteen_of_twenty_intervals_with_the_same_mix_hold_the_truth_though_the_mix_changed() -> None:
    chance = random.Random(11)
    course = Course(before=20, after=16, step=-0.8)
    mixes = ([0.1, 0.2, 0.3, 0.4], [0.4, 0.3, 0.2, 0.1])  # the easy kinds become frequent
    effects, crude = [], []

    for _ in range(RUNS):
        sums, counts = tables(course, chance, mixes)
        found = standardise.standardised(sums, counts, np.array(weeks(course)) >= 0)
        effects.append(interrupted.step(found.weekly, weeks(course)))
        crude.append(found.crude_after - found.crude_before)

    assert 0.92 <= held(effects, course.step) <= 0.98
    assert float(np.mean(crude)) == pytest.approx(course.step - 1, abs=0.05)  # what the change of mix feigns


def tables(
    course: Course, chance: random.Random, mixes: tuple[list[float], list[float]]
) -> tuple[np.ndarray, np.ndarray]:
    sums, counts = np.zeros((course.before + course.after, 4)), np.zeros((course.before + course.after, 4))
    for case in cases(course, chance, shares=mixes):
        sums[case.week + course.before, case.stratum] += case.measured
        counts[case.week + course.before, case.stratum] += 1
    return sums, counts


def test_the_smallest_change_that_would_be_found_is_found_in_four_of_five_cases() -> None:
    chance = random.Random(5)
    course = Course(before=26, after=26)
    usual = np.mean([step_of(course, chance).smallest for _ in range(600)])
    changed = Course(before=26, after=26, step=float(usual))

    found = np.mean([step_of(changed, chance).low > 0 for _ in range(1_000)])

    assert 0.72 <= found <= 0.88


def step_of(course: Course, chance: random.Random) -> interrupted.Effect:
    return interrupted.step(np.array(series(course, chance)), weeks(course))


def test_with_twice_the_weeks_smaller_changes_are_found() -> None:
    chance = random.Random(3)

    smallest = [
        np.mean([step_of(Course(before=weeks, after=weeks), chance).smallest for _ in range(200)])
        for weeks in (13, 26, 52)
    ]

    assert smallest[0] > smallest[1] > smallest[2]


def test_two_straight_lines_are_found_as_they_were_drawn() -> None:
    """Before: 10 falling by 0.1 a week. At the date three less, and from then on rising by 0.05 a week."""
    span = list(range(-14, 12))
    values = np.array([10 - 0.1 * week if week < 0 else 7 + 0.05 * week for week in span])

    found = interrupted.segmented(values, span)

    assert found.level.value == pytest.approx(-3)
    assert found.slope.value == pytest.approx(0.15)
    assert found.fitted == pytest.approx(values)
    assert found.without[-1] == pytest.approx(10 - 0.1 * 11)
    assert (found.level.low, found.level.high) == pytest.approx((-3, -3))


def test_the_error_is_newey_and_wests_sum_written_out() -> None:
    chance = random.Random(1)
    residuals = [chance.gauss(0, 1) for _ in range(30)]
    weights = [chance.uniform(-1, 1) for _ in range(30)]

    found = interrupted.newey_west(np.array([residuals]), np.array(weights), lags=8)[0]

    scores = [one * other for one, other in zip(residuals, weights, strict=True)]
    variance = sum(score * score for score in scores)
    for lag in range(1, 9):
        variance += 2 * (1 - lag / 9) * sum(scores[t] * scores[t - lag] for t in range(lag, 30))
    assert found == pytest.approx(variance**0.5)


def test_without_correlation_and_lags_the_error_is_whites() -> None:
    found = interrupted.newey_west(np.array([[3.0, -4.0]]), np.array([1.0, 1.0]), lags=0)

    assert found.tolist() == [5.0]


@settings(deadline=None)  # the first example makes the table of critical values, the others find it
@given(
    st.floats(-50, 50), st.floats(0.01, 100),
    st.lists(st.floats(-10, 10), min_size=24, max_size=24).filter(lambda values: np.std(values) > 1e-3),
)  # fmt: skip
def test_another_unit_or_another_zero_changes_the_figures_and_not_what_they_say(
    zero: float, unit: float, values: list[float]
) -> None:
    span = list(range(-12, 12))

    one = interrupted.segmented(np.array(values), span).level
    other = interrupted.segmented(np.array(values) * unit + zero, span).level

    assert other.value == pytest.approx(one.value * unit, rel=1e-6, abs=1e-6 * (1 + unit + abs(zero)))
    assert other.high - other.low == pytest.approx((one.high - one.low) * unit, rel=1e-3, abs=1e-6 * (1 + abs(zero)))


def test_placebo_dates_never_see_what_came_after_the_date() -> None:
    span = list(range(-40, 20))
    quiet = np.array([(week * 7 % 5) / 10 for week in span])
    loud = quiet + np.array([100.0 if week >= 0 else 0.0 for week in span])

    placebos = interrupted.placebos(loud, span)

    assert placebos == interrupted.placebos(quiet, span)
    assert [date for date, _ in placebos] == list(range(-28, -7))
    assert max(abs(step) for _, step in placebos) < 1


def test_a_place_that_drifts_away_is_seen_before_the_date() -> None:
    chance = random.Random(2)
    span = list(range(-30, 0))
    drift = np.array([0.1 * week + chance.gauss(0, 0.2) for week in span])

    found = interrupted.trend(drift, span)

    assert found.low < 0.1 < found.high
    assert found.low > 0


def test_with_one_stratum_the_standardised_means_are_the_plain_ones() -> None:
    sums, counts = np.array([[30.0], [10.0], [40.0]]), np.array([[10.0], [10.0], [10.0]])

    found = standardise.standardised(sums, counts, np.array([False, False, True]))

    assert (found.before, found.after, found.difference) == (2.0, 4.0, 2.0)
    assert found.covered == 1.0
    assert found.weekly[:2].mean() == pytest.approx(2.0)


def test_the_same_times_in_every_stratum_are_no_change_however_the_mix_moves() -> None:
    """Quick ones take 2 minutes, slow ones 10. Before: 80 quick of 100; after: 20 quick of 100. Worked out by hand."""
    sums = np.array([[160.0, 200.0], [40.0, 800.0]])
    counts = np.array([[80.0, 20.0], [20.0, 80.0]])

    found = standardise.standardised(sums, counts, np.array([False, True]))

    assert (found.crude_before, found.crude_after) == (3.6, 8.4)
    assert found.before == found.after == pytest.approx(6.0)


def test_what_only_one_period_has_is_left_out_and_said_to_be() -> None:
    sums = np.array([[20.0, 100.0], [30.0, 0.0]])
    counts = np.array([[10.0, 10.0], [10.0, 0.0]])

    found = standardise.standardised(sums, counts, np.array([False, True]))

    assert (found.before, found.after) == (2.0, 3.0)
    assert found.covered == pytest.approx(20 / 30)
    with pytest.raises(ValueError, match="no stratum"):
        standardise.standardised(sums[:, 1:], counts[:, 1:], np.array([False, True]))
