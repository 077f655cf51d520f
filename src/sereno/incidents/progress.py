"""Observing a moment of an incident: a step inside another action, which records its own fact.

Dispatch reaches moments as units move; this room reaches the others. A moment is observed once and then stands.
"""

from datetime import datetime

from sereno.incidents import clocks, rules
from sereno.incidents.models import Incident
from sereno.vocabulary.words import Arrival, Clock, Moment, Stage


def locked(incident: int) -> Incident:
    """An incident, locked until the transaction ends."""
    return Incident.objects.select_for_update().get(pk=incident)


def reach(incident: Incident, moment: Moment, *, at: datetime, arrived_by: Arrival | None = None) -> bool:
    """Set a moment if it is not yet set, carry the stage forward and save; whether it was the first time."""
    column = f"{moment.value}_at"
    is_first = getattr(incident, column) is None
    if is_first:
        setattr(incident, column, at)
        if arrived_by is not None:
            incident.arrived_by = arrived_by.value
    incident.stage = rules.stage_after(Stage(incident.stage), moment).value
    touch(incident, column, "arrived_by", "stage", *_meet(incident, moment, at=at))
    return is_first


# What each moment does to the clocks of the present round, also when the moment itself was observed in an earlier one.
_MEETS = {
    Moment.OPENED: (Clock.ANSWER, "answered_at"),
    Moment.FIRST_WORD: (Clock.ANSWER, "answered_at"),
    Moment.ASSIGNED: (Clock.ANSWER, "answered_at"),
    Moment.ON_SCENE: (Clock.ARRIVAL, "reached_at"),
    Moment.CLOSED: (Clock.RESOLUTION, "closed_at"),
}


def _meet(incident: Incident, moment: Moment, *, at: datetime) -> tuple[str, ...]:
    """Stop the clock that waited for this moment, and the alarm about it; the columns to save."""
    if moment not in _MEETS:
        return ()
    clock, column = _MEETS[moment]
    if getattr(incident, column) is None:
        setattr(incident, column, at)
    if moment is Moment.CLOSED:
        clocks.end_pause(incident, at=at)
    if incident.escalated_over == clock.value or moment is Moment.CLOSED:
        incident.escalated_to = incident.escalated_over = ""
    clocks.watch(incident)
    return (column, "next_due_at", "escalated_to", "escalated_over", "paused_at", "pause_reason")


def fall_back(incident: Incident) -> None:
    """No unit is on its way any more: the incident waits for one again; its moments stand as observed."""
    if Stage(incident.stage) in (Stage.ASSIGNED, Stage.MOVING):
        incident.stage = Stage.OPEN.value
    touch(incident, "stage")


def touch(incident: Incident, *columns: str) -> None:
    """Save some columns and let every screen know that the row changed."""
    incident.version += 1
    incident.save(update_fields=[*columns, "version"])


def place_of(incident: int) -> tuple[float, float]:
    """Where an incident is: lon, lat."""
    lon, lat = Incident.objects.values_list("lon", "lat").get(pk=incident)
    return lon, lat
