"""Observing a moment of an incident: a step inside another action, which records its own fact.

Dispatch reaches moments as units move; this room reaches the others. A moment is observed once and then stands.
"""

from datetime import datetime

from sereno.incidents import rules
from sereno.incidents.models import Incident
from sereno.vocabulary.words import Arrival, Moment, Stage


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
    touch(incident, column, "arrived_by", "stage")
    return is_first


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
