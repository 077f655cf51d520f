"""One incident with all that is known about it."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from sereno.dispatch import board
from sereno.dispatch import queries as dispatch
from sereno.doors import answers, sentences, shapes
from sereno.doors.desk import clockshapes
from sereno.doors.desk.routes import router
from sereno.incidents import queries as incidents
from sereno.incidents import rules
from sereno.ledger import queries as ledger
from sereno.people import queries as people
from sereno.people.rules import Viewer
from sereno.places import queries as places


@router.get("/incidents/{ref}", summary="The incident's card")
def show_card(request: HttpRequest, ref: int) -> HttpResponse:
    """Reports, media, conversation, notes, timeline, legs, tasks, nearby incidents and who is looking."""
    return answers.as_json(card_shape(answers.viewer_of(request), ref))


def card_shape(viewer: Viewer, ref: int) -> dict[str, Any]:
    """Everything staff see of an incident they may read."""
    incident = incidents.access_incident(viewer, ref)
    placed = board.rows(incidents.rows_by_id([ref]))[0]
    moments = incidents.moments_of(incident)
    zones = {zone.code: zone.name for zone in places.zones(incident.municipality_id)}
    department = people.department(incident.municipality_id, incident.department_id)
    return {
        **{name: getattr(placed.row, name) for name in placed.row.__struct_fields__},
        "zone_name": zones.get(incident.zone, ""),
        "department": {"code": department.code, "name": department.name},
        "why": _why(incident),
        "playbook": incidents.playbook(incident),
        "accuracy_m": incident.accuracy_m,
        "border_m": incident.border_m,
        "moments": shapes.moments_shape(moments),
        "arrived_by": incident.arrived_by,
        "outcome": incident.outcome,
        "outcome_label": shapes.outcome_label(incident.outcome),
        "outcome_note": incident.outcome_note,
        "parent": _relative(incident.parent) if incident.parent else None,
        "parts": [_relative(part) for part in incidents.parts_of(ref)],
        "targets": clockshapes.targets_shape(incident),
        "pauses": clockshapes.pauses_shape(incident),
        "rounds": clockshapes.rounds_shape(incident),
        "legs": [{"code": leg.code, "seconds": leg.seconds} for leg in rules.legs(moments)],
        "reports": _reports(incident),
        "media": [shapes.media_shape(medium) for medium in incidents.media_of(incident)],
        "messages": [shapes.message_shape(said) for said in incidents.messages_of(incident)],
        "notes": [_note(note) for note in incidents.notes_of(incident)],
        "timeline": _timeline(ref),
        "nearby": [near.row for near in board.rows(incidents.nearby(viewer, incident))],
        "tasks": [task_shape(task) for task in dispatch.tasks_of(ref)],
        "present": [{"id": user, "name": name} for user, name in incidents.present([ref])[ref]],
        "clock": shapes.clock_shape(),
    }


def _why(incident: Any) -> str:
    town = incident.municipality_id
    return sentences.why(
        incident.rule, version=incident.rules_version, municipality=town, names=sentences.Names.of(town)
    )


def _relative(incident: Any) -> dict[str, Any]:
    """An incident of the same report: that it is there and how far, also where it is another desk's."""
    town = incident.municipality_id
    return {
        "id": incident.pk,
        "number": board.number_of(incident.pk, municipality=town),
        "category": incidents.categories_by_id(town)[incident.category_id].code,
        "department": people.department(town, incident.department_id).code,
        "stage": incident.stage,
    }


def _reports(incident: Any) -> list[dict[str, Any]]:
    return [
        {
            "id": report.pk,
            "text": report.text,
            "channel": report.channel,
            "received_at": report.received_at,
            "occurred_at": report.occurred_at,
            "sent_at": report.sent_at,
            "name": report.contact_name,
            "phone": report.contact_phone,
            "email": report.contact_email,
            "anonymous": report.anonymous,
            "solved": report.solved,
        }
        for report in incidents.reports_of(incident)
    ]


def _note(note: Any) -> dict[str, Any]:
    return {"id": note.pk, "text": note.text, "by": note.author.name if note.author else "", "at": note.at}


def task_shape(task: Any) -> dict[str, Any]:
    """A unit's errand."""
    return {
        "id": task.pk,
        "unit": task.unit_id,
        "call_sign": task.unit.call_sign,
        "kind": task.unit.kind,
        "state": task.state,
        "expected_s": task.expected_s,
        "reason": task.reason,
        "offered_at": task.offered_at,
        "accepted_at": task.accepted_at,
        "moving_at": task.moving_at,
        "on_scene_at": task.on_scene_at,
        "over_at": task.over_at,
        "arrived_by": task.arrived_by,
        "outcome": task.outcome,
        "note": task.note,
    }


def _timeline(ref: int) -> list[dict[str, Any]]:
    facts = ledger.history_of(ref)
    names = people.names_of(fact.actor for fact in facts if fact.actor is not None)
    return [{"at": fact.at, "kind": fact.kind, "ids": fact.ids, "by": names.get(fact.actor or 0, "")} for fact in facts]
