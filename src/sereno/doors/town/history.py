"""What was changed by whom and when, with before and after; and taking it back."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sereno.administration import actions as administration
from sereno.administration import queries as configured
from sereno.administration.queries import Past
from sereno.doors import answers
from sereno.doors.guard import needs
from sereno.doors.town import frame, words
from sereno.federation import treaties
from sereno.incidents import queries as incidents
from sereno.people import queries as people
from sereno.people.rules import Ability
from sereno.places import queries as places
from sereno.places.policies import KINDS

_HERE = "/town/history"
_MOST_FIELDS = 12


@require_safe
@needs(Ability.RUN_TOWN)
def show(request: HttpRequest) -> HttpResponse:
    """The changes, the newest first, of all or of one subject."""
    municipality = frame.municipality_of(request)
    asked, key = request.GET.get("of", ""), request.GET.get("key", "")[:120]
    subjects = words.subjects()
    of = asked if asked in subjects else ""
    past = configured.history(municipality, kind="" if of == "policy" else of, key=key)
    if of == "policy":
        past = [one for one in past if one.kind == "policy"]
    names = _names(municipality, past)
    context = {
        "changes": [_shape(one, names) for one in past],
        "subjects": subjects.items(),
        "of": of,
        "key": key,
        "key_name": names.get(key) or words.policy(key),
    }
    return frame.page(request, "town/history.html", context, at=_HERE)


def _names(municipality: int, past: list[Past]) -> dict[str, str]:
    """What the changed things are called today, by key."""
    refs = {int(one.code) for one in past if one.kind == "person"}
    return {
        **{f"person:{ref}": name for ref, name in people.names_of(refs).items()},
        **{f"department:{known.code}": known.name for known in people.every_department(municipality)},
        **{f"category:{code}": known.name for code, known in incidents.categories(municipality).items()},
        **{f"zone:{known.code}": known.name for known in places.zones(municipality)},
        **{one.key: treaties.name_of(one.code) for one in past if one.kind == "treaty"},
        **{kind.key: words.policy(kind.key) for kind in KINDS},
        "order:categories": _("Order of the categories"),
    }


def _shape(one: Past, names: dict[str, str]) -> dict[str, Any]:
    def tell(held: object) -> str:
        return words.roles(held, names=names) if one.kind == "person" else words.value(held)

    told = [
        {"field": words.field(found.path), "before": tell(found.before), "after": tell(found.after)}
        for found in one.differences
    ]
    return {
        "key": one.key,
        "version": one.version,
        "subject": words.subjects()[one.kind],
        "name": names.get(one.key, one.code),
        "sign": one.sign,
        "happened": words.sign(one.sign),
        "restores": one.restores,
        "at": one.at,
        "by": one.by or _("the installation"),
        "differences": told[:_MOST_FIELDS],
        "more": max(0, len(told) - _MOST_FIELDS),
        "to": one.undoes_to if one.is_last else one.version,
        "is_last": one.is_last,
    }


@require_POST
@needs(Ability.RUN_TOWN)
def take_back(request: HttpRequest) -> HttpResponse:
    """Put an earlier version of a setting in force again."""
    municipality, by = frame.municipality_of(request), answers.viewer_of(request).user
    key, version = request.POST.get("key", ""), request.POST.get("version", "")
    if not version.isdecimal() or len(version) > 9:
        return frame.missing(request)

    def act() -> None:
        administration.take_back(municipality=municipality, key=key, version=int(version), by=by)

    return frame.carry_out(request, act, done=_("Put back as it was."), then=_HERE)
