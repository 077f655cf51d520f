"""The staff's pages: desk and patrol. Each needs a role; without one it asks to sign in or refuses."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from sereno.doors import answers, shapes
from sereno.doors.guard import needs
from sereno.doors.patrol import patrol_shape
from sereno.people import queries as people
from sereno.people.rules import Ability, Seat
from sereno.places import queries as places
from sereno.places.policies import Patrol


@require_safe
@needs(Ability.READ_INCIDENTS)
@ensure_csrf_cookie
def desk(request: HttpRequest) -> HttpResponse:
    """The operator's desk."""
    viewer = answers.viewer_of(request)
    seat = people.seat_for(viewer, Ability.READ_INCIDENTS)
    patrols = places.policy(Patrol, municipality=seat.municipality)
    own = {
        "insight": viewer.may(Ability.SEE_INSIGHT, seat.municipality),
        "departments": _departments(seat),
        "stale_after_s": patrols.stale_after_s,
    }
    return render(request, "desk/desk.html", {"config": {**_config(request, seat), **own}})


@require_safe
@needs(Ability.DRIVE)
@ensure_csrf_cookie
def patrol(request: HttpRequest) -> HttpResponse:
    """The crew's page."""
    viewer = answers.viewer_of(request)
    seat = people.seat_for(viewer, Ability.DRIVE)
    return render(request, "patrol/patrol.html", {"config": {**_config(request, seat), **patrol_shape(viewer)}})


def _config(request: HttpRequest, seat: Seat) -> dict[str, Any]:
    """What the scripts of a staff page need to begin."""
    viewer = answers.viewer_of(request)
    here = places.town(seat.municipality)
    return {
        "municipality": {
            "code": here.code,
            "name": here.name,
            "prefix": here.prefix,
            "centre": {"lon": here.centre[0], "lat": here.centre[1]},
            "bbox": here.bbox,
            "zones": [{"code": zone.code, "name": zone.name} for zone in places.zones(here.id)],
            "timezone": str(here.timezone),
        },
        "me": {"id": viewer.user, "name": viewer.name, "role": _highest(seat), "departments": list(seat.departments)},
        "map_url": places.map_url(),
        "csrf": get_token(request),
        "demo": settings.DEMO,
        "clock": shapes.clock_shape(),
    }


def _departments(seat: Seat) -> list[dict[str, str]]:
    return [{"code": known.code, "name": known.name} for known in people.departments(seat.municipality)]


def _highest(seat: Seat) -> str:
    order = ("administrator", "supervisor", "operator", "analyst", "crew")
    held = {role.value for role in seat.roles}
    return next((role for role in order if role in held), "")
