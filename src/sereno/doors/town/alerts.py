"""Public alerts: those in force, issuing after a look at words and place, updating, cancelling, taking in."""

from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sereno.alerts import actions, areas
from sereno.alerts import queries as alerts
from sereno.alerts.message import Info, MessageType
from sereno.alerts.tree import MOST_BYTES
from sereno.doors import alerts as door
from sereno.doors import answers
from sereno.doors.guard import needs
from sereno.doors.town import alert_words, frame
from sereno.doors.town.alert_form import AlertForm, typed_from
from sereno.kernel import clock, ids
from sereno.kernel.errors import NotYours, Refusal
from sereno.people import queries as people
from sereno.people.rules import Ability
from sereno.places import queries as places

if TYPE_CHECKING:
    from sereno.alerts.models import Alert

_HERE = "/town/alerts"


@require_safe
@needs(Ability.SEE_ALERTS)
def show(request: HttpRequest) -> HttpResponse:
    """The alerts in force and to come, then those before."""
    viewer = answers.viewer_of(request)
    current, past = alerts.listed(viewer, at=clock.now())
    context = {
        "current": [_row(row) for row in current],
        "past": [_row(row) for row in past],
        "may_issue": bool(viewer.places(Ability.ISSUE_ALERTS)),
        "may_run": viewer.may(Ability.RUN_TOWN, people.seat_for(viewer, Ability.SEE_ALERTS).municipality),
        "feeds": [
            {"feed": feed, "trouble": alert_words.trouble(feed.trouble, detail=feed.detail)}
            for feed in alerts.feeds_of(viewer)
        ],
    }
    return frame.page(request, "town/alerts.html", context, at=_HERE)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.ISSUE_ALERTS)
def new(request: HttpRequest) -> HttpResponse:
    """Write an alert, look at it as residents will, issue it."""
    return _written(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.ISSUE_ALERTS)
def update(request: HttpRequest, ref: int) -> HttpResponse:
    """The same for the alert that replaces one of ours."""
    try:
        before = alerts.access_alert(answers.viewer_of(request), ref, ability=Ability.ISSUE_ALERTS)
    except NotYours:
        return _missing(request)
    if not before.ours or before.kind == MessageType.CANCEL:
        return _missing(request)
    return _written(request, before)


def _written(request: HttpRequest, before: "Alert | None") -> HttpResponse:
    municipality = _municipality(request)
    kept = alerts.message_of(before).infos[0].areas if before else ()
    if request.method != "POST":
        typed = (
            typed_from(alerts.message_of(before))
            if before
            else {"hours": 4, "severity": "Moderate", "urgency": "Immediate"}
        )
        return _form(request, AlertForm(initial=typed, municipality=municipality, kept=kept), before)
    form = AlertForm(request.POST, municipality=municipality, kept=kept)
    if not form.is_valid():
        return _form(request, form, before, status=HTTPStatus.BAD_REQUEST)
    step = request.POST.get("step", "")
    if step == "change":
        return _form(request, form, before)
    infos = form.infos(at=clock.now())
    if step != "issue":
        return _preview(request, form, infos, before)
    return _issue(request, infos, before)


def _issue(request: HttpRequest, infos: tuple[Info, ...], before: "Alert | None") -> HttpResponse:
    viewer, alert = answers.viewer_of(request), _draft(request)
    try:
        if before is None:
            actions.issue(viewer, alert=alert, infos=infos, simulated=settings.DEMO)
        else:
            actions.update(viewer, ref=before.pk, alert=alert, infos=infos)
    except Refusal as refusal:
        messages.error(request, refusal.message or answers.title_of(refusal))
        return HttpResponseRedirect(_HERE)
    messages.success(request, _("The alert is out: residents in the area see it now."))
    return HttpResponseRedirect(_HERE)


def _form(
    request: HttpRequest, form: AlertForm, before: "Alert | None", *, status: int = HTTPStatus.OK
) -> HttpResponse:
    context = {
        "form": form,
        "draft": _draft(request),
        "before": before,
        "map": _map(request),
        "zone_shapes": _zones(request),
    }
    return frame.page(request, "town/alert_form.html", context, at=_HERE, status=status)


def _preview(request: HttpRequest, form: AlertForm, infos: tuple[Info, ...], before: "Alert | None") -> HttpResponse:
    municipality = _municipality(request)
    where = infos[0].areas
    typed = [(name, value) for name, values in request.POST.lists() for value in values]
    context = {
        "typed": [(name, value) for name, value in typed if name not in ("step", "csrfmiddlewaretoken")],
        "alerts": [
            door.told(view) for view in alerts.preview(infos, municipality=municipality, simulated=settings.DEMO)
        ],
        "km2": areas.area_km2(where),
        "zones": areas.zones_within(where, municipality=municipality),
        "reaches_town": areas.reach(where, municipality=municipality),
        "before": before,
        "map": {**_map(request), "outline": areas.as_geojson(where)},
    }
    return frame.page(request, "town/alert_preview.html", context, at=_HERE)


@require_safe
@needs(Ability.SEE_ALERTS)
def one(request: HttpRequest, ref: int) -> HttpResponse:
    """One message: as residents read it, where, and what may be done with it."""
    viewer = answers.viewer_of(request)
    try:
        row = alerts.access_alert(viewer, ref)
    except NotYours:
        return _missing(request)
    message = alerts.message_of(row)
    now = clock.now()
    is_open = row.ended_at is None and row.starts_at <= row.expires_at and row.expires_at > now
    context = {
        "row": _row(row),
        "alerts": [door.told(alerts.view(row, message, info)) for info in message.infos],
        "note": message.note,
        "km2": areas.area_km2(message.infos[0].areas) if message.infos else 0,
        "may_change": row.ours
        and is_open
        and row.kind != MessageType.CANCEL
        and viewer.may(Ability.ISSUE_ALERTS, row.municipality_id),
        "draft": ids.uuid7(),
        "map": {**_map(request), "outline": row.outline},
    }
    return frame.page(request, "town/alert.html", context, at=_HERE)


@require_POST
@needs(Ability.ISSUE_ALERTS)
def cancel(request: HttpRequest, ref: int) -> HttpResponse:
    """End an alert of ours now."""
    reason = request.POST.get("reason", "")[:500]
    try:
        actions.cancel(answers.viewer_of(request), ref=ref, alert=_draft(request), reason=reason)
    except NotYours:
        return _missing(request)
    except Refusal as refusal:
        messages.error(request, refusal.message or answers.title_of(refusal))
    else:
        messages.success(request, _("The alert is cancelled: residents no longer see it."))
    return HttpResponseRedirect(_HERE)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.ISSUE_ALERTS)
def take(request: HttpRequest) -> HttpResponse:
    """Take in the CAP document of somebody else, as a file or pasted."""
    context: dict[str, Any] = {"pasted": request.POST.get("pasted", "")}
    if request.method != "POST":
        return frame.page(request, "town/alert_take.html", context, at=_HERE)
    viewer = answers.viewer_of(request)
    try:
        taken = actions.take_in(
            _document(request), municipality=_municipality(request), by=viewer.user, simulated=settings.DEMO
        )
    except Refusal as refusal:
        context["refused"] = refusal.message
        return frame.page(request, "town/alert_take.html", context, at=_HERE, status=HTTPStatus.BAD_REQUEST)
    if not taken.is_new:
        messages.warning(request, _("This alert was taken in before; nothing has changed."))
    elif taken.alert.set_aside:
        messages.warning(
            request,
            _("Kept, but not shown to residents. %(why)s") % {"why": alert_words.aside_label(taken.alert.set_aside)},
        )
    else:
        messages.success(request, _("The alert was taken in."))
    return HttpResponseRedirect(f"{_HERE}/{taken.alert.pk}")


def _document(request: HttpRequest) -> bytes:
    """The uploaded file, no further than it may be long, or what was pasted."""
    file = request.FILES.get("file")
    return file.read(MOST_BYTES + 1) if file else request.POST.get("pasted", "").strip().encode()


def _row(row: "Alert") -> dict[str, Any]:
    message = alerts.message_of(row)
    info = next((info for info in message.infos if info.language.startswith("es")), next(iter(message.infos), None))
    return {
        "alert": row,
        "headline": (info.headline or info.event) if info else message.note or message.identifier,
        "severity": door.severity_label(info.severity) if info else "",
        "area": ", ".join(dict.fromkeys(area.description for area in info.areas)) if info else "",
        "who": (info.sender_name if info else "") or row.sender,
        "kind": alert_words.kind_label(row.kind),
        "status": alert_words.status_label(row.status),
        "aside": alert_words.aside_label(row.set_aside),
    }


def _draft(request: HttpRequest) -> UUID:
    """The number that the form was given, so that sending it twice is sending it once."""
    key = request.POST.get("draft", "")
    return ids.from_key(key) if key else ids.uuid7()


def _municipality(request: HttpRequest) -> int:
    return people.seat_for(answers.viewer_of(request), Ability.ISSUE_ALERTS).municipality


def _map(request: HttpRequest) -> dict[str, Any]:
    town = places.town(people.seat_for(answers.viewer_of(request), Ability.SEE_ALERTS).municipality)
    return {"map_url": places.map_url(), "centre": town.centre, "bbox": town.bbox}


def _zones(request: HttpRequest) -> list[dict[str, Any]]:
    return [{"code": zone.code, "outline": zone.outline} for zone in places.zones(_municipality(request))]


def _missing(request: HttpRequest) -> HttpResponse:
    return render(request, "404.html", status=HTTPStatus.NOT_FOUND)
