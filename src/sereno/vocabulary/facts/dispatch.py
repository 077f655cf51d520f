"""What happens to units and their tasks."""

from dataclasses import dataclass
from typing import ClassVar

from sereno.vocabulary.facts.fact import ALL, DESK_AND_CREW, Fact
from sereno.vocabulary.words import Audience


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitAssigned(Fact):
    """The desk offered an incident to a unit."""

    audience: ClassVar[frozenset[Audience]] = ALL
    unit: int
    task: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskAdvanced(Fact):
    """A unit accepted, moved, arrived, finished or declined."""

    audience: ClassVar[frozenset[Audience]] = ALL
    unit: int
    task: int
    state: str
    observed_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitChanged(Fact):
    """A unit went on duty or off duty."""

    audience: ClassVar[frozenset[Audience]] = DESK_AND_CREW
    unit: int
    state: str
