"""How patient the simulated people are: in minutes of the town when time is ordinary, less when it runs fast.

At ordinary speed the town is livelier than a real one (a report every minute, work of two minutes), so that a
visitor sees something happen; at 60x everything takes as long as in life.
"""

import math
from dataclasses import dataclass

import numpy as np

from sereno.kernel import clock


@dataclass(frozen=True, slots=True)
class Tempo:
    """All durations are seconds of the town unless the name says real."""

    speed: float = 1.0
    every_real_s: float = 75.0  # at least one report in this time

    @classmethod
    def of_town(cls, *, every_real_s: float) -> "Tempo":
        """The tempo of this process's clock."""
        return cls(clock.speed(), every_real_s)

    def gap_real_s(self, rng: np.random.Generator, *, per_hour: float) -> float:
        """Real seconds until the next report: the town's own rhythm, or the liveliness asked for if that is more."""
        rhythm_s = 3600 / per_hour / self.speed
        lively_s = self.every_real_s * float(rng.uniform(0.45, 1.0))
        return min(float(rng.exponential(rhythm_s)), lively_s)

    @property
    def desk_patience_s(self) -> float:
        """How long a report waits for a person at the desk before a simulated operator takes it."""
        return 40 * math.sqrt(self.speed)

    @property
    def guest_patience_s(self) -> float:
        """How long what a person reported, or has opened, is left to people."""
        return 300 * self.speed

    @property
    def fix_every_s(self) -> float:
        """The phone's interval between two positions."""
        return max(3.0, self.speed / 4)

    def scene_s(self, rng: np.random.Generator, *, priority: int) -> float:
        """How long a crew works at the place."""
        ordinary = {1: 1300, 2: 950, 3: 600, 4: 700}[priority] * float(rng.lognormal(0, 0.45))
        return ordinary * min(max(self.speed / 8, 0.14), 1)
