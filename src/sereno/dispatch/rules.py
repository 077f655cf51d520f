"""Which moves a unit and its task may make; pure.

DispatchRefusal (kernel.errors.NotAllowed)
├── StepRefused   the task is not in a state from which this step follows
├── UnitBusy      the unit has an open task: the operator must say that it shall leave it
└── UnitOff       the unit is not on duty
"""

from sereno.kernel.errors import NotAllowed
from sereno.vocabulary.words import Moment, TaskState, UnitState


class StepRefused(NotAllowed):
    """The task is not in a state from which this step follows."""

    code = "step-refused"


class UnitBusy(NotAllowed):
    """The unit has an open task; taking it away must be asked for."""

    code = "unit-busy"


class UnitOff(NotAllowed):
    """The unit is not on duty."""

    code = "unit-off"


OPEN_TASK = (TaskState.OFFERED, TaskState.ACCEPTED, TaskState.MOVING, TaskState.ON_SCENE)

# A crew that forgets a button may skip ahead (accept and be there), never go back.
_NEXT: dict[TaskState, frozenset[TaskState]] = {
    TaskState.OFFERED: frozenset({TaskState.ACCEPTED, TaskState.MOVING, TaskState.DECLINED, TaskState.RELEASED}),
    TaskState.ACCEPTED: frozenset({TaskState.MOVING, TaskState.ON_SCENE, TaskState.DECLINED, TaskState.RELEASED}),
    TaskState.MOVING: frozenset({TaskState.ON_SCENE, TaskState.DECLINED, TaskState.RELEASED}),
    TaskState.ON_SCENE: frozenset({TaskState.DONE, TaskState.RELEASED}),
    TaskState.DONE: frozenset(),
    TaskState.DECLINED: frozenset(),
    TaskState.RELEASED: frozenset(),
}

UNIT_STATE: dict[TaskState, UnitState] = {
    TaskState.OFFERED: UnitState.OFFERED,
    TaskState.ACCEPTED: UnitState.ACCEPTED,
    TaskState.MOVING: UnitState.MOVING,
    TaskState.ON_SCENE: UnitState.ON_SCENE,
    TaskState.DONE: UnitState.FREE,
    TaskState.DECLINED: UnitState.FREE,
    TaskState.RELEASED: UnitState.FREE,
}

# The moments an incident reaches as a task advances; a step that was skipped is observed with the one that followed.
MOMENTS: dict[TaskState, tuple[Moment, ...]] = {
    TaskState.OFFERED: (Moment.ASSIGNED,),
    TaskState.ACCEPTED: (Moment.ACCEPTED,),
    TaskState.MOVING: (Moment.ACCEPTED, Moment.MOVING),
    TaskState.ON_SCENE: (Moment.ON_SCENE,),
}


def may_step(state: TaskState, to: TaskState) -> bool:
    """Whether a task may go from one state to another.

    >>> may_step(TaskState.OFFERED, TaskState.ACCEPTED), may_step(TaskState.DONE, TaskState.MOVING)
    (True, False)
    """
    return to in _NEXT[state]


def require_step(state: TaskState, to: TaskState) -> None:
    """Refuse an impossible step."""
    if not may_step(state, to):
        raise StepRefused


def require_assignable(state: UnitState, *, take_busy: bool, doing: str = "") -> None:
    """Refuse a unit that is off duty, and a busy one, naming what it is `doing`, unless the operator says so."""
    if state is UnitState.OFF:
        raise UnitOff
    if state is not UnitState.FREE and not take_busy:
        raise UnitBusy(doing)


def require_idle(state: UnitState) -> None:
    """Refuse to go off or on duty in the middle of a task."""
    if state not in (UnitState.OFF, UnitState.FREE):
        raise UnitBusy
