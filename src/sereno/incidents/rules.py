"""What may happen to an incident; pure. Which department takes a report stands in `assigning.py`.

IncidentRefusal (kernel.errors.NotAllowed)
├── MoveRefused     the incident is not in a stage from which this can be done
└── AlreadyClosed   nothing can be done on a closed incident but reopen it
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sereno.kernel.errors import NotAllowed
from sereno.ledger.wires import Happened
from sereno.vocabulary.words import Moment, Stage

# The order of stages: a moment can carry an incident forward, never back (only reopening does that).
_RANK = {stage: rank for rank, stage in enumerate(Stage)}
_STAGE_OF = {
    Moment.OPENED: Stage.OPEN,
    Moment.ASSIGNED: Stage.ASSIGNED,
    Moment.MOVING: Stage.MOVING,
    Moment.ON_SCENE: Stage.ON_SCENE,
    Moment.CONTROLLED: Stage.CONTROLLED,
    Moment.CLOSED: Stage.CLOSED,
}

LEGS: tuple[tuple[str, Moment, Moment], ...] = (
    ("opening", Moment.RECEIVED, Moment.OPENED),
    ("deciding", Moment.OPENED, Moment.ASSIGNED),
    ("accepting", Moment.ASSIGNED, Moment.ACCEPTED),
    ("turnout", Moment.ACCEPTED, Moment.MOVING),
    ("travel", Moment.MOVING, Moment.ON_SCENE),
    ("scene", Moment.ON_SCENE, Moment.CLOSED),
    ("response", Moment.RECEIVED, Moment.ON_SCENE),
)


class MoveRefused(NotAllowed):
    """The incident is not in a stage from which this can be done."""

    code = "move-refused"


class AlreadyClosed(NotAllowed):
    """The incident is closed; it can only be reopened."""

    code = "already-closed"


def stage_after(stage: Stage, moment: Moment) -> Stage:
    """The stage once a moment was observed.

    >>> stage_after(Stage.NEW, Moment.OPENED).value, stage_after(Stage.ON_SCENE, Moment.MOVING).value
    ('open', 'on_scene')
    """
    reached = _STAGE_OF.get(moment, stage)
    return reached if _RANK[reached] > _RANK[stage] else stage


def require_open(stage: Stage) -> None:
    """Refuse to go on with a closed incident."""
    if stage is Stage.CLOSED:
        raise AlreadyClosed


def require_closed(stage: Stage) -> None:
    """Refuse to reopen what is not closed."""
    if stage is not Stage.CLOSED:
        raise MoveRefused


@dataclass(frozen=True, slots=True)
class Leg:
    """The time between two moments; None while either is missing."""

    code: str
    seconds: float | None


def legs(moments: dict[Moment, datetime | None]) -> list[Leg]:
    """The legs of an incident, in order, the whole response last."""
    return [Leg(code, _between(moments.get(start), moments.get(end))) for code, start, end in LEGS]


@dataclass(frozen=True, slots=True)
class Reopening:
    """The last time a closed incident was taken up again: when, when it had been closed, and what was seen since."""

    at: datetime
    closed_at: datetime | None
    moments: Mapping[Moment, datetime] = field(default_factory=dict)


def last_reopening(facts: Iterable[Happened]) -> Reopening | None:
    """What the facts of an incident, in order, say of its last round; None while it was never taken up again.

    An incident keeps the first time a moment was observed, so those of a later round are only in the ledger.
    """
    closed_at: datetime | None = None
    found: Reopening | None = None
    moments: dict[Moment, datetime] = {}
    for fact in facts:
        if fact.kind == "IncidentReopened":
            moments = {}
            found = Reopening(fact.at, closed_at, moments)
        elif fact.kind == "IncidentClosed":
            closed_at = fact.at
        moment = _moment_of(fact)
        if moment is not None:
            moments.setdefault(moment, fact.at)
    return found


def _moment_of(fact: Happened) -> Moment | None:
    if fact.kind == "TaskAdvanced":
        return {"moving": Moment.MOVING, "on_scene": Moment.ON_SCENE}.get(fact.ids["state"])
    return {
        "IncidentOpened": Moment.OPENED,
        "UnitAssigned": Moment.ASSIGNED,
        "IncidentControlled": Moment.CONTROLLED,
        "IncidentClosed": Moment.CLOSED,
    }.get(fact.kind)


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the course a reporter sees; `code` is a stage, or says that it was closed before and taken up again."""

    code: str
    at: datetime | None
    is_done: bool = True
    is_now: bool = False


CLOSED_BEFORE, REOPENED = "closed_before", "reopened"
_ON_THE_WAY = (Moment.OPENED, Moment.ASSIGNED, Moment.MOVING, Moment.ON_SCENE, Moment.CLOSED)


def course(stage: Stage, moments: Mapping[Moment, datetime | None], *, reopening: Reopening | None) -> list[Step]:
    """How far an incident has come, and what is still to come; of an earlier round only that it ended.

    What was left behind unobserved (a unit sent before anybody opened the card) is no step, and a step the incident
    fell back from (a unit that declined) is still to come.
    """
    observed = moments if reopening is None else reopening.moments
    shown = Stage.ON_SCENE if stage is Stage.CONTROLLED else stage
    waits = stage is Stage.NEW or (reopening is not None and stage is Stage.OPEN and Moment.OPENED not in observed)
    steps = [Step(Stage.NEW.value, moments.get(Moment.RECEIVED), is_now=waits and reopening is None)]
    if reopening is not None:
        steps += [Step(CLOSED_BEFORE, reopening.closed_at), Step(REOPENED, reopening.at, is_now=waits)]
    for moment in _ON_THE_WAY:
        own, at = _STAGE_OF[moment], observed.get(moment)
        is_now = own is shown and not waits
        is_ahead = waits or _RANK[own] > _RANK[shown]
        if is_ahead:
            steps.append(Step(own.value, None, is_done=False))
        elif at is not None or is_now:
            steps.append(Step(own.value, at, is_now=is_now))
    return steps


def _between(start: datetime | None, end: datetime | None) -> float | None:
    return (end - start).total_seconds() if start and end else None
