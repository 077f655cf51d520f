"""The JSON shape of a unit, for the desk's list and for the live stream."""

from typing import Any

from sereno.dispatch import board
from sereno.dispatch import queries as dispatch


def unit_shape(view: dispatch.UnitView) -> dict[str, Any]:
    """A unit as the desk shows it."""
    number = board.number_of(view.incident, municipality=view.municipality) if view.incident else None
    return {
        "id": view.id,
        "call_sign": view.call_sign,
        "kind": view.kind,
        "state": view.state,
        "lon": view.lon,
        "lat": view.lat,
        "fix_at": view.fix_at,
        "heading": view.heading,
        "speed_kmh": view.speed_kmh,
        "stale": view.stale,
        "task": {"id": view.task, "incident": view.incident, "number": number} if view.task else None,
        "crew": view.crew,
    }
