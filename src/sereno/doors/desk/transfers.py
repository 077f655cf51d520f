"""Passing an incident on to another department, what this desk has passed on, and opening parts of an incident."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from sereno.dispatch import board
from sereno.doors import answers
from sereno.doors.desk.card import card_shape
from sereno.doors.desk.routes import router
from sereno.doors.desk.work import id_of
from sereno.doors.schemas import SplitIn, TransferIn
from sereno.incidents import parts, transfers
from sereno.incidents import queries as incidents
from sereno.kernel.errors import NotYours
from sereno.people import queries as people
from sereno.people.rules import Ability


@router.post("/incidents/{ref}/transfer", summary="Pass on to another department")
def transfer(request: HttpRequest, ref: int, body: TransferIn) -> HttpResponse:
    """It is new there. `{"gone": true}` when the one who passes it on may not see it any more."""
    viewer = answers.viewer_of(request)
    transfers.transfer(viewer, ref=ref, to=body.to, why=body.note, note=id_of(body.id))
    try:
        return answers.as_json(card_shape(viewer, ref))
    except NotYours:
        return answers.as_json({"gone": True, "id": ref, "to": body.to})


@router.get("/transfers", summary="What this desk has passed on lately")
def passed_on(request: HttpRequest) -> HttpResponse:
    """That it went, where, when and by whom; the incident itself is the other desk's."""
    viewer = answers.viewer_of(request)
    people.seat_for(viewer, Ability.READ_INCIDENTS)
    return answers.as_json([_shape(one) for one in incidents.passed_on(viewer)])


@router.post("/incidents/{ref}/split", summary="Open another incident for the same report")
def split(request: HttpRequest, ref: int, body: SplitIn) -> HttpResponse:
    """A part with its own category, department and clocks; the reporter follows all through the one link."""
    viewer = answers.viewer_of(request)
    parts.split(
        viewer, ref=ref, category=body.category, department=body.department, text=body.text, note=id_of(body.id)
    )
    return answers.as_json(card_shape(viewer, ref), status=201)


def _shape(one: Any) -> dict[str, Any]:
    names = {known.id: known for known in people.departments(one.municipality_id)}
    category = incidents.categories_by_id(one.municipality_id)[one.incident.category_id]
    return {
        "id": one.incident_id,
        "number": board.number_of(one.incident_id, municipality=one.municipality_id),
        "category": category.code,
        "from": names[one.department_id].name,
        "to": names[one.to_department_id].name,
        "at": one.ended_at,
        "by": one.ended_by.name if one.ended_by else "",
        "closed": one.incident.closed_at is not None,
    }
