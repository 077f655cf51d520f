"""What every page of insight shares: the town, the navigation, the words of the demonstration."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from sereno.doors import answers
from sereno.doors.guard import needs
from sereno.people import queries as people
from sereno.people.rules import Ability
from sereno.places import queries as places


@dataclass(frozen=True, slots=True)
class Screen:
    """One page of insight: its address, its name in the navigation and its icon."""

    path: str
    title: "str | Promise"
    icon: str


# In the order of the navigation; a new page adds its line here and its address in `routes.py`.
SCREENS: tuple[Screen, ...] = (Screen("/insight/heat", gettext_lazy("Heat map"), "map"),)


def town_of(request: HttpRequest) -> places.Town:
    """The town whose figures the viewer sees; the first where they may, when they are several."""
    return places.town(people.seat_for(answers.viewer_of(request), Ability.SEE_INSIGHT).municipality)


@require_safe
@needs(Ability.SEE_INSIGHT)
def first(request: HttpRequest) -> HttpResponse:
    """To the first screen."""
    return HttpResponseRedirect(SCREENS[0].path)


def page(
    request: HttpRequest, template: str, context: dict[str, Any], *, at: str, status: int = HTTPStatus.OK
) -> HttpResponse:
    """A page in the frame; `at` is the path of the screen it belongs to."""
    here, viewer = town_of(request), answers.viewer_of(request)
    frame = {
        "municipality": {"code": here.code, "name": here.name},
        "screens": SCREENS,
        "at": at,
        "may_read": viewer.may(Ability.READ_INCIDENTS, here.id),
    }
    return render(request, template, {**frame, **context}, status=status)
