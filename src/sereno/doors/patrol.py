"""The crew's door: my unit, my task, its steps, positions; JSON."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from sereno.dispatch import actions, board, positions
from sereno.dispatch import queries as dispatch
from sereno.doors import answers, shapes, uploads
from sereno.doors.schemas import DutyIn, PositionsIn, StepIn, WordsIn
from sereno.incidents import conversation
from sereno.incidents import queries as incidents
from sereno.kernel import clock, ids
from sereno.kernel.errors import FieldFault, Malformed, NotYours
from sereno.people import queries as people
from sereno.people.rules import Ability
from sereno.vocabulary.words import TaskState

router = Router(tags=["patrol"])
_TODAY = timedelta(hours=12)
_STEPS = {
    "accept": TaskState.ACCEPTED,
    "decline": TaskState.DECLINED,
    "moving": TaskState.MOVING,
    "arrive": TaskState.ON_SCENE,
    "done": TaskState.DONE,
}


@router.get("/patrol", summary="My unit and my task")
def mine(request: HttpRequest) -> HttpResponse:
    """What the crew's page shows; `unit` is null while the person rides on none."""
    viewer = answers.viewer_of(request)
    people.seat_for(viewer, Ability.DRIVE)
    return answers.as_json(patrol_shape(viewer))


def patrol_shape(viewer: Any) -> dict[str, Any]:
    """The unit of a crew, its open task and what it did today."""
    unit = dispatch.unit_of(viewer)
    if unit is None:
        return {"unit": None, "task": None, "today": [], "clock": shapes.clock_shape()}
    task = dispatch.open_task(unit.pk)
    over = dispatch.tasks_over(unit.pk, since=clock.now() - _TODAY)
    return {
        "unit": {
            "id": unit.pk,
            "call_sign": unit.call_sign,
            "kind": unit.kind,
            "state": unit.state,
            "lon": unit.lon,
            "lat": unit.lat,
            "fix_at": unit.fix_at,
        },
        "task": _task(task) if task else None,
        "today": [_done(done) for done in over],
        "clock": shapes.clock_shape(),
    }


def _task(task: Any) -> dict[str, Any]:
    incident = dispatch.incident_of(task)
    category = incidents.categories_by_id(task.municipality_id)[incident.category_id]
    return {
        "id": task.pk,
        "state": task.state,
        "expected_s": task.expected_s,
        "moments": {
            "offered_at": task.offered_at,
            "accepted_at": task.accepted_at,
            "moving_at": task.moving_at,
            "on_scene_at": task.on_scene_at,
        },
        "incident": {
            "id": incident.pk,
            "number": board.number_of(incident.pk, municipality=incident.municipality_id),
            "category": shapes.category_shape(category),
            "priority": incident.priority,
            "text": "\n\n".join(report.text for report in incidents.reports_of(incident) if report.text),
            "place": incident.place,
            "lon": incident.lon,
            "lat": incident.lat,
            "received_at": incident.received_at,
            "media": [shapes.media_shape(medium) for medium in incidents.media_of(incident)],
            "messages": [shapes.message_shape(said) for said in incidents.messages_of(incident)],
            "notes": [
                {"id": note.pk, "text": note.text, "by": note.author.name if note.author else "", "at": note.at}
                for note in incidents.notes_of(incident)
            ],
        },
    }


def _done(task: Any) -> dict[str, Any]:
    return {
        "id": task.pk,
        "number": board.number_of(task.incident_id, municipality=task.municipality_id),
        "state": task.state,
        "outcome": task.outcome,
        "outcome_label": shapes.outcome_label(task.outcome),
        "over_at": task.over_at,
    }


@router.post("/tasks/{ref}/notes", summary="A note on my task's incident")
def note(request: HttpRequest, ref: int, body: WordsIn) -> HttpResponse:
    """Seen by the desk and by other crews on the incident."""
    viewer = answers.viewer_of(request)
    incident = dispatch.access_incident_by_task(viewer, ref)
    conversation.write_note(
        incident, note=ids.from_key(body.id) if body.id else ids.uuid7(), text=body.text, by=viewer.user
    )
    return answers.as_json(patrol_shape(viewer), status=201)


@router.post("/tasks/{ref}/media", summary="A photo for my task's incident")
def add_media(request: HttpRequest, ref: int) -> HttpResponse:
    """Multipart parts named `media`, and a field `id`."""
    viewer = answers.viewer_of(request)
    incident = dispatch.access_incident_by_task(viewer, ref)
    files = request.FILES.getlist("media")
    uploads.require_files(files)
    base = ids.from_key(request.POST["id"]) if request.POST.get("id") else ids.uuid7()
    uploads.attach_files(incident, files, base=base, by=viewer.user)
    return answers.as_json(patrol_shape(viewer), status=201)


@router.post("/units/{ref}/positions", summary="Where my unit is")
def send_positions(request: HttpRequest, ref: int, body: PositionsIn) -> HttpResponse:
    """Fixes with the phone's times, buffered ones too; says how many were kept."""
    viewer = answers.viewer_of(request)
    fixes = [positions.Position(**fix.dict()) for fix in body.fixes]
    batch = positions.take_in(viewer, unit=ref, fixes=fixes)
    return answers.as_json({"kept": len(batch.fixes), "refused": batch.refused})


@router.post("/units/{ref}/state", summary="On or off duty")
def set_duty(request: HttpRequest, ref: int, body: DutyIn) -> HttpResponse:
    """Refused in the middle of a task."""
    viewer = answers.viewer_of(request)
    if viewer.user is None:
        raise NotYours
    actions.set_duty(viewer, unit=ref, on=body.state == "free")
    return answers.as_json(patrol_shape(viewer))


@router.post("/tasks/{ref}/{step}", summary="A step of my task")
def take_step(request: HttpRequest, ref: int, step: str, body: StepIn) -> HttpResponse:
    """accept, decline, moving, arrive or done; repeating the step it is in changes nothing."""
    viewer = answers.viewer_of(request)
    if step not in _STEPS:
        raise Malformed(faults=[FieldFault("step", step, tuple(_STEPS))])
    actions.step(viewer, ref=ref, to=_STEPS[step], note=body.note, outcome=body.outcome)
    return answers.as_json(patrol_shape(viewer))
