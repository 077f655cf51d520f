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
from sereno.doors.town.treaty_form import WIDEST_M, TreatyForm, form_of
from sereno.federation import keys, lines, treaties
from sereno.federation.dossier import Part
from sereno.federation.rules import Treaty
from sereno.kernel.errors import Malformed, NotYours
from sereno.people.rules import Ability

_HERE = "/town/neighbours"


@require_safe
@needs(Ability.RUN_TOWN)
def show(request: HttpRequest) -> HttpResponse:
    """Every other town known here."""
    return _page(request)


def _page(request: HttpRequest, *, of: str = "", typed: TreatyForm | None = None) -> HttpResponse:
    """All lines; the form of the town `of` as it was typed, with what is wrong in it."""
    viewer = answers.viewer_of(request)
    context = {
        "lines": [
            _shape(line, typed if typed is not None and line.code == of else form_of(line))
            for line in lines.lines(viewer)
        ],
        "own_keys": lines.own_keys(viewer),
        "widest_m": WIDEST_M,
    }
    status = HTTPStatus.OK if typed is None else HTTPStatus.BAD_REQUEST
    return frame.page(request, "town/neighbours.html", context, at=_HERE, status=status)


def _shape(line: lines.LineView, form: TreatyForm) -> dict[str, Any]:
    treaty = line.treaty or Treaty()
    return {
        "code": line.code,
        "name": line.name,
        "served_here": line.served_here,
        "in_force": line.treaty is not None,
        "treaty": treaty,
        "form": form,
        "parts": [{"code": part.value, "name": _part(part), "field": form[f"withhold_{part.value}"]} for part in Part],
        "waiting": line.waiting,
        "heard_at": line.heard_at,
        "failures": line.failures,
        "complaint": line.complaint,
        "has_open311_key": line.has_open311_key and bool(treaty.open311),
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
    """Put a new version of a treaty in force, or end it; what cannot be accepted is shown as it was typed."""
    municipality, by = frame.municipality_of(request), answers.viewer_of(request).user
    form = TreatyForm(request.POST, prefix=code, municipality=municipality)
    try:
        if "end" in request.POST:
            treaties.end_treaty(municipality=municipality, neighbour=code, by=by)
            messages.success(request, _("The treaty ended. What is under way is carried to its end."))
        elif form.is_valid():
            key = form.cleaned_data["open311_key"]
            treaties.set_treaty(form.treaty(), municipality=municipality, neighbour=code, by=by, open311_key=key)
            messages.success(request, _("The treaty is in force."))
        else:
            return _page(request, of=code, typed=form)
    except Malformed as refused:
        messages.error(request, answers.title_of(refused))
    return HttpResponseRedirect(_HERE)


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
