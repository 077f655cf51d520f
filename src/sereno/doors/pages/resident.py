"""The resident's pages: report, follow, my reports. They work without JavaScript and without an account."""

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from sereno.doors import answers, shapes
from sereno.doors.intake import app as intake
from sereno.doors.resident import follow_shape, municipality_shape
from sereno.incidents import figures
from sereno.incidents import queries as incidents
from sereno.kernel import clock, ids
from sereno.kernel.errors import NotYours, Outside, Refusal
from sereno.places import queries as places
from sereno.places.rules import Duty
from sereno.vocabulary.words import Channel


@csrf_exempt  # reporting needs no account, so there is no session another site could borrow
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """What, where, send. A plain form post ends at the follow page; a refusal shows the form again as it was."""
    if request.method != "POST":
        return _form(request, {})
    try:
        sent, files = intake.read_body(request)
        key = request.POST.get("id") or ""
        receipt = intake.submit(request, sent, files, report=ids.from_key(key) if key else ids.uuid7())
    except Refusal as refusal:
        typed = {"draft": request.POST.dict(), "problem": _problem(refusal)}
        return _form(request, typed, status=HTTPStatus.BAD_REQUEST)
    return HttpResponseRedirect(f"/r/{shapes.follow_token(receipt.report)}")


def _form(request: HttpRequest, more: dict[str, Any], *, status: int = HTTPStatus.OK) -> HttpResponse:
    town = _town(request)
    found = incidents.categories(town.id).values()
    context = {
        "municipality": municipality_shape(town),
        "categories": [shapes.category_shape(category) for category in found if category.reportable],
        "note": places.channel_note(town.id, Channel.APP),
        "is_closed": not places.channel_is_open(town.id, Channel.APP),
        "duty": places.duty(town.id, at=clock.now()),
        "draft_id": request.POST.get("id") or str(ids.uuid7()),
        **more,
    }
    return render(request, "resident/report.html", context, status=status)


def _town(request: HttpRequest) -> places.Town:
    code = request.GET.get("municipality", "") or request.POST.get("municipality", "")
    served = places.served_towns()
    return next((town for town in served if town.code == code), served[0])


def _problem(refusal: Refusal) -> dict[str, Any]:
    return {
        "title": answers.title_of(refusal),
        "detail": answers.detail_of(refusal) or "; ".join(fault.message for fault in refusal.faults),
        "numbers": refusal.numbers if isinstance(refusal, Outside) else [],
    }


@require_safe
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """How my report stands; for programs that ask for JSON, the same as the follow link."""
    try:
        known = follow_shape(token)
    except NotYours:
        return render(request, "404.html", status=HTTPStatus.NOT_FOUND)
    return render(request, "resident/follow.html", {"token": token, "report": known, "duty": _silence(known)})


def _silence(known: dict[str, Any]) -> Duty | None:
    """The hours of the report's desk while nobody listens there; None when somebody does, or the report is closed."""
    if known["served_by"] or known["outcome"]:
        return None  # another town's hours are not known here
    town = places.town_by_code(known["municipality"]["code"])
    duty = places.duty(town.id, department=known["department"]["code"], at=clock.now())
    return duty if duty and not duty.is_listening else None


@require_safe
def my(request: HttpRequest) -> HttpResponse:
    """The reports this phone remembers, and what waits to be sent."""
    return render(request, "resident/my.html", {"municipality": municipality_shape(_town(request))})


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The demo's start page; a real town goes straight to reporting."""
    if not settings.DEMO:
        return HttpResponseRedirect("/report")
    town = places.served_towns()[0]
    context = {"municipality": municipality_shape(town), "figures": figures.figures(town.id)}
    return render(request, "start/demo.html", context)
