"""What happens to the clocks of an incident, and to whom it is passed on."""

from dataclasses import dataclass
from typing import ClassVar

from sereno.vocabulary.facts.fact import DESK_AND_REPORTER, Fact
from sereno.vocabulary.words import Audience


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockPaused(Fact):
    """An operator stopped the clock for a reason of the town's list."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockResumed(Fact):
    """The clock runs again, by hand or because a reporter spoke."""

    by_reporter: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetMissed(Fact):
    """A target's time is over and what it promised had not happened; once for each round of an incident."""

    target: str
    round: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentEscalated(Fact):
    """A role is called because a clock ran out; once for each round."""

    to_role: str
    over: str
    round: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentTransferred(Fact):
    """An incident was passed on to another department, where it is new."""

    audience: ClassVar[frozenset[Audience]] = DESK_AND_REPORTER
    from_department: int
    to_department: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentSplit(Fact):
    """Another incident was opened for the same report: a part of its parent."""

    audience: ClassVar[frozenset[Audience]] = DESK_AND_REPORTER
    parent: int
