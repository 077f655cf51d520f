"""How an offered incident may go on, what a treaty allows and what it withholds; pure.

HandoverRefusal (kernel.errors.NotAllowed)
├── NoTreaty         the towns have not agreed on this
├── AlreadyOffered   this incident is being offered already
├── AlreadyAsked     this unit was asked for already
└── HandoverMoved    the offer is no longer in a state that allows this
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid5

import msgspec

from sereno.federation.dossier import Dossier, Part, without
from sereno.kernel.errors import NotAllowed

_STANDS_FOR = UUID("0a6d6f0e-51c5-5b63-8d4e-7f2f0e7f9b11")  # namespace of the reports that stand for handovers


class State(StrEnum):
    """How far an offer has come; the receiving town alone ends it, so the two can never end it differently."""

    OFFERED = "offered"
    OVERDUE = "overdue"  # nobody answered in time; it can still be answered
    WITHDRAWING = "withdrawing"  # the owner asked for it back, the other has not confirmed
    ACCEPTED = "accepted"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


ENDED = frozenset({State.ACCEPTED, State.RETURNED, State.WITHDRAWN})
OPEN = frozenset(State) - ENDED
_NEXT: dict[State, frozenset[State]] = {
    State.OFFERED: frozenset({State.OVERDUE, State.WITHDRAWING, *ENDED}),
    State.OVERDUE: frozenset({State.WITHDRAWING, *ENDED}),
    State.WITHDRAWING: ENDED,
    State.ACCEPTED: frozenset(),
    State.RETURNED: frozenset(),
    State.WITHDRAWN: frozenset(),
}


class Kind(StrEnum):
    """The kinds of letters between two towns."""

    OFFER = "offer"
    WITHDRAW = "withdraw"
    ACCEPT = "accept"
    RETURN = "return"
    WITHDRAWN = "withdrawn"
    PROGRESS = "progress"
    WORD = "word"
    CONFIRM = "confirm"
    MEDIUM = "medium"
    ASK = "ask"
    AID = "aid"
    OVER = "over"


class HandoverRefusal(NotAllowed):
    """The root of this room's refusals."""

    code = "handover-refused"


class NoTreaty(HandoverRefusal):
    """The two towns have not agreed on this."""

    code = "no-treaty"


class AlreadyOffered(HandoverRefusal):
    """The incident is being offered to a neighbour already, or was taken over."""

    code = "already-offered"


class AlreadyAsked(HandoverRefusal):
    """The neighbour was asked for this unit: it is coming, or may still come."""

    code = "already-asked"


class HandoverMoved(HandoverRefusal):
    """The offer was answered or withdrawn in the meantime."""

    code = "handover-moved"


class Treaty(msgspec.Struct, frozen=True, kw_only=True):
    """What a town agrees to with one neighbour. What needs both sides holds only where both have written it down."""

    handover: bool = True
    categories: tuple[str, ...] = ()  # which may be handed over; none named: all
    withhold: tuple[Part, ...] = (Part.CONTACT,)  # what the neighbour does not get to see
    border_m: int = 0  # nearer to the border than this, both desks see it; 0: not at all
    units: bool = False  # the neighbour sees our units
    installation: str = ""  # https address of the neighbour's Sereno; empty: served here
    open311: str = ""  # address of a GeoReport v2 service instead
    open311_jurisdiction: str = ""
    open311_services: dict[str, str] = {}  # our category → their service_code

    def allows(self, category: str) -> bool:
        """Whether incidents of a category may be handed over."""
        return self.handover and self.covers(category)

    def covers(self, category: str) -> bool:
        """Whether the neighbour may know of incidents of a category at all."""
        return not self.categories or category in self.categories


def can_become(state: State, wanted: State) -> bool:
    """Whether an offer in one state may go to another.

    >>> can_become(State.OVERDUE, State.ACCEPTED), can_become(State.RETURNED, State.ACCEPTED)
    (True, False)
    """
    return wanted in _NEXT[state]


def require(state: State, wanted: State) -> None:
    """Refuse a step that the offer does not allow any more."""
    if not can_become(state, wanted):
        raise HandoverMoved(state.value)


def answer_by(offered_at: datetime, *, priority: int, within_s: Iterable[int]) -> datetime:
    """Until when the neighbour should answer, by priority (P1 first).

    >>> answer_by(datetime(2026, 11, 20, 12, 0), priority=1, within_s=(60, 120, 600, 3600)).minute
    1
    """
    seconds = tuple(within_s)
    return offered_at + timedelta(seconds=seconds[min(priority, len(seconds)) - 1])


def is_offered_to(departments: Collection[int], *, department: int | None) -> bool:
    """Whether an offer that nobody has answered is for somebody limited to these departments (none: to no one's).

    It is for the whole town's desk, and for the department that our own rules would give it to; where their type is not
    in our list no rule can say, so whoever works incidents may read it and choose.

    >>> is_offered_to({1}, department=2), is_offered_to((), department=2), is_offered_to({1}, department=None)
    (False, True, True)
    """
    return not departments or department is None or department in departments


def redacted(dossier: Dossier, treaty: Treaty) -> Dossier:
    """The dossier as the neighbour may see it."""
    return without(dossier, treaty.withhold)


def stand_in(handover: UUID) -> UUID:
    """The id of the report that stands for a handover in the receiving town: taking it over twice is taking it once."""
    return uuid5(_STANDS_FOR, str(handover))
