"""Which unit should go: one ranking, used by the desk, by the demo town's life and by simulation."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from sereno.algorithms.travel import PACES, Kind, Matrix

Ref = TypeVar("Ref", bound=Hashable)

_CROW_DETOUR = 4 / 3


class Readiness(StrEnum):
    """What a unit is doing, as far as sending it somewhere is concerned."""

    OFF = "off"
    FREE = "free"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    MOVING = "moving"
    ON_SCENE = "on_scene"


class Reason(StrEnum):
    """Why a unit stands where it does in the ranking; the desk turns it into words."""

    QUICKEST = "quickest"  # the first of the free ones: nobody whose place is known is there sooner
    FREE = "free"  # free, but stands behind another free one
    BUSY_BUT_NEARER = "busy_but_nearer"  # has a task, and is so much nearer that it stands before every free unit
    BUSY = "busy"  # has a task
    LACKS_ABILITY = "lacks_ability"  # cannot do all that the incident asks for


@dataclass(frozen=True, slots=True)
class Candidate(Generic[Ref]):
    """A unit that might go: who it is, where it is on the street graph, what it can do."""

    unit: Ref
    kind: Kind
    node: int  # nearest node of the graph
    state: Readiness = Readiness.FREE
    access_m: float = 0.0  # metres between the unit and that node
    stale: bool = False  # its last position is too old to trust
    abilities: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Call:
    """The incident, as far as choosing a unit is concerned."""

    node: int
    access_m: float = 0.0
    needs: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class RankRules:
    """What weighs against a unit, in seconds added to its journey when units are compared."""

    offered_s: float = 120.0  # has been asked to go elsewhere
    accepted_s: float = 240.0  # has promised to go elsewhere
    moving_s: float = 300.0  # is on its way elsewhere
    on_scene_s: float = 900.0  # would have to leave people alone
    stale_s: float = 120.0  # may be elsewhere by now

    def __post_init__(self) -> None:
        if min(self.offered_s, self.accepted_s, self.moving_s, self.on_scene_s, self.stale_s) < 0:
            raise ValueError("no weight of RankRules may be below 0 seconds")

    def weight_s(self, state: Readiness, *, stale: bool) -> float:
        """Seconds that the state and the age of the position add."""
        busy = {
            Readiness.OFFERED: self.offered_s,
            Readiness.ACCEPTED: self.accepted_s,
            Readiness.MOVING: self.moving_s,
            Readiness.ON_SCENE: self.on_scene_s,
        }
        return busy.get(state, 0.0) + (self.stale_s if stale else 0.0)


@dataclass(frozen=True, slots=True)
class Ranked(Generic[Ref]):
    """A unit in its place of the ranking, with the facts that explain the place."""

    unit: Ref
    kind: Kind
    seconds: float  # to the incident, by street, access at both ends included
    state: Readiness
    free: bool
    stale: bool
    reason: Reason
    sooner_s: float  # how much sooner than the first free unit; below 0: later; 0 if it is that unit, or there is none
    lacks: tuple[str, ...]


DEFAULT_RULES = RankRules()


def rank_units(
    candidates: Sequence[Candidate[Ref]],
    *,
    call: Call,
    matrices: Mapping[Kind, Matrix],
    rules: RankRules = DEFAULT_RULES,
) -> list[Ranked[Ref]]:
    """Who can be there, best first.

    Parameters
    ----------
    candidates : units; those off duty are left out, and so are those with no way to the place
    call : where the incident is, and which abilities it asks for
    matrices : seconds between nodes, for every kind that occurs among the candidates
    rules : what weighs against a unit that is busy or has not been heard of lately

    Returns
    -------
    list of Ranked, best first; empty where nobody can come

    Notes
    -----
    Units that have all abilities come first; among those the smallest ``seconds + weight`` wins, ties
    go to the unit named first. So a busy unit stands behind a free one unless it is there sooner by
    more than its weight. The cost is one look-up per unit: microseconds each.

    Examples
    --------
    Nodes 0 and 1 are 60 s apart. The free unit at a distance goes before the busy one on the spot,
    because leaving a scene weighs 900 s:

    >>> import numpy as np
    >>> seconds = {Kind.CAR: np.array([[0, 60], [60, 0]], np.float32)}
    >>> far = Candidate(unit="M-1", kind=Kind.CAR, node=1)
    >>> here = Candidate(unit="M-2", kind=Kind.CAR, node=0, state=Readiness.ON_SCENE)
    >>> [(r.unit, r.seconds, r.reason.value) for r in rank_units([here, far], call=Call(node=0), matrices=seconds)]
    [('M-1', 60.0, 'quickest'), ('M-2', 0.0, 'busy')]
    """
    able: list[tuple[bool, float, int, float]] = []
    for position, candidate in enumerate(candidates):
        if candidate.state is Readiness.OFF:
            continue
        seconds = _seconds(candidate, call=call, matrix=matrices[candidate.kind])
        if seconds != float("inf"):
            weight = rules.weight_s(candidate.state, stale=candidate.stale)
            able.append((not call.needs <= candidate.abilities, seconds + weight, position, seconds))
    able.sort()
    ranking = [(candidates[position], seconds) for _, _, position, seconds in able]
    return _explained(ranking, call=call)


def _seconds(candidate: Candidate[Ref], *, call: Call, matrix: Matrix) -> float:
    access_mps = PACES[candidate.kind].access_kmh / 3.6
    access = (candidate.access_m + call.access_m) * _CROW_DETOUR / access_mps
    return float(matrix[candidate.node, call.node]) + access


def _explained(ranking: list[tuple[Candidate[Ref], float]], *, call: Call) -> list[Ranked[Ref]]:
    """Compare each unit with the first free one of the ranking.

    That one and not the least of all seconds: a unit silent for long may count as nearer than it is, and would then
    make everybody "later than the quickest" while itself standing behind them.
    """
    free = [n for n, (unit, _) in enumerate(ranking) if unit.state is Readiness.FREE and call.needs <= unit.abilities]
    first = free[0] if free else None
    quickest_s = None if first is None else ranking[first][1]
    explained: list[Ranked[Ref]] = []
    for n, (unit, seconds) in enumerate(ranking):
        is_free, lacks = unit.state is Readiness.FREE, tuple(sorted(call.needs - unit.abilities))
        if lacks:
            reason = Reason.LACKS_ABILITY
        elif is_free:
            reason = Reason.QUICKEST if n == first else Reason.FREE
        elif first is not None and n < first and seconds < ranking[first][1]:
            reason = Reason.BUSY_BUT_NEARER
        else:
            reason = Reason.BUSY
        explained.append(
            Ranked(
                unit=unit.unit,
                kind=unit.kind,
                seconds=seconds,
                state=unit.state,
                free=is_free,
                stale=unit.stale,
                reason=reason,
                sooner_s=0.0 if quickest_s is None else quickest_s - seconds,
                lacks=lacks,
            )
        )
    return explained
