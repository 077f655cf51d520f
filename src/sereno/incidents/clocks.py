"""Setting the clocks of an incident: a step inside another action, which records its own fact."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sereno.algorithms import deadlines
from sereno.incidents import clock_rules, queries
from sereno.incidents.clock_rules import Hand
from sereno.incidents.models import Incident, Pause, Round
from sereno.kernel.memory import settled
from sereno.places import queries as places
from sereno.places.offices import calendar
from sereno.places.policies import Span, TargetLine, Targets
from sereno.vocabulary.words import Clock

_INSTANT = timedelta(microseconds=1)
# The columns that hold the clocks, saved together.
COLUMNS = ("answer_due_at", "arrival_due_at", "resolution_due_at", "next_due_at")


def hands_of(incident: Incident, *, policy: Targets | None = None) -> list[Hand]:
    """The clocks of an incident's present round, those that were promised."""
    known = policy or places.policy(Targets, municipality=incident.municipality_id)
    return clock_rules.hands(clock_rules.Kept.of(incident), pausing=known.pausing)


def start_of(incident: Incident, clock: Clock) -> datetime:
    """From when a clock counts."""
    return clock_rules.start_of(clock_rules.Kept.of(incident), clock)


def began_at(incident: Incident) -> datetime:
    """When the present round began."""
    return start_of(incident, Clock.ANSWER)


def start(incident: Incident, *, category: str) -> None:
    """Set the clocks of a report on its way in: as `set_clocks`, with nothing to look up that is not remembered."""
    promised = _promised(incident.municipality_id, category, incident.priority)
    at = incident.received_at
    incident.answer_due_at = promised.answer(at)
    incident.arrival_due_at = promised.arrival(at)
    incident.resolution_due_at = promised.resolution(at)
    dues = (incident.answer_due_at, incident.arrival_due_at, incident.resolution_due_at)
    incident.next_due_at = min((due_at for due_at in dues if due_at is not None), default=None)


_Due = Callable[[datetime], datetime | None]


@dataclass(frozen=True, slots=True)
class _Promised:
    """For each target the way from a report's moment to its end."""

    answer: _Due
    arrival: _Due
    resolution: _Due


@settled
def _promised(municipality: int, category: str, priority: int) -> _Promised:
    policy = places.policy(Targets, municipality=municipality)
    line = clock_rules.line_for(policy, category=category, priority=priority)
    return _Promised(*(_due(getattr(line, which.value), municipality) for which in Clock))


def _due(span: Span | None, municipality: int) -> _Due:
    if span is None:
        return lambda _: None
    promise = deadlines.Promise(span.amount, span.unit)
    offices = calendar(municipality)
    if promise.unit is deadlines.Unit.WORKING_DAYS:  # the same for all that came in on one day
        of_day = cache(lambda next_day: deadlines.due_at(next_day - _INSTANT, promise, offices))
        return lambda at: of_day(offices.next_day(at))
    if promise.is_plain:
        length = timedelta(seconds=promise.seconds)
        return lambda at: at + length
    return lambda at: deadlines.due_at(at, promise, offices)


def set_clocks(incident: Incident, *, category: str) -> None:
    """Set every clock by the town's policy in force and the pauses there were; the caller saves them."""
    policy = places.policy(Targets, municipality=incident.municipality_id)
    line = line_of(policy, incident, category=category)
    pauses = pauses_of_round(incident)
    for clock in Clock:
        set_clock(incident, clock, line=line, pauses=pauses if clock in policy.pausing else ())
    watch(incident, policy=policy)


def line_of(policy: Targets, incident: Incident, *, category: str) -> TargetLine:
    """The line of the policy that an incident falls under."""
    return clock_rules.line_for(policy, category=category, priority=incident.priority)


def set_clock(incident: Incident, clock: Clock, *, line: TargetLine, pauses: tuple[deadlines.Pause, ...]) -> None:
    """Set one clock; while a pause holds it, it keeps the end it had."""
    span: Span | None = getattr(line, clock.value)
    column = f"{clock.value}_due_at"
    if span is None:
        setattr(incident, column, None)
        return
    promise = deadlines.Promise(span.amount, span.unit)
    held = tuple(pause for pause in pauses if pause.until is not None)  # the open one counts once it has ended
    due_at = deadlines.due_at(start_of(incident, clock), promise, calendar(incident.municipality_id), held)
    setattr(incident, column, due_at)


def watch(incident: Incident, *, policy: Targets | None = None) -> None:
    """Say when the watch must look at it next; too early does no harm."""
    incident.next_due_at = clock_rules.next_look(hands_of(incident, policy=policy))


def end_round(incident: Incident, *, at: datetime, by: int | None, to_department: int | None = None) -> None:
    """Put the present round away as it stands; the next begins, its answer and arrival still to come."""
    Round.objects.create(
        municipality_id=incident.municipality_id,
        incident=incident,
        number=incident.round,
        department_id=incident.department_id,
        to_department_id=to_department,
        priority=incident.priority,
        began_at=began_at(incident),
        ended_at=incident.closed_at or at,
        ended_by_id=by,
        outcome=incident.outcome,
        answer_due_at=incident.answer_due_at,
        answered_at=incident.answered_at,
        arrival_due_at=incident.arrival_due_at,
        reached_at=incident.reached_at,
        resolution_due_at=incident.resolution_due_at,
    )
    incident.round += 1
    incident.answered_at = None
    incident.escalated_to = incident.escalated_over = ""


def end_pause(incident: Incident, *, at: datetime) -> None:
    """An open pause ends now; nothing where there is none."""
    if incident.paused_at is None:
        return
    Pause.objects.filter(incident=incident, until__isnull=True).update(until=max(at, incident.paused_at))
    incident.paused_at, incident.pause_reason = None, ""


def category_code(incident: Incident) -> str:
    """The code of an incident's category, as the targets name it."""
    return queries.categories_by_id(incident.municipality_id)[incident.category_id].code


def pauses_of_round(incident: Incident) -> tuple[deadlines.Pause, ...]:
    """The pauses since the clocks began; a transfer does not end them, a reopening does."""
    rows = Pause.objects.filter(incident=incident, since__gte=incident.reopened_at or incident.received_at)
    return tuple(deadlines.Pause(since, until) for since, until in rows.order_by("since").values_list("since", "until"))
