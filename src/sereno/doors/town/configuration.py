"""The whole configuration as one file: take it out, look at what another would change, put it in."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sereno.administration import actions as administration
from sereno.administration import file, starters
from sereno.administration import queries as configured
from sereno.administration.rules import Change
from sereno.doors import answers
from sereno.doors.guard import needs
from sereno.doors.town import frame, words
from sereno.kernel.errors import Malformed, Refusal
from sereno.people.rules import Ability
from sereno.places import queries as places

_HERE = "/town/configuration"
_MOST_FIELDS = 8


@require_safe
@needs(Ability.RUN_TOWN)
def take_out(request: HttpRequest) -> HttpResponse:
    """The file of the configuration as it stands."""
    municipality = frame.municipality_of(request)
    text = file.write(configured.configuration(municipality))
    answer = HttpResponse(text, content_type="application/yaml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{places.town(municipality).code}.yaml"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.RUN_TOWN)
def show(request: HttpRequest) -> HttpResponse:
    """A file comes in twice: first to be looked at, then, with a second button, to be put in place."""
    if request.method != "POST":
        return frame.page(request, "town/configuration.html", {"starters": starters.names()}, at=_HERE)
    text, name = _sent(request)
    try:
        wanted = file.read(text)
        if request.POST.get("step") == "do":
            return _put_in(request, text)
        changes = administration.try_out(wanted, municipality=frame.municipality_of(request))
    except Malformed as refused:
        context: dict[str, Any] = {"title": refused.message, "faults": refused.faults}
    except Refusal as refused:
        context = {"title": _("The file cannot be put in place: nothing was changed."), "why": words.reason(refused)}
    else:
        shown = [_shape(change) for change in changes]
        context = {"changes": shown, "text": text, "name": name, "looked": True}
        return frame.page(request, "town/configuration.html", {"starters": starters.names(), **context}, at=_HERE)
    context |= {"starters": starters.names(), "name": name}
    return frame.page(request, "town/configuration.html", context, at=_HERE, status=HTTPStatus.BAD_REQUEST)


def _sent(request: HttpRequest) -> tuple[str, str]:
    """The text of the file, and what it is called."""
    chosen = request.POST.get("starter", "")
    if chosen in starters.names():
        return starters.text(chosen), f"{chosen}.yaml"
    upload = request.FILES.get("file")
    if upload is None:
        return request.POST.get("text", ""), request.POST.get("name", "")
    return upload.read(file.MOST_BYTES + 1).decode("utf-8", errors="replace"), str(upload.name)


def _put_in(request: HttpRequest, text: str) -> HttpResponse:
    municipality, by = frame.municipality_of(request), answers.viewer_of(request).user
    return frame.carry_out(
        request,
        lambda: administration.take_in(file.read(text), municipality=municipality, by=by),
        done=_("The configuration is in place. Each change stands in the history."),
        then="/town/history",
        refused=_HERE,
    )


def _shape(change: Change) -> dict[str, Any]:
    kind, _colon, code = change.key.partition(":")
    is_thing = kind in configured.THINGS
    return {
        "subject": words.subjects()[kind if is_thing else "policy"],
        "name": code if is_thing else words.policy(change.key),
        "sign": change.sign,
        "happens": words.coming(change.sign),
        "differences": [
            {"field": words.field(one.path), "before": words.value(one.before), "after": words.value(one.after)}
            for one in change.differences[:_MOST_FIELDS]
        ]
        if change.sign == "changed"
        else [],
        "more": max(0, len(change.differences) - _MOST_FIELDS) if change.sign == "changed" else 0,
    }
