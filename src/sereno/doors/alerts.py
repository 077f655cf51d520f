"""The door of public alerts: which hold where (JSON, and a piece of page for residents), and CAP 1.2 for everybody."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from sereno.alerts import queries as alerts
from sereno.alerts import writer
from sereno.alerts.message import Severity
from sereno.doors import answers, shapes
from sereno.doors.schemas import Lat, Lon, ProblemOut
from sereno.kernel import clock
from sereno.kernel.errors import FieldFault, Malformed, NotYours
from sereno.places import queries as places

router = Router(tags=["alerts"])
_A_MOMENT = {"Cache-Control": "public, max-age=5"}


class AlertsQuery(Schema):
    """A place, or a municipality as a whole."""

    model_config = ConfigDict(allow_inf_nan=False)
    lon: Lon | None = None
    lat: Lat | None = None
    municipality: Annotated[str, Field(max_length=60, description="code; the first served here when left out")] = ""


class AlertOut(Schema):
    """An alert in force."""

    id: str
    headline: str
    event: str
    description: str
    instruction: str
    severity: str
    severity_label: str
    urgency: str
    certainty: str
    language: str
    sender: str
    sender_name: str
    sent_at: datetime
    effective_at: datetime
    onset_at: datetime | None
    expires_at: datetime
    area: str
    exercise: bool
    updates: bool
    web: str
    cap: str
    outline: dict[str, Any] | None


class AlertsOut(Schema):
    """The alerts in force, the gravest first, and the moment of the answer."""

    at: datetime
    alerts: list[AlertOut]


@router.get(
    "/alerts", auth=None, response={200: AlertsOut, 400: ProblemOut}, summary="Public alerts in force at a place"
)
def in_force(request: HttpRequest, asked: Query[AlertsQuery]) -> HttpResponse:
    """With `lon` and `lat` those whose area holds the place; without, all of the municipality. The words are in the
    language of `Accept-Language` where the alert has it. `outline` is GeoJSON; `cap` the CAP 1.2 document of our own.
    """
    now = clock.now()
    found = [shape_of(request, view) for view in _found(asked, at=now)]
    return answers.as_json({"at": now, "alerts": found}, headers=_A_MOMENT)


@require_safe
def here(request: HttpRequest) -> HttpResponse:
    """The same as a piece of page, for residents: the script puts it in place of the one before."""
    try:
        asked = AlertsQuery.model_validate({key: value for key, value in request.GET.items() if value})
    except ValueError:
        return HttpResponse(status=HTTPStatus.BAD_REQUEST)
    now = clock.now()
    try:
        context = {"alerts": [told(view) for view in _found(asked, at=now)]}
    except Malformed:
        raise Http404 from None
    answer = render(request, "resident/_alerts_in_force.html", context)
    answer["Cache-Control"] = _A_MOMENT["Cache-Control"]
    answer["Sereno-Clock"] = f"{now.isoformat()}/{clock.speed()}"
    return answer


def of_town(municipality: str) -> list[dict[str, Any]]:
    """What a page shows before its script has asked for the reader's place: all of a served town."""
    return [told(view) for view in _found(AlertsQuery(municipality=municipality), at=clock.now())]


def _found(asked: AlertsQuery, *, at: datetime) -> list[alerts.AlertView]:
    language = get_language() or "es"
    if (asked.lon is None) != (asked.lat is None):
        raise Malformed(faults=[FieldFault("lon", _("lon and lat go together"))])
    if asked.lon is not None and asked.lat is not None:
        return alerts.alerts_at(asked.lon, asked.lat, at=at, language=language)
    served = places.served_towns()
    town = places.town_by_code(asked.municipality) if asked.municipality else served[0] if served else None
    return alerts.alerts_in(town.id, at=at, language=language) if town else []


def shape_of(request: HttpRequest, view: alerts.AlertView) -> dict[str, Any]:
    """An alert as programs read it."""
    return {
        "id": view.identifier,
        "headline": view.headline,
        "event": view.event,
        "description": view.description,
        "instruction": view.instruction,
        "severity": view.severity.value,
        "severity_label": severity_label(view.severity),
        "urgency": view.urgency,
        "certainty": view.certainty,
        "language": view.language,
        "sender": view.sender,
        "sender_name": view.sender_name,
        "sent_at": view.sent_at,
        "effective_at": view.effective_at,
        "onset_at": view.onset_at,
        "expires_at": view.expires_at,
        "area": view.area,
        "exercise": view.is_exercise,
        "updates": view.updates,
        "web": view.web,
        "cap": shapes.absolute(request, f"/cap/{view.identifier}.xml") if view.ours else "",
        "outline": view.outline,
    }


def told(view: alerts.AlertView) -> dict[str, Any]:
    """An alert as a page shows it: severity by icon and in words."""
    return {
        "alert": view,
        "severity": view.severity.value.lower(),
        "label": severity_label(view.severity),
        "icon": "info" if view.severity in (Severity.MINOR, Severity.UNKNOWN) else "warning",
    }


def severity_label(severity: Severity) -> str:
    """How grave it is, in words for residents."""
    return {
        Severity.EXTREME: _("Extreme danger"),
        Severity.SEVERE: _("Serious danger"),
        Severity.MODERATE: _("Take care"),
        Severity.MINOR: _("For your information"),
        Severity.UNKNOWN: _("Alert"),
    }[severity]


@require_safe
def document(request: HttpRequest, identifier: str) -> HttpResponse:
    """One of our messages as CAP 1.2, also when it has ended."""
    try:
        message, municipality = alerts.published(identifier)
    except NotYours:
        raise Http404 from None
    written = writer.write(message, timezone=places.town(municipality).timezone)
    return HttpResponse(written, content_type=writer.CAP_TYPE, headers={"X-Content-Type-Options": "nosniff"})


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """Our messages that still say something, as Atom; `?municipality=` chooses the town."""
    code = request.GET.get("municipality", "")
    town = next((town for town in places.served_towns() if code in ("", town.code)), None)
    if town is None:
        raise Http404
    now = clock.now()
    found = alerts.in_force(town.id, at=now)
    own = shapes.absolute(request, "/cap/feed.xml" + (f"?municipality={code}" if code else ""))
    named = [(one, shapes.absolute(request, f"/cap/{one.identifier}.xml"), one.sent) for one in found]
    updated = max((one.sent for one in found), default=now)
    title = _("Alerts of %(town)s") % {"town": town.name}
    written = writer.feed(named, title=title, address=own, updated=updated, timezone=town.timezone)
    return HttpResponse(written, content_type="application/atom+xml", headers=_A_MOMENT)
