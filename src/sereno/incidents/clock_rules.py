"""Which targets an incident has, how each of its clocks stands, and what the watch must say next; pure.

ClockRefusal (kernel.errors.NotAllowed)
├── PauseRefused    the clock stands still already, or it runs
└── ReopenRefused   the days in which a reporter may reopen are over
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sereno.kernel.errors import NotAllowed
from sereno.places.policies import EscalationStep, TargetLine, Targets
from sereno.vocabulary.words import Clock, Role


class PauseRefused(NotAllowed):
    """The clock stands still already, or there is nothing to resume."""

    code = "pause-refused"


class ReopenRefused(NotAllowed):
    """The days in which a reporter may say that it was not solved are over."""

    code = "reopen-too-late"


class ClockState(StrEnum):
    """How a clock stands."""

    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    MISSED = "missed"  # over, be it that the moment came late or has not come yet
    VOID = "void"  # the incident ended before the target fell due, without needing it


@dataclass(frozen=True, slots=True)
class Hand:
    """One clock of an incident: from when it counts, when it falls due, when its moment came."""

    clock: Clock
    start_at: datetime
    due_at: datetime
    met_at: datetime | None = None
    ended_at: datetime | None = None  # the incident closed
    paused_at: datetime | None = None  # it stands still since

    @property
    def over_at(self) -> datetime | None:
        """When it stopped counting for good."""
        return self.met_at or self.ended_at


@dataclass(frozen=True, slots=True)
class Kept:
    """What an incident keeps of its clocks: the columns, by their names."""

    received_at: datetime
    reopened_at: datetime | None
    transferred_at: datetime | None
    closed_at: datetime | None
    paused_at: datetime | None
    answer_due_at: datetime | None
    answered_at: datetime | None
    arrival_due_at: datetime | None
    reached_at: datetime | None
    resolution_due_at: datetime | None

    @classmethod
    def of(cls, incident: object) -> "Kept":
        """The columns of an incident's row."""
        return cls(**{column.name: getattr(incident, column.name) for column in fields(cls)})

    @classmethod
    def read(cls, known: Mapping[str, Any]) -> "Kept":
        """The columns out of a row read as a mapping."""
        return cls(**{column.name: known[column.name] for column in fields(cls)})


def start_of(kept: Kept, clock: Clock) -> datetime:
    """From when a clock counts: reopening starts all anew, a transfer only the answer of the desk that gets it."""
    begun = kept.reopened_at or kept.received_at
    if clock is Clock.ANSWER and kept.transferred_at is not None:
        return max(begun, kept.transferred_at)
    return begun


def hands(kept: Kept, *, pausing: Collection[Clock]) -> list[Hand]:
    """The clocks that were promised."""
    read = (
        (Clock.ANSWER, kept.answer_due_at, kept.answered_at),
        (Clock.ARRIVAL, kept.arrival_due_at, kept.reached_at),
        (Clock.RESOLUTION, kept.resolution_due_at, kept.closed_at),
    )
    return [
        Hand(clock, start_of(kept, clock), due_at, met_at, kept.closed_at, kept.paused_at if clock in pausing else None)
        for clock, due_at, met_at in read
        if due_at is not None
    ]


@dataclass(frozen=True, slots=True)
class Call:
    """What the watch says once: a target was missed, or (with a role) who is called."""

    at: datetime
    clock: Clock
    to_role: str = ""


def line_for(policy: Targets, *, category: str, priority: int) -> TargetLine:
    """The line that is taken: category and priority before category, category before priority, then the rest.

    >>> noise = TargetLine(category="noise", answer=Span(amount=3, unit=Unit.MINUTES))
    >>> promised = Targets(lines=(noise, *Targets().lines))
    >>> [line_for(promised, category=category, priority=3).answer.amount for category in ("noise", "animal")]
    [3, 10]
    """
    for wanted in ((category, priority), (category, 0), ("", priority), ("", 0)):
        for line in policy.lines:
            if (line.category, line.priority) == wanted:
                return line
    return TargetLine()


def state_of(hand: Hand, *, now: datetime) -> ClockState:
    """How a clock stands at a moment."""
    if hand.over_at is not None and hand.over_at <= hand.due_at:
        return ClockState.MET if hand.met_at is not None else ClockState.VOID
    if (hand.over_at or hand.paused_at or now) > hand.due_at:
        return ClockState.MISSED
    return ClockState.RUNNING if hand.paused_at is None else ClockState.PAUSED


def is_unmet(hand: Hand) -> bool:
    """Whether somebody still has to act on it, in time or late."""
    return hand.over_at is None


def next_look(hands: Iterable[Hand]) -> datetime | None:
    """When the watch must look first, should it have said nothing yet; None when nothing can be missed any more."""
    return min((hand.due_at for hand in hands if _can_be_missed(hand)), default=None)


def calls(
    hands: Iterable[Hand], steps: Sequence[EscalationStep], *, priority: int, said: Collection[tuple[Clock, str]]
) -> list[Call]:
    """What the watch has not said yet, by the moment at which it falls due; for what has been met nobody is called."""
    found = []
    for hand in hands:
        if not _can_be_missed(hand):
            continue
        found.append(Call(hand.due_at, hand.clock))
        for step in steps:
            at = hand.due_at + timedelta(seconds=step.late_s)
            concerned = step.clock is hand.clock and (not step.priorities or priority in step.priorities)
            if concerned and is_unmet(hand):
                found.append(Call(at, hand.clock, step.to_role.value))
    # A target is missed before anybody is called for it.
    return sorted((one for one in found if (one.clock, one.to_role) not in said), key=lambda one: (one.at, one.to_role))


def higher(one: str, other: str) -> str:
    """Of two roles (or none) the one that answers for more: an alarm never steps down by itself."""
    ranks = ["", *Role]
    return max(one, other, key=ranks.index)


def near_at(hand: Hand, *, near_percent: int) -> datetime:
    """From when a clock looks near its end."""
    return hand.due_at - (hand.due_at - hand.start_at) * near_percent / 100


def require_running(paused_at: datetime | None) -> None:
    """Refuse to pause what stands still."""
    if paused_at is not None:
        raise PauseRefused


def require_paused(paused_at: datetime | None) -> None:
    """Refuse to resume what runs."""
    if paused_at is None:
        raise PauseRefused


def reopens_until(closed_at: datetime, *, days: int) -> datetime:
    """Until when a reporter may say that it was not solved."""
    return closed_at + timedelta(days=days)


def _can_be_missed(hand: Hand) -> bool:
    """Whether it is missed, or may be if nothing happens."""
    if hand.over_at is not None:
        return hand.over_at > hand.due_at
    return hand.paused_at is None or hand.paused_at > hand.due_at
