"""Times are told as they are, with intervals that do not pretend to know more than the weeks do."""

from __future__ import annotations

import math
import random
import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sereno.algorithms import durations, survival

times = st.lists(st.floats(0, 3e6, width=32), min_size=1, max_size=200)


@given(times)
def test_median_and_ninetieth_percentile_are_the_textbooks(seconds: list[float]) -> None:
    found = durations.quantiles(np.array(seconds), (0.5, 0.9))

    wanted = [statistics.median(seconds), float(np.quantile(seconds, 0.9))]
    assert found == pytest.approx(wanted, rel=1e-6)


@given(st.lists(st.floats(0, 3e6, width=32), min_size=1, max_size=50))
def test_every_duration_lies_in_its_bin(seconds: list[float]) -> None:
    edges, bins = durations.edges(), durations.bin_of(np.array(seconds))

    for second, number in zip(seconds, bins, strict=True):
        assert edges[number] - 1e-4 * (1 + second) <= second
        assert second <= edges[number + 1] + 1e-4 * (1 + second)


def test_bins_are_three_percent_wide_and_have_no_gaps() -> None:
    edges = durations.edges()

    assert edges[0] == 0
    assert (np.diff(edges) > 0).all()
    assert ((edges[1:] + 1) / (edges[:-1] + 1)).max() <= 1 + 1 / 32


def test_the_binned_quantile_is_within_a_bin_of_the_true_one() -> None:
    chance = random.Random(4)
    seconds = np.array([chance.lognormvariate(5.6, 0.8) for _ in range(5_000)])
    counts = durations.weekly_counts(seconds, week=np.zeros(5_000, int), weeks=1)

    for share in (0.1, 0.5, 0.9):
        found = float(durations.binned_quantiles(counts, share)[0])
        assert found == pytest.approx(float(np.quantile(seconds, share)), rel=0.015)


def test_weeks_are_counted_apart() -> None:
    counts = durations.weekly_counts(np.array([60.0, 60.0, 300.0]), week=np.array([0, 2, 2]), weeks=3)

    assert counts.sum(axis=1).tolist() == [1, 0, 2]


@pytest.mark.parametrize("weeks", [5, 11, 12, 19, 20, 53])
def test_each_resampling_has_as_many_weeks_as_there_are(weeks: int) -> None:
    drawn = durations.resampled(weeks, runs=200, rng=np.random.default_rng(1))

    assert (drawn.sum(axis=1) == weeks).all()
    assert drawn.mean() == pytest.approx(1)
    assert (drawn == 0).any()


def test_no_interval_is_given_for_four_weeks() -> None:
    assert durations.interval_of(np.arange(400.0), weeks=4) is None


@pytest.mark.parametrize(("weeks", "memory"), [(8, 0.0), (26, 0.3), (52, 0.3)])
def test_nineteen_of_twenty_intervals_of_a_median_hold_the_truth(weeks: int, memory: float) -> None:
    """Bad weeks come in rows: what is left of one in the next is `memory`."""
    chance, rng = random.Random(8), np.random.default_rng(8)
    spread = 0.15
    truth = 240.0  # each case's logarithm is symmetric around it
    held = 0
    for _ in range(1_000):
        seconds, week = cases(weeks, memory, spread, chance)
        counts = durations.weekly_counts(seconds, week=week, weeks=weeks)
        draws = durations.binned_quantiles(durations.resampled(weeks, runs=300, rng=rng) @ counts, 0.5)
        interval = durations.interval_of(draws, weeks=weeks)
        assert interval is not None
        held += interval.low <= truth <= interval.high

    assert 0.92 <= held / 1_000 <= 0.98


def cases(weeks: int, memory: float, spread: float, chance: random.Random) -> tuple[np.ndarray, np.ndarray]:
    state = chance.gauss(0, spread / math.sqrt(1 - memory**2))
    seconds, week = [], []
    for number in range(weeks):
        for _ in range(chance.randint(30, 50)):
            seconds.append(240 * math.exp(state + chance.gauss(0, 0.7)))
            week.append(number)
        state = memory * state + chance.gauss(0, spread)
    return np.array(seconds), np.array(week)


# Weeks in remission of 21 leukaemia patients on 6-mercaptopurine; + is censored (Freireich et al. 1963,
# the usual example of this curve). The shares beside it are the product of (1 - relapses / at risk), to three places.
REMISSION = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
KNOWN = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}


def remission() -> tuple[np.ndarray, np.ndarray]:
    return (
        np.array([float(weeks.rstrip("+")) for weeks in REMISSION.split()]),
        np.array([not weeks.endswith("+") for weeks in REMISSION.split()]),
    )


def test_the_curve_of_the_textbook_example_is_the_known_one() -> None:
    curve = survival.kaplan_meier(*remission())

    assert dict(zip(curve.seconds.tolist(), np.round(curve.waiting, 3).tolist(), strict=True)) == KNOWN
    assert survival.reached_by(curve, 0.5) == 23
    assert survival.reached_by(curve, 0.9) is None


def test_the_restricted_mean_is_the_area_under_the_known_curve() -> None:
    curve = survival.kaplan_meier(*remission())

    by_hand = 6 * 1 + 1 * 0.857143 + 3 * 0.806723 + 3 * 0.752941 + 3 * 0.690196 + 4 * 0.627451
    assert survival.restricted_mean(curve, horizon_s=20) == pytest.approx(by_hand, abs=1e-5)


@given(st.lists(st.integers(0, 5_000), min_size=1, max_size=60), st.integers(1, 4_000))
def test_when_all_arrive_it_is_the_plain_mean_and_quantile(seconds: list[int], horizon: int) -> None:
    curve = survival.kaplan_meier(np.array(seconds, float), np.ones(len(seconds), bool))

    plain = statistics.mean(min(second, horizon) for second in seconds)
    assert survival.restricted_mean(curve, horizon_s=horizon) == pytest.approx(plain)
    assert survival.reached_by(curve, 1.0) == max(seconds)


@given(
    st.lists(st.tuples(st.integers(0, 5_000), st.booleans()), min_size=2, max_size=60),
    st.data(),
)
def test_a_unit_that_never_came_is_never_better_than_one_that_did(
    cases: list[tuple[int, bool]], data: st.DataObject
) -> None:
    which = data.draw(st.integers(0, len(cases) - 1))
    seconds, arrived = (np.array(column) for column in zip(*cases, strict=True))
    came, never = arrived.copy(), arrived.copy()
    came[which], never[which] = True, False

    means = [
        survival.restricted_mean(survival.kaplan_meier(seconds.astype(float), which), horizon_s=3_600)
        for which in (came, never)
    ]

    assert means[1] >= means[0] - 1e-9


def test_leaving_out_who_was_never_reached_makes_a_service_look_faster() -> None:
    """Nine of ten wait 300 s; the tenth was closed after an hour without a unit."""
    seconds = np.array([300.0] * 9 + [3_600.0])
    arrived = np.array([True] * 9 + [False])

    honest = survival.restricted_mean(survival.kaplan_meier(seconds, arrived), horizon_s=3_600)

    assert honest == pytest.approx(0.9 * 300 + 0.1 * 3_600)
    assert seconds[arrived].mean() == 300


def test_the_binned_curve_agrees_with_the_exact_one() -> None:
    chance = random.Random(6)
    seconds = np.array([chance.lognormvariate(5.8, 0.7) for _ in range(4_000)])
    until = np.array([chance.lognormvariate(7.2, 0.7) for _ in range(4_000)])
    arrived, shown = seconds <= until, np.minimum(seconds, until)
    week = np.zeros(4_000, int)
    arrivals = durations.weekly_counts(shown[arrived], week=week[arrived], weeks=1)
    departures = durations.weekly_counts(shown[~arrived], week=week[~arrived], weeks=1)

    waiting = survival.binned_waiting(arrivals, departures)
    exact = survival.kaplan_meier(shown, arrived)

    mean = float(survival.binned_restricted_mean(waiting, horizon_s=3_600)[0])
    assert mean == pytest.approx(survival.restricted_mean(exact, horizon_s=3_600), rel=0.01)
    by = survival.reached_by(exact, 0.9)
    assert by is not None
    assert float(survival.binned_reached_by(waiting, 0.9)[0]) == pytest.approx(by, rel=0.05)
