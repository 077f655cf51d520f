"""What every page of insight shares: the town, the navigation, and how a refusal or a success is told."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sereno.doors import answers
from sereno.doors.insight import words
from sereno.kernel.errors import NotYours, Refusal
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
SCREENS: tuple[Screen, ...] = (
    Screen("/insight/heat", _("Heat map"), "map"),
    Screen("/insight/response", _("Response times"), "clock"),
    Screen("/insight/change", _("Before and after"), "hourglass"),
    Screen("/insight/history", _("Imported history"), "inbox"),
)


def town_of(request: HttpRequest) -> places.Town:
    """The town whose figures the viewer sees; the first where they may, when they are several."""
    return places.town(people.seat_for(answers.viewer_of(request), Ability.SEE_INSIGHT).municipality)


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


def missing(request: HttpRequest) -> HttpResponse:
    """Not there, or another town's: the same answer."""
    return render(request, "404.html", status=HTTPStatus.NOT_FOUND)


def carry_out(
    request: HttpRequest, act: Callable[[], object], *, then: str, done: "str | Promise" = "", refused: str = ""
) -> HttpResponse:
    """Do what was asked and go to the page `then`; a refusal is told there, or on the page `refused`, in words."""
    try:
        act()
    except NotYours:
        return missing(request)
    except Refusal as refusal:
        messages.error(request, words.reason(refusal))
        return HttpResponseRedirect(refused or then)
    if done:
        messages.success(request, str(done))
    return HttpResponseRedirect(then)
