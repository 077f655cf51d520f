"""How many incidents a town has, of which kind, at which hour and on which day.

The mix leans on what Chilean municipalities publish: noise and badly parked vehicles lead, crashes are about a
twentieth (Punta Arenas, 4,753 calls in 2024); nights and weekends belong to noise and disorder, days to the streets.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

PER_DAY = 100.0
_HOURS = np.arange(24)


@dataclass(frozen=True, slots=True)
class Habit:
    """When and how often one category happens: its share of all, the hour it peaks, how narrowly, and weekends."""

    share: float
    peak_hour: float
    spread_hours: float = 5.0
    weekend: float = 1.0  # times as many from Friday evening to Sunday


HABITS: dict[str, Habit] = {
    "noise": Habit(16, 0.0, 3.0, weekend=2.2),
    "bad-parking": Habit(13, 13.0, 4.5, weekend=0.7),
    "suspicious": Habit(10, 23.0, 6.0),
    "street-drinking": Habit(7, 23.0, 3.5, weekend=1.9),
    "rubbish": Habit(6, 11.0, 4.0),
    "street-light": Habit(6, 21.5, 2.5),
    "crash": Habit(5, 17.5, 5.0, weekend=1.1),
    "animal": Habit(5, 14.0, 6.0),
    "burglary": Habit(4, 3.0, 6.0, weekend=1.2),
    "vehicle-theft": Habit(4, 22.0, 6.0),
    "drugs": Habit(4, 20.0, 4.5, weekend=1.3),
    "complaint": Habit(4, 11.0, 3.0, weekend=0.3),
    "robbery-in-progress": Habit(3, 21.0, 5.0, weekend=1.2),
    "violence": Habit(3, 1.0, 5.0, weekend=1.8),
    "medical": Habit(3, 14.0, 8.0),
    "racing": Habit(3, 0.5, 2.5, weekend=1.9),
    "street-trade": Habit(3, 15.0, 3.5),
    "vulnerable": Habit(3, 18.0, 6.0),
    "pothole": Habit(3, 11.0, 4.0, weekend=0.6),
    "domestic-violence": Habit(2.5, 22.0, 4.5, weekend=1.5),
    "abandoned-vehicle": Habit(2, 12.0, 4.0, weekend=0.6),
    "fire": Habit(1.5, 16.0, 6.0),
    "fallen-tree": Habit(1, 15.0, 8.0),
}
CODES = tuple(HABITS)


def incidents_per_hour(local: datetime) -> float:
    """How many incidents to expect in an hour like this one; over a week they amount to `PER_DAY` a day."""
    return float(_week()[_hour_of_week(local)].sum())


def rates_at(local: datetime) -> NDArray[np.float64]:
    """How many incidents of each category of `CODES` to expect in an hour like this one."""
    return np.asarray(_week()[_hour_of_week(local)])


def draw_category(rng: np.random.Generator, *, local: datetime) -> str:
    """What happens, given that something happens at this hour."""
    weights = _week()[_hour_of_week(local)]
    return CODES[int(rng.choice(len(CODES), p=weights / weights.sum()))]


def _hour_of_week(local: datetime) -> int:
    return local.weekday() * 24 + local.hour


@lru_cache(maxsize=1)
def _week() -> NDArray[np.float64]:
    """Incidents an hour for each hour of the week (Monday first) and category: (168, categories)."""
    rates = np.stack([_hours_of(habit) for habit in HABITS.values()], axis=1)
    return np.asarray(rates * PER_DAY * 7 / rates.sum())


def _hours_of(habit: Habit) -> NDArray[np.float64]:
    away = np.abs(_HOURS - habit.peak_hour)
    away = np.minimum(away, 24 - away)  # midnight is next to 23 h
    day = np.exp(-0.5 * (away / habit.spread_hours) ** 2) + 0.08
    week = np.tile(habit.share * day / day.sum(), 7)
    is_weekend = np.zeros(168, bool)
    is_weekend[4 * 24 + 19 : 6 * 24 + 24] = True
    is_weekend[:5] = True  # Sunday night lasts until Monday's small hours
    return np.where(is_weekend, week * habit.weekend, week)
