"""What every page of the administrator shares: the town, the navigation, and where in it the reader is."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sereno.doors import answers
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
    Screen("/town/neighbours", _("Neighbouring towns"), "share"),
    Screen("/town/alerts", _("Alerts"), "bell", Ability.SEE_ALERTS),
    Screen("/town/rules", _("Assignment rules"), "filter"),
    Screen("/town/targets", _("Deadlines"), "hourglass"),
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
