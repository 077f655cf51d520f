"""The legs of an incident's way, and what is asked of them. Pure."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from sereno.vocabulary.words import Clock, Moment


class Dimension(StrEnum):
    """By what cases may be told apart."""

    PRIORITY = "priority"
    CHANNEL = "channel"
    CATEGORY = "category"
    ZONE = "zone"
    HOURS = "hours"
    UNIT = "unit"


class Hours(StrEnum):
    """The four quarters of a day by the town's clocks, in order from midnight; each is six hours long."""

    NIGHT = "night"
    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


class Apart(StrEnum):
    """Why an incident is in no figure but counted beside them; a closed list, the first that holds."""

    PART = "part"  # of another incident, of the same report
    OFFICERS = "officers"  # a patrol came upon it: nobody waited
    DUPLICATE = "duplicate"
    FALSE_REPORT = "false_report"


@dataclass(frozen=True, slots=True)
class Leg:
    """From one moment to another.

    Attributes
    ----------
    clock : the promise that its end keeps; None where a town promises nothing for it
    needs_unit : an incident that was referred elsewhere before any unit was assigned has no such leg
    """

    code: str
    start: Moment
    end: Moment
    clock: Clock | None = None
    needs_unit: bool = False


LEGS: tuple[Leg, ...] = (
    Leg("response", Moment.RECEIVED, Moment.ON_SCENE, Clock.ARRIVAL, needs_unit=True),
    Leg("opening", Moment.RECEIVED, Moment.OPENED, Clock.ANSWER),
    Leg("classifying", Moment.OPENED, Moment.CLASSIFIED),
    Leg("assigning", Moment.CLASSIFIED, Moment.ASSIGNED, needs_unit=True),
    Leg("accepting", Moment.ASSIGNED, Moment.ACCEPTED, needs_unit=True),
    Leg("setting-off", Moment.ACCEPTED, Moment.MOVING, needs_unit=True),
    Leg("travelling", Moment.MOVING, Moment.ON_SCENE, needs_unit=True),
    Leg("controlling", Moment.ON_SCENE, Moment.CONTROLLED, needs_unit=True),
    Leg("closing", Moment.ON_SCENE, Moment.CLOSED, needs_unit=True),
    Leg("first-word", Moment.RECEIVED, Moment.FIRST_WORD),
    Leg("resolution", Moment.RECEIVED, Moment.CLOSED, Clock.RESOLUTION),
)
"""The whole response first, then its parts in their order, then what else a reporter waits for."""

BY_CODE = {leg.code: leg for leg in LEGS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A filter; what is empty is not asked for, so all of it counts. Both days of the period belong to it."""

    begin: date
    end: date
    leg: str = "response"
    by: Dimension = Dimension.PRIORITY
    priority: int = 0
    channel: str = ""
    category: str = ""
    zone: str = ""
    hours: str = ""
    unit: str = ""

    def only(self, dimension: Dimension, value: str) -> "Question":
        """The same question of one group of a dimension; an empty value asks for all again."""
        asked: Any = int(value or 0) if dimension is Dimension.PRIORITY else value
        changed: dict[str, Any] = {dimension.value: asked}
        return replace(self, **changed)
