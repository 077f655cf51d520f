"""What is noise is called noise, and a map is only blurred where that predicts better."""

import numpy as np
import pytest
from numpy.typing import NDArray

from sereno.algorithms.blur import blurred, choose_blur
from sereno.algorithms.difference import differ

PIXEL_M = 25.0
SIDE = 60
EVERYWHERE = np.ones((SIDE, SIDE), bool)


def dealt_out(places: NDArray[np.float64], *, folds: int = 4) -> NDArray[np.int64]:
    """Counts of points (n, 2), in pixels, dealt out to folds in turn."""
    grid = np.zeros((folds, SIDE, SIDE), np.int64)
    for number, (x, y) in enumerate(places):
        grid[number % folds, int(y), int(x)] += 1
    return grid


def test_incidents_at_fixed_corners_are_best_not_blurred() -> None:
    rng = np.random.default_rng(3)
    corners = rng.integers(0, SIDE, (25, 2)).astype(float)

    chosen = choose_blur(dealt_out(corners[rng.integers(0, 25, 2_000)]), inside=EVERYWHERE, pixel_m=PIXEL_M)

    assert chosen is not None
    assert chosen.bandwidth_m == 0


def test_few_incidents_strewn_around_a_square_are_best_blurred() -> None:
    rng = np.random.default_rng(4)
    strewn = np.clip(rng.normal(30, 6, (120, 2)), 0, SIDE - 1)  # 150 m around the middle

    chosen = choose_blur(dealt_out(strewn), inside=EVERYWHERE, pixel_m=PIXEL_M)

    assert chosen is not None
    assert 50 <= chosen.bandwidth_m <= 200
    bits = dict(chosen.bits)
    assert bits[chosen.bandwidth_m] > bits[0.0] + 0.3


def test_one_fold_alone_chooses_no_blur() -> None:
    folds = np.zeros((4, SIDE, SIDE), np.int64)
    folds[0, 3, 3] = 9

    assert choose_blur(folds, inside=EVERYWHERE, pixel_m=PIXEL_M) is None


def test_blurring_loses_nobody_and_puts_nobody_outside() -> None:
    counts = np.zeros((20, 20), np.int64)
    counts[0, 0], counts[10, 4] = 7, 5
    inside = np.ones((20, 20), bool)
    inside[:, 15:] = False

    spread = blurred(counts, inside=inside, sigma=3.0)

    assert spread.sum() == pytest.approx(12)
    assert spread[:, 15:].sum() == 0


def test_chance_alone_is_seldom_called_a_difference() -> None:
    rng = np.random.default_rng(5)
    rates = rng.gamma(1.0, 6.0, 400)
    towns = [differ(rng.poisson(rates), rng.poisson(rates / 2), before_h=1_000, now_h=500) for _ in range(200)]

    with_any = sum(bool(found.beyond_chance.any()) for found in towns)

    assert with_any <= 0.05 * 200 + 3 * (0.05 * 0.95 * 200) ** 0.5  # the rule's own promise, and three sigmas


def test_a_real_difference_among_many_cells_is_found() -> None:
    rng = np.random.default_rng(6)
    before, now = rng.poisson(20, 300), rng.poisson(20, 300)
    now[:5] = 60

    found = differ(before, now, before_h=100, now_h=100)

    assert found.beyond_chance[:5].all()
    assert found.beyond_chance[5:].mean() < 0.02


def test_the_length_of_the_periods_is_taken_into_account() -> None:
    same_rate = differ(np.array([400]), np.array([100]), before_h=400, now_h=100)

    assert same_rate.ratio.tolist() == [1.0]
    assert not same_rate.beyond_chance[0]


def test_a_cell_that_had_nothing_before_has_no_ratio() -> None:
    found = differ(np.array([0, 0]), np.array([30, 0]), before_h=10, now_h=10)

    assert np.isnan(found.ratio).all()
    assert found.beyond_chance.tolist() == [True, False]


def test_a_period_without_hours_is_refused() -> None:
    with pytest.raises(ValueError, match="must be more than none"):
        differ(np.array([1]), np.array([1]), before_h=0, now_h=1)
