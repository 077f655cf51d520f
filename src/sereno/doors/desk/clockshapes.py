"""The clocks of an incident as the card shows them: each with its definition, its pauses, and the rounds before."""

from typing import Any

from django.utils.translation import get_language

from sereno.incidents import pausing, promises
from sereno.incidents import queries as incidents
from sereno.people import queries as people


def reasons_shape(municipality: int) -> list[dict[str, Any]]:
    """The reasons for which a clock may be paused here, in the reader's language."""
    return [
        {"code": one.code, "name": _name(one.names), "until_reporter_speaks": one.until_reporter_speaks}
        for one in pausing.reasons(municipality).reasons
    ]


def targets_shape(incident: Any) -> list[dict[str, Any]]:
    """How each clock stands: kept, missed, running, paused, or no longer needed."""
    return [
        {
            "target": one.clock.value,
            "state": one.state.value,
            "start_at": one.start_at,
            "due_at": one.due_at,
            "met_at": one.met_at,
            "amount": one.promise.amount if one.promise else None,
            "unit": one.promise.unit.value if one.promise else "",
            "left": one.left,
        }
        for one in promises.standings(incident)
    ]


def pauses_shape(incident: Any) -> list[dict[str, Any]]:
    """When and why the clock stood still."""
    names = {one.code: _name(one.names) for one in pausing.reasons(incident.municipality_id).reasons}
    return [
        {
            "reason": names.get(pause.reason, pause.reason),
            "since": pause.since,
            "until": pause.until,
            "by": pause.paused_by.name if pause.paused_by else "",
            "round": pause.round,
        }
        for pause in incidents.pauses_of(incident)
    ]


def rounds_shape(incident: Any) -> list[dict[str, Any]]:
    """The rounds before this one: at which desk, until it was passed on or closed and taken up again."""
    names = {known.id: known.name for known in people.departments(incident.municipality_id)}
    return [
        {
            "number": one.number,
            "department": names.get(one.department_id, ""),
            "to_department": names.get(one.to_department_id, "") if one.to_department_id else None,
            "began_at": one.began_at,
            "ended_at": one.ended_at,
            "by": one.ended_by.name if one.ended_by else "",
            "outcome": one.outcome,
            "answer_due_at": one.answer_due_at,
            "answered_at": one.answered_at,
            "arrival_due_at": one.arrival_due_at,
            "reached_at": one.reached_at,
            "resolution_due_at": one.resolution_due_at,
        }
        for one in incidents.rounds_of(incident)
    ]


def _name(names: dict[str, str]) -> str:
    return names.get((get_language() or "es")[:2]) or names.get("es") or next(iter(names.values()), "")
