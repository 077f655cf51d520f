"""How each clock of an incident stands, with its definition and what is left of it."""

from dataclasses import dataclass
from datetime import datetime

from sereno.algorithms import deadlines
from sereno.incidents import clock_rules, clocks
from sereno.incidents.clock_rules import ClockState
from sereno.incidents.models import Incident
from sereno.kernel import clock
from sereno.places import queries as places
from sereno.places.offices import calendar
from sereno.places.policies import Span, Targets
from sereno.vocabulary.words import Clock


@dataclass(frozen=True, slots=True)
class Standing:
    """One clock: what was promised, from when, until when, and how it stands now.

    `left` is in seconds, or in working seconds or days where the promise is in those; None when it is over or when
    the policy has changed since and no longer promises it.
    """

    clock: Clock
    start_at: datetime
    due_at: datetime
    met_at: datetime | None
    state: ClockState
    promise: Span | None
    left: float | None


def standings(incident: Incident) -> list[Standing]:
    """The clocks of the present round."""
    policy = places.policy(Targets, municipality=incident.municipality_id)
    line = clocks.line_of(policy, incident, category=clocks.category_code(incident))
    now = clock.now()
    found = []
    for hand in clocks.hands_of(incident, policy=policy):
        promise: Span | None = getattr(line, hand.clock.value)
        state = clock_rules.state_of(hand, now=now)
        runs = state in (ClockState.RUNNING, ClockState.PAUSED)
        left = _left(incident, hand, promise, policy, at=now) if runs and promise else None
        found.append(Standing(hand.clock, hand.start_at, hand.due_at, hand.met_at, state, promise, left))
    return found


def _left(incident: Incident, hand: clock_rules.Hand, span: Span, policy: Targets, *, at: datetime) -> float:
    pauses = clocks.pauses_of_round(incident) if hand.clock in policy.pausing else ()
    promise = deadlines.Promise(span.amount, span.unit)
    return deadlines.remaining(hand.start_at, promise, calendar(incident.municipality_id), pauses, at=at)
