"""What may be said of a change: one of four sentences, by rules that were fixed before anybody looked."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sereno.algorithms.interrupted import LEAST_AFTER, LEAST_BEFORE, Effect

LEAST_CASES = 30
"""Cases that are needed on each side."""
MOST_PLACEBOS = 0.1
"""A change is not believed when more than this share of dates without one shows as much."""
LEAST_PLACEBOS = 9
"""With fewer dates no share of a tenth can be told, and they are not asked."""


class Verdict(StrEnum):
    """What may be said; a closed list."""

    FALLS = "falls"
    RISES = "rises"
    UNTOLD = "cannot be told"
    FEW = "too few data"


class Reason(StrEnum):
    """Why nothing may be said; empty where something may."""

    NONE = ""
    WEEKS = "weeks"  # too few weeks with figures on a side
    CASES = "cases"  # too few cases on a side
    INTERVAL = "interval"  # the interval holds no change, too
    PLACEBO = "placebo"  # dates without a change show as much
    APART = "apart"  # the two places drifted apart before the date
    MIX = "mix"  # with the same mix of cases the change points the other way


@dataclass(frozen=True, slots=True)
class Side:
    """What there is before, or after."""

    weeks: int
    cases: int


@dataclass(frozen=True, slots=True)
class Found:
    """A verdict and why."""

    verdict: Verdict
    reason: Reason = Reason.NONE


def enough(before: Side, after: Side) -> Found | None:
    """The verdict where there are too few data for any other; None where there are enough."""
    if before.weeks < LEAST_BEFORE or after.weeks < LEAST_AFTER:
        return Found(Verdict.FEW, Reason.WEEKS)
    if min(before.cases, after.cases) < LEAST_CASES:
        return Found(Verdict.FEW, Reason.CASES)
    return None


def judge(
    effect: Effect, *, standardised: Effect | None, placebos: Sequence[float] = (), apart: Effect | None = None
) -> Found:
    """What may be said of an effect where there are data enough.

    Parameters
    ----------
    effect : of the interrupted series; of the difference in differences where there is a place to compare with
    standardised : the difference with the same mix of cases; None where no mix is common
    placebos : steps at dates at which nothing happened
    apart : the trend of the difference between both places before the date

    Notes
    -----
    The two intervals are not asked to agree, for they answer different questions; that they point in opposite
    directions, both surely, is a contradiction.
    """
    if effect.low <= 0 <= effect.high:
        return Found(Verdict.UNTOLD, Reason.INTERVAL)
    if placebo_share(effect.value, placebos) > MOST_PLACEBOS:
        return Found(Verdict.UNTOLD, Reason.PLACEBO)
    if apart is not None and not apart.low <= 0 <= apart.high:
        return Found(Verdict.UNTOLD, Reason.APART)
    falls = effect.high < 0
    if standardised is not None and (standardised.low > 0 if falls else standardised.high < 0):
        return Found(Verdict.UNTOLD, Reason.MIX)
    return Found(Verdict.FALLS if falls else Verdict.RISES)


def placebo_share(value: float, placebos: Sequence[float]) -> float:
    """The share of dates without a change that show as much, the true date counted among them; 0 with too few."""
    if len(placebos) < LEAST_PLACEBOS:
        return 0.0
    return (1 + sum(abs(one) >= abs(value) for one in placebos)) / (1 + len(placebos))
