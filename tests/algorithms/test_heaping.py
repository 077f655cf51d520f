"""An hour that stands for "not known" is told from a busy hour."""

from __future__ import annotations

import numpy as np
import pytest

from sereno.algorithms.heaping import heaped_hours


def test_a_busy_evening_is_no_heap() -> None:
    day = np.array([300, 220, 160, 120, 110, 130, 190, 280, 400, 480, 520, 560,
                    600, 620, 640, 660, 700, 780, 860, 900, 840, 700, 540, 400])  # fmt: skip

    assert heaped_hours(day) == []


@pytest.mark.parametrize("hour", [0, 12, 23])
def test_an_hour_with_twice_its_neighbours_is_heaped_around_the_clock(hour: int) -> None:
    day = np.full(24, 200)
    day[hour] = 400

    assert heaped_hours(day) == [hour]


def test_of_few_incidents_nothing_is_said() -> None:
    day = np.full(24, 4)
    day[12] = 99

    assert heaped_hours(day) == []
