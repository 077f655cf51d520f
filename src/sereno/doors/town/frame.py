"""What every page of the administrator shares: the town, the navigation, and how a refusal or a success is told."""

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
from sereno.doors.town import words
from sereno.kernel.errors import NotYours, Refusal
from sereno.people import queries as people
from sereno.people.rules import Ability
from sereno.places import queries as places


@dataclass(frozen=True, slots=True)
class Screen:
    """One page of the administrator: its address, its name in the navigation and its icon."""

    path: str
    title: "str | Promise"
    icon: str
    ability: Ability = Ability.RUN_TOWN  # who is shown it


# In the order of the navigation; a new page adds its line here and its address in `routes.py`.
SCREENS: tuple[Screen, ...] = (
    Screen("/town", _("Installation"), "check-double"),
    Screen("/town/departments", _("Departments"), "building"),
    Screen("/town/people", _("People and roles"), "users"),
    Screen("/town/categories", _("Categories"), "list"),
    Screen("/town/rules", _("Assignment rules"), "filter"),
    Screen("/town/targets", _("Deadlines"), "hourglass"),
    Screen("/town/zones", _("Zones"), "map"),
    Screen("/town/numbers", _("Numbers to call"), "phone"),
    Screen("/town/channels", _("Channels"), "inbox"),
    Screen("/town/hours", _("Duty hours"), "clock"),
    Screen("/town/calendar", _("Calendar"), "calendar"),
    Screen("/town/alerts", _("Alerts"), "bell", Ability.SEE_ALERTS),
    Screen("/town/neighbours", _("Neighbouring towns"), "share"),
    Screen("/town/configuration", _("Configuration file"), "download"),
    Screen("/town/history", _("History"), "history"),
)


def municipality_of(request: HttpRequest) -> int:
    """The town the administrator runs; the first when they run several."""
    return people.seat_for(answers.viewer_of(request), Ability.RUN_TOWN).municipality


def page(
    request: HttpRequest, template: str, context: dict[str, Any], *, at: str, status: int = HTTPStatus.OK
) -> HttpResponse:
    """A page in the frame; `at` is the path of the screen it belongs to."""
    viewer = answers.viewer_of(request)
    ability = next(screen.ability for screen in SCREENS if screen.path == at)
    here = places.town(people.seat_for(viewer, ability).municipality)
    screens = [screen for screen in SCREENS if viewer.may(screen.ability, here.id)]
    frame = {"municipality": {"code": here.code, "name": here.name}, "screens": screens, "at": at}
    return render(request, template, {**frame, **context}, status=status)


def missing(request: HttpRequest) -> HttpResponse:
    """Not there, or another town's: the same answer."""
    return render(request, "404.html", status=HTTPStatus.NOT_FOUND)


def carry_out(
    request: HttpRequest, act: Callable[[], object], *, done: "str | Promise", then: str, refused: str = ""
) -> HttpResponse:
    """Do what was asked and go to the page `then`; a refusal is told there, or on the page `refused`, in words."""
    try:
        act()
    except NotYours:
        return missing(request)
    except Refusal as refusal:
        messages.error(request, words.reason(refusal))
        return HttpResponseRedirect(refused or then)
    messages.success(request, str(done))
    return HttpResponseRedirect(then)
