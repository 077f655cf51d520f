"""The JSON shapes of what a desk sees across a border, for its lists and for the live stream."""

from typing import Any

from sereno.dispatch import queries as dispatch
from sereno.federation.lines import Across
from sereno.places import queries as places


def incident_shape(across: Across) -> dict[str, Any]:
    """A neighbour's incident: theirs, and seen by us."""
    return {
        "id": across.row.id,
        "town": across.town,
        "number": across.row.number,
        "category": across.row.category,
        "icon": across.row.icon,
        "priority": across.row.priority,
        "stage": across.row.stage,
        "place": across.row.place,
        "lon": across.row.lon,
        "lat": across.row.lat,
        "received_at": across.row.received_at,
        "text": across.row.text if across.has_words else "",
    }


def unit_shape(unit: dispatch.UnitView) -> dict[str, Any]:
    """A neighbour's unit: position, kind, state; not its crew, nor its incident. `mark` is its town in short."""
    town = places.town(unit.municipality)
    return {
        "id": unit.id,
        "town": town.name,
        "mark": town.prefix,
        "call_sign": unit.call_sign,
        "kind": unit.kind,
        "state": unit.state,
        "lon": unit.lon,
        "lat": unit.lat,
        "heading": unit.heading,
        "fix_at": unit.fix_at,
        "stale": unit.stale,
    }
