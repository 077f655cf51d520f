"""Neighbouring towns: the treaty with each, how the line to it is, and the keys on both sides."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sereno.doors import answers
from sereno.doors.guard import needs
from sereno.doors.town import frame
from sereno.federation import keys, lines, treaties
from sereno.federation.dossier import Part
from sereno.federation.rules import Treaty
from sereno.kernel.errors import Malformed, NotYours
from sereno.people.rules import Ability

_HERE = "/town/neighbours"
_WIDEST_M = 150


@require_safe
@needs(Ability.RUN_TOWN)
def show(request: HttpRequest) -> HttpResponse:
    """Every other town known here."""
    viewer = answers.viewer_of(request)
    context = {
        "lines": [_shape(line) for line in lines.lines(viewer)],
        "own_keys": lines.own_keys(viewer),
        "widest_m": _WIDEST_M,
    }
    return frame.page(request, "town/neighbours.html", context, at=_HERE)


def _shape(line: lines.LineView) -> dict[str, Any]:
    treaty = line.treaty or Treaty()
    return {
        "code": line.code,
        "name": line.name,
        "served_here": line.served_here,
        "in_force": line.treaty is not None,
        "treaty": treaty,
        "categories": ", ".join(treaty.categories),
        "parts": [{"code": part.value, "name": _part(part), "withheld": part in treaty.withhold} for part in Part],
        "waiting": line.waiting,
        "heard_at": line.heard_at,
        "failures": line.failures,
        "complaint": line.complaint,
        "keys": line.keys,
    }


def _part(part: Part) -> str:
    return {
        Part.CONTACT: _("contact data of reporters"),
        Part.WORDS: _("what people wrote"),
        Part.CONVERSATION: _("the conversation before the handover"),
        Part.MEDIA: _("which photos and videos there are"),
    }[part]


@require_POST
@needs(Ability.RUN_TOWN)
def save(request: HttpRequest, code: str) -> HttpResponse:
    """Put a new version of a treaty in force, or end it."""
    municipality, by = frame.municipality_of(request), answers.viewer_of(request).user
    try:
        if "end" in request.POST:
            treaties.end_treaty(municipality=municipality, neighbour=code, by=by)
            messages.success(request, _("The treaty ended. What is under way is carried to its end."))
        else:
            treaties.set_treaty(_treaty(request), municipality=municipality, neighbour=code, by=by)
            messages.success(request, _("The treaty is in force."))
    except Malformed as refused:
        messages.error(request, answers.title_of(refused))
    return HttpResponseRedirect(_HERE)


def _treaty(request: HttpRequest) -> Treaty:
    sent = request.POST
    metres = sent.get("border_m", "0")
    installation, open311 = sent.get("installation", "").strip(), sent.get("open311", "").strip()
    for address in (installation, open311):
        if address and not address.startswith(("https://", "http://")):
            raise Malformed(address, code="no-way-there")
    categories = (part.strip() for part in sent.get("categories", "").split(","))
    return Treaty(
        handover="handover" in sent,
        categories=tuple(code for code in categories if code),
        withhold=tuple(part for part in Part if f"withhold-{part.value}" in sent),
        border_m=min(int(metres), _WIDEST_M) if metres.isdecimal() else 0,
        units="units" in sent,
        installation=installation.rstrip("/"),
        open311=open311.rstrip("/"),
    )


@require_POST
@needs(Ability.RUN_TOWN)
def distrust(request: HttpRequest, code: str) -> HttpResponse:
    """Forget a neighbour's keys."""
    try:
        lines.distrust(answers.viewer_of(request), neighbour=code)
    except NotYours:
        return render(request, "404.html", status=HTTPStatus.NOT_FOUND)
    messages.success(request, _("Their keys are forgotten; compare the fingerprint of the next ones."))
    return HttpResponseRedirect(_HERE)


@require_POST
@needs(Ability.RUN_TOWN)
def rotate(request: HttpRequest) -> HttpResponse:
    """Make our next key."""
    keys.rotate(frame.municipality_of(request), by=answers.viewer_of(request).user)
    messages.success(request, _("The new key is published. It signs in two days, and the old one ends in four."))
    return HttpResponseRedirect(_HERE)
