"""What is said of a sample: the textbook's figures, nothing from few cases, and never better for not going."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sereno.algorithms import durations, samples, survival
from sereno.algorithms.samples import LEAST_CASES, Sample, draws, summarise, waiting_of

NAN = float("nan")


def sample(
    seconds: list[float], *, waited: float = 3_600, target: float = NAN, is_open: bool = False, weeks: int = 10
) -> Sample:
    n = len(seconds)
    return Sample(
        seconds=np.array(seconds, np.float32),
        waited=np.full(n, waited, np.float32),
        target=np.full(n, target, np.float32),
        is_open=np.full(n, is_open),
        week=(np.arange(n) % weeks).astype(np.int32),
    )


@given(st.lists(st.floats(0, 3e6, width=32), min_size=LEAST_CASES, max_size=200))
def test_the_quantiles_are_those_of_the_textbook(seconds: list[float]) -> None:
    found = summarise(sample(seconds), draws(10))

    assert [found.median, found.p90] == pytest.approx(
        durations.quantiles(np.array(seconds, np.float32), (0.5, 0.9)), rel=1e-6
    )


def test_of_twenty_nine_cases_nothing_is_said_and_of_thirty_something() -> None:
    few, enough = (summarise(sample([60.0] * n), draws(10)) for n in (29, 30))

    assert (few.done, few.median, few.p90, few.median_interval, few.missing_share) == (29, None, None, None, None)
    assert (enough.done, enough.median, enough.missing_share) == (30, 60.0, 0.0)


def test_every_case_is_done_missing_waiting_or_out_of_order() -> None:
    closed = sample([100.0] * 40 + [NAN] * 10 + [-5.0] * 3)
    going_on = sample([NAN] * 7, is_open=True)
    both = Sample(
        *(
            np.concatenate([getattr(closed, part), getattr(going_on, part)])
            for part in ("seconds", "waited", "target", "is_open", "week")
        )
    )

    found = summarise(both, draws(10))

    assert (found.cases, found.done, found.missing, found.waiting, found.disordered) == (60, 40, 10, 7, 3)
    assert found.missing_share == 0.2


def test_a_target_is_missed_by_who_came_late_and_by_who_never_came() -> None:
    """20 in time, 10 late, 10 never in an hour; target five minutes."""
    found = summarise(sample([200.0] * 20 + [400.0] * 10 + [NAN] * 10, target=300), draws(10))

    assert (found.told, found.within) == (40, 0.5)


def test_who_ended_before_the_target_without_needing_it_counts_neither_way() -> None:
    found = summarise(sample([200.0] * 30 + [NAN] * 10, waited=100, target=300), draws(10))

    assert (found.told, found.within) == (30, 1.0)


def test_without_a_promise_there_is_no_share() -> None:
    found = summarise(sample([200.0] * 40), draws(10))

    assert (found.told, found.within, found.within_interval) == (0, None, None)


def test_four_weeks_are_too_few_for_an_interval() -> None:
    found = summarise(sample([float(n) for n in range(60)], weeks=4), draws(4))

    assert found.median is not None
    assert found.median_interval is None


@pytest.mark.parametrize("weeks", [60, 160])
def test_nineteen_of_twenty_intervals_hold_the_truth_whether_weeks_are_drawn_alone_or_by_fours(weeks: int) -> None:
    """Good and bad weeks come in rows; the median of all of them is 240 s, nine of ten take less than the p90."""
    chance, held, runs = random.Random(5), 0, 300
    for _ in range(runs):
        state, seconds, week = chance.gauss(0, 0.15), [], []
        for number in range(weeks):
            seconds += [240 * np.exp(state + chance.gauss(0, 0.6)) for _ in range(25)]
            week += [number] * 25
            state = 0.3 * state + chance.gauss(0, 0.14)
        found = summarise(
            Sample(
                np.array(seconds, np.float32),
                np.zeros(len(seconds), np.float32),
                np.full(len(seconds), NAN, np.float32),
                np.zeros(len(seconds), bool),
                np.array(week, np.int32),
            ),
            draws(weeks),
        )
        assert found.median_interval is not None
        held += found.median_interval.low <= 240 <= found.median_interval.high

    assert draws(weeks).merged == (1 if weeks == 60 else 4)
    assert 0.91 <= held / runs <= 0.985


def test_those_never_reached_are_counted_with_their_wait() -> None:
    """54 wait 300 s; 6 were closed after half an hour without a unit: nine of ten are reached in 300 s."""
    found = waiting_of(sample([300.0] * 54 + [NAN] * 6, waited=1_800), draws(10), horizon_s=3_600)

    assert found is not None
    assert found.by90 == 300
    assert found.mean == pytest.approx(0.9 * 300 + 0.1 * 3_600)
    assert found.mean_interval is not None


def test_when_one_in_five_is_never_reached_nine_of_ten_never_are() -> None:
    found = waiting_of(sample([300.0] * 48 + [NAN] * 12, waited=1_800), draws(10), horizon_s=3_600)

    assert found is not None
    assert found.by90 is None


def test_with_few_arrivals_no_curve_is_drawn() -> None:
    assert waiting_of(sample([300.0] * 29 + [NAN] * 40), draws(10), horizon_s=3_600) is None


def test_many_cases_are_counted_into_the_same_curve_as_few_are_sorted_into() -> None:
    rng = np.random.default_rng(3)
    seconds, arrived = rng.integers(0, 5_000, 60_000).astype(float), rng.random(60_000) < 0.8

    counted = survival.kaplan_meier(seconds, arrived)
    many, survival._MANY = survival._MANY, 10**9
    try:
        by_sorting = survival.kaplan_meier(seconds, arrived)
    finally:
        survival._MANY = many

    assert (counted.seconds == by_sorting.seconds).all()
    assert counted.waiting == pytest.approx(by_sorting.waiting)


def test_the_same_question_twice_gives_the_same_interval() -> None:
    draws.cache_clear()
    one = summarise(sample([float(n) for n in range(90)]), draws(10))
    samples.draws.cache_clear()

    assert summarise(sample([float(n) for n in range(90)]), draws(10)) == one
