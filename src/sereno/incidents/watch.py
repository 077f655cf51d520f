"""The watch over the clocks: what is overdue is said once, and the town's people are called as its policy has it."""

from datetime import datetime

from django.db import connection, transaction

from sereno.incidents import clock_rules, clocks
from sereno.incidents.clock_rules import Call
from sereno.incidents.models import Alarm, Incident
from sereno.incidents.progress import touch
from sereno.kernel import clock
from sereno.ledger.actions import record
from sereno.places import queries as places
from sereno.places.policies import Escalation
from sereno.vocabulary.facts import Fact, IncidentEscalated, TargetMissed
from sereno.vocabulary.words import Clock
from sereno.walls import openings as walls

_BATCH = 100


def watch_clocks() -> int:
    """Say what has fallen due since the last look; returns how much there was to say.

    Each word is a transaction of its own with the row that remembers it, so that a watch that dies in the middle
    goes on where it was, and nothing is said twice.
    """
    said = 0
    for ref, municipality in _to_look_at(clock.now()):
        with walls.open_to(municipality):
            while _say_next(ref):
                said += 1
    return said


def _to_look_at(now: datetime) -> list[tuple[int, int]]:
    """The incidents whose next look is past, with their towns, the longest past first; read from a partial index."""
    rows = Incident.objects.filter(next_due_at__lt=now).order_by("next_due_at")
    with walls.open_to_all():
        return list(rows.values_list("id", "municipality_id")[:_BATCH])


@transaction.atomic
def _say_next(ref: int) -> bool:
    """Say one thing about one incident, or note when to look again; whether something was said."""
    now = clock.now()
    rows = Incident.objects.select_for_update(skip_locked=connection.vendor == "postgresql")
    incident = rows.filter(pk=ref, next_due_at__lt=now).first()
    if incident is None:
        return False
    waiting = _waiting(incident)
    if not waiting or waiting[0].at >= now:
        Incident.objects.filter(pk=ref).update(next_due_at=waiting[0].at if waiting else None)
        return False
    _say(incident, waiting[0], now=now)
    return True


def _waiting(incident: Incident) -> list[Call]:
    """What has not been said, by when it falls due: a transfer starts the answer anew, reopening every clock."""
    begun = incident.reopened_at or incident.received_at
    alarms = Alarm.objects.filter(incident=incident, at__gte=begun).values_list("clock", "to_role", "round")
    return clock_rules.calls(
        clocks.hands_of(incident),
        places.policy(Escalation, municipality=incident.municipality_id).steps,
        priority=incident.priority,
        said={
            (Clock(which), role)
            for which, role, number in alarms
            if number == incident.round or which != Clock.ANSWER.value
        },
    )


def _say(incident: Incident, call: Call, *, now: datetime) -> None:
    Alarm.objects.create(
        municipality_id=incident.municipality_id,
        incident=incident,
        round=incident.round,
        clock=call.clock.value,
        to_role=call.to_role,
        due_at=call.at,
        at=now,
    )
    if call.to_role:
        incident.escalated_to = clock_rules.higher(incident.escalated_to, call.to_role)
        incident.escalated_over = call.clock.value
    touch(incident, "escalated_to", "escalated_over")
    record(_fact(incident, call), municipality=incident.municipality_id, actor=None, at=now)


def _fact(incident: Incident, call: Call) -> Fact:
    if not call.to_role:
        return TargetMissed(about=incident.pk, target=call.clock.value, round=incident.round)
    return IncidentEscalated(about=incident.pk, to_role=call.to_role, over=call.clock.value, round=incident.round)
