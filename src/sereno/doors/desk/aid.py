"""Neighbours' units for our incidents: which could come, and asking for one."""

from django.http import HttpRequest, HttpResponse

from sereno.doors import answers
from sereno.doors.desk.handovers import handover_shape
from sereno.doors.desk.routes import router
from sereno.doors.schemas import UnitRequestIn
from sereno.federation import aid, queries
from sereno.kernel import ids


@router.get("/incidents/{ref}/units/across", summary="Neighbours' units that could come")
def helpers(request: HttpRequest, ref: int) -> HttpResponse:
    """Best first, by minutes on the streets; they are asked for, their own desk sends them."""
    return answers.as_json(
        [
            {
                "id": helper.unit.id,
                "neighbour": {"code": helper.neighbour.code, "name": helper.neighbour.name},
                "call_sign": helper.unit.call_sign,
                "kind": helper.unit.kind,
                "state": helper.unit.state,
                "seconds": round(helper.ranked.seconds),
                "free": helper.ranked.free,
                "stale": helper.ranked.stale,
            }
            for helper in aid.helpers(answers.viewer_of(request), ref=ref)
        ]
    )


@router.post("/incidents/{ref}/units/across", summary="Ask a neighbour for a unit")
def ask_for_unit(request: HttpRequest, ref: int, body: UnitRequestIn) -> HttpResponse:
    """The incident stays ours; their desk grants or refuses it."""
    made = aid.ask_for_unit(
        answers.viewer_of(request),
        ref=ref,
        neighbour=body.neighbour,
        unit=body.unit,
        note=body.note,
        key=ids.from_key(body.id) if body.id else ids.uuid7(),
    )
    return answers.as_json(handover_shape(queries.view(made)), status=201)
