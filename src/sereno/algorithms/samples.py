"""What a sample of durations says: how many, how long, how many in time, how many never, each with its interval.

Estimates come from the cases themselves; the intervals from resampled weeks, by counts in bins (`durations`).
"""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from sereno.algorithms import durations, survival
from sereno.algorithms.durations import Interval

Floats = NDArray[np.floating]
LEAST_CASES = 30
"""With fewer cases no figure is given."""
MOST_WEEKS = 104
"""With more weeks four neighbouring ones are drawn as one, at fixed places: hardly different, and many times faster."""
_MERGED = 4
_SEED = 1992  # the same page twice shows the same interval


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """n cases that began.

    Attributes
    ----------
    seconds : (n,) until the end; nan where there is none, negative where the moments are out of order
    waited : (n,) where there is no end: for how long there has been none, until the case closed or now; else anything
    target : (n,) seconds promised, nan where nothing was; None where nothing ever is
    is_open : (n,) the case goes on, so an end may still come
    week : (n,) week of each, from 0
    """

    seconds: NDArray[np.float32]
    waited: NDArray[np.float32]
    target: NDArray[np.float32] | None
    is_open: NDArray[np.bool_]
    week: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.seconds)

    def at(self, places: "NDArray[np.intp] | slice") -> "Sample":
        """Some of the cases; by a slice nothing is copied."""
        target = self.target[places] if self.target is not None else None
        return Sample(self.seconds[places], self.waited[places], target, self.is_open[places], self.week[places])


@dataclass(frozen=True, slots=True)
class Summary:
    """What a sample says. Figures are None where fewer than LEAST_CASES stand behind them.

    Attributes
    ----------
    cases : that began
    done : that ended, with moments in order; behind `median` and `p90`, in seconds
    missing : that closed without an end
    waiting : that still go on without one
    disordered : whose moments are out of order; in no figure
    told : of which it can be said whether they kept their target; behind `within`, a share
    """

    cases: int
    done: int
    missing: int
    waiting: int
    disordered: int
    told: int
    median: float | None = None
    p90: float | None = None
    within: float | None = None
    median_interval: Interval | None = None
    p90_interval: Interval | None = None
    within_interval: Interval | None = None

    @property
    def missing_share(self) -> float | None:
        """Of all cases that are over."""
        over = self.done + self.missing
        return self.missing / over if over >= LEAST_CASES else None


@dataclass(frozen=True, slots=True, eq=False)
class Draws:
    """Resamplings of so many weeks: `times` (runs, units) says how often each unit of `merged` weeks is drawn."""

    weeks: int
    merged: int
    times: NDArray[np.float32]

    @property
    def units(self) -> int:
        """How many units there are to draw from."""
        return int(self.times.shape[1])


@lru_cache(maxsize=16)
def draws(weeks: int, *, runs: int = 300) -> Draws:
    """Resamplings of weeks in blocks; the same ones at every call."""
    rng = np.random.default_rng(_SEED)
    if weeks <= MOST_WEEKS:
        return Draws(weeks, 1, durations.resampled(weeks, runs=runs, rng=rng))
    units = -(-weeks // _MERGED)
    return Draws(weeks, _MERGED, rng.multinomial(units, np.full(units, 1 / units), size=runs).astype(np.float32))


def summarise(sample: Sample, drawn: Draws) -> Summary:
    """Everything at once."""
    is_done = sample.seconds >= 0  # nan is not
    done, disordered = int(np.count_nonzero(is_done)), int(np.count_nonzero(sample.seconds < 0))
    without = len(sample) - done - disordered
    waiting = int(np.count_nonzero(np.isnan(sample.seconds) & sample.is_open)) if without else 0
    unit = sample.week // drawn.merged if drawn.merged > 1 else sample.week
    told, within, within_interval = _within(sample, unit, drawn)
    found = Summary(
        len(sample), done, without - waiting, waiting, disordered, told, within=within, within_interval=within_interval
    )
    if found.done < LEAST_CASES:
        return found
    seconds = sample.seconds[is_done]
    bins = durations.bin_of(seconds)
    first, table = _table(bins, unit[is_done], drawn.units)
    grown = np.cumsum(table.sum(axis=0, dtype=np.int64))
    runs = drawn.times @ table
    median, p90 = (_quantile(seconds, bins - first, grown, share) for share in (0.5, 0.9))
    of_median, of_p90 = (durations.interval_of(_binned(runs, first, share), weeks=drawn.weeks) for share in (0.5, 0.9))
    return replace(found, median=median, p90=p90, median_interval=of_median, p90_interval=of_p90)


@dataclass(frozen=True, slots=True, eq=False)
class Waiting:
    """How many still wait, by Kaplan and Meier, those never reached counted with the time they waited at least.

    Attributes
    ----------
    curve : the share still waiting
    edges, low, high : the band of its 95 % intervals, at moments in seconds; empty with too few weeks
    mean : the mean wait in seconds, each wait cut at the horizon
    by90 : after how many seconds nine of ten had been reached; None where so many never were
    """

    curve: survival.Curve
    edges: Floats
    low: Floats
    high: Floats
    mean: float
    mean_interval: Interval | None
    by90: float | None


def waiting_of(sample: Sample, drawn: Draws, *, horizon_s: float) -> Waiting | None:
    """The curve of a sample up to a horizon; None with too few cases."""
    is_done = sample.seconds >= 0
    orderly = is_done | np.isnan(sample.seconds)
    seconds = np.where(is_done, sample.seconds, sample.waited)[orderly]
    seconds = np.minimum(np.maximum(seconds, 0), np.float32(horizon_s + 1))  # what lies beyond is not looked at
    arrived = is_done[orderly] & (seconds <= horizon_s)
    if np.count_nonzero(arrived) < LEAST_CASES:
        return None
    curve = survival.kaplan_meier(seconds, arrived)
    unit = (sample.week // drawn.merged)[orderly]
    bins = durations.bin_of(seconds)
    arrivals = _whole_table(bins[arrived], unit[arrived], drawn.units)
    departures = _whole_table(bins[~arrived], unit[~arrived], drawn.units)
    shares = survival.binned_waiting(drawn.times @ arrivals, drawn.times @ departures)
    means = survival.binned_restricted_mean(shares, horizon_s=horizon_s)
    at = np.flatnonzero(durations.edges()[1:] <= horizon_s)
    band = [durations.interval_of(shares[:, place], weeks=drawn.weeks) for place in at[::4]]
    known = [(durations.edges()[place + 1], one.low, one.high) for place, one in zip(at[::4], band, strict=True) if one]
    edges, low, high = np.array(known, float).reshape(-1, 3).T
    return Waiting(
        curve, edges, low, high, survival.restricted_mean(curve, horizon_s=horizon_s),
        durations.interval_of(means, weeks=drawn.weeks), survival.reached_by(curve, 0.9),
    )  # fmt: skip


def _within(sample: Sample, unit: NDArray[np.int32], drawn: Draws) -> tuple[int, float | None, Interval | None]:
    """Of how many it can be told whether they kept their target; the share that did, and its interval."""
    if sample.target is None:
        return 0, None, None
    kept, told = durations.within_target(sample.seconds, target=sample.target, waited=sample.waited)
    orderly = ~(sample.seconds < 0)
    kept, told = kept & orderly, told & orderly
    of, good = (np.bincount(unit[which], minlength=drawn.units).astype(np.float32) for which in (told, kept))
    count = int(of.sum())
    if count < LEAST_CASES:
        return count, None, None
    runs_of, runs_good = drawn.times @ of, drawn.times @ good
    shares = np.divide(runs_good, runs_of, out=np.full(len(runs_of), np.nan, np.float32), where=runs_of > 0)
    return count, float(good.sum() / of.sum()), durations.interval_of(shares, weeks=drawn.weeks)


def _quantile(seconds: Floats, bins: NDArray[np.int32], grown: NDArray[np.int64], share: float) -> float:
    """As `durations.quantiles`, looking only into the bins where the quantile lies; `grown` counts up to each bin."""
    place = share * (seconds.size - 1)
    low, high = int(np.floor(place)), int(np.ceil(place))
    first, last = (int(np.searchsorted(grown, number, side="right")) for number in (low, high))
    inside = np.sort(seconds[(bins >= first) & (bins <= last)])
    before = int(grown[first - 1]) if first else 0
    lower, upper = float(inside[low - before]), float(inside[high - before])
    return lower + (upper - lower) * (place - low)


def _whole_table(bins: NDArray[np.int32], unit: NDArray[np.int32], units: int) -> NDArray[np.float32]:
    flat = np.bincount(unit.astype(np.int64) * durations.BINS + bins, minlength=units * durations.BINS)
    return flat.reshape(units, durations.BINS).astype(np.float32)


def _table(bins: NDArray[np.int32], unit: NDArray[np.int32], units: int) -> tuple[int, NDArray[np.float32]]:
    """Counts by unit and bin, without the empty bins at both ends; the first of those kept."""
    first, last = int(bins.min()), int(bins.max())
    width = last - first + 1
    flat = np.bincount(unit * np.int32(width) + (bins - np.int32(first)), minlength=units * width)
    return first, flat.reshape(units, width).astype(np.float32)


def _binned(runs: NDArray[np.float32], first: int, share: float) -> NDArray[np.float64]:
    """As `durations.binned_quantiles`, of counts that begin at a bin."""
    grown = np.cumsum(runs, axis=1, dtype=np.float64)
    total = grown[:, -1]
    wanted = np.maximum(share * total, 1e-9)
    place = np.minimum((grown < wanted[:, None]).sum(axis=1), runs.shape[1] - 1)
    rows = np.arange(len(runs))
    held = runs[rows, place]
    before = grown[rows, place] - held
    inside = np.divide(wanted - before, held, out=np.zeros(len(runs)), where=held > 0)
    edge = durations.edges()[first : first + runs.shape[1] + 1]
    found = edge[place] + (edge[place + 1] - edge[place]) * np.clip(inside, 0, 1)
    return np.asarray(np.where(total > 0, found, np.nan))
