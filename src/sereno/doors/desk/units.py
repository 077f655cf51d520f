"""Units for the desk: where they are, which are best for an incident, and sending one."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from sereno.algorithms.assignment import Ranked, Reason
from sereno.dispatch import actions
from sereno.dispatch import queries as dispatch
from sereno.doors import answers, unitshapes
from sereno.doors.desk.card import task_shape
from sereno.doors.desk.routes import router
from sereno.doors.schemas import AssignIn
from sereno.incidents import queries as incidents
from sereno.people import queries as people
from sereno.people.rules import Ability

_SAME_S = 10  # no street says the time better than this
_SECONDS_COUNT_S = 90


@router.get("/units", summary="Units and where they are")
def units(request: HttpRequest) -> HttpResponse:
    """All units of the viewer's municipality, on duty or not."""
    viewer = answers.viewer_of(request)
    people.seat_for(viewer, Ability.SEE_UNITS)
    return answers.as_json([unitshapes.unit_shape(view) for view in dispatch.units_for(viewer)])


@router.get("/incidents/{ref}/units", summary="The best units for an incident, with the reason")
def best_units(request: HttpRequest, ref: int) -> HttpResponse:
    """Best first, by minutes on the streets for each kind of unit; busy ones behind free ones."""
    viewer = answers.viewer_of(request)
    incident = incidents.access_incident(viewer, ref, ability=Ability.SEND_UNITS)
    ranking = dispatch.best_units(incident.municipality_id, lon=incident.lon, lat=incident.lat)
    return answers.as_json([_ranked(ranked, view) for ranked, view in ranking])


def _ranked(ranked: Ranked[int], view: dispatch.UnitView) -> dict[str, Any]:
    return {
        "id": view.id,
        "call_sign": view.call_sign,
        "kind": view.kind,
        "state": view.state,
        "seconds": round(ranked.seconds),
        "free": ranked.free,
        "stale": view.stale,
        "reason": why(ranked),
        "lon": view.lon,
        "lat": view.lat,
    }


def why(ranked: Ranked[int]) -> str:
    """Why a unit stands where it does, in the reader's language."""
    words = {
        Reason.QUICKEST: _("Free, and the quickest by street"),
        Reason.FREE: _free(ranked.sooner_s),
        Reason.BUSY_BUT_NEARER: _("Busy, but %(time)s sooner than any free unit") % {"time": _span(ranked.sooner_s)},
        Reason.BUSY: _("Busy with another task"),
        Reason.LACKS_ABILITY: _("Lacks what the incident needs"),
    }[ranked.reason]
    return words + (" · " + _("position is old") if ranked.stale else "")


def _free(sooner_s: float) -> str:
    """How a free unit compares with the first one; sooner than that can only be one whose position is old."""
    if abs(sooner_s) < _SAME_S:
        return _("Free, almost as quick as the quickest")
    if sooner_s > 0:
        return _("Free")
    return _("Free, %(time)s later than the quickest") % {"time": _span(sooner_s)}


def _span(seconds: float) -> str:
    """A difference as people say it: seconds while they count, then minutes."""
    whole = round(abs(seconds))
    return _("%(n)d s") % {"n": whole} if whole < _SECONDS_COUNT_S else _("%(n)d min") % {"n": round(whole / 60)}


@router.post("/incidents/{ref}/assign", summary="Send a unit")
def assign(request: HttpRequest, ref: int, body: AssignIn) -> HttpResponse:
    """A busy unit is refused with code `unit-busy` until `take_busy` says that it shall leave its task."""
    viewer = answers.viewer_of(request)
    incident = incidents.access_incident(viewer, ref, ability=Ability.SEND_UNITS)
    ranking = dispatch.best_units(incident.municipality_id, lon=incident.lon, lat=incident.lat)
    expected_s = next((ranked.seconds for ranked, view in ranking if view.id == body.unit), None)
    task = actions.assign(
        viewer,
        incident_ref=ref,
        unit=body.unit,
        take_busy=body.take_busy,
        reason=body.reason,
        expected_s=expected_s,
    )
    return answers.as_json(task_shape(task), status=201)
