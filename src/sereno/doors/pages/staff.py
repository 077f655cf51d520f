"""The staff's pages: desk, patrol, town. Each needs a role; without one it asks to sign in or refuses."""

from collections.abc import Callable, Sequence
from functools import wraps
from http import HTTPStatus
from typing import Any, Concatenate, ParamSpec, cast

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_POST, require_safe

from sereno.doors import answers, shapes
from sereno.doors.patrol import patrol_shape
from sereno.kernel.errors import NotYours
from sereno.ledger import actions as ledger
from sereno.ledger.queries import owed_count, parked
from sereno.people import queries as people
from sereno.people.rules import Ability, Seat
from sereno.places import queries as places
from sereno.places.policies import Patrol

_P = ParamSpec("_P")
_View = Callable[Concatenate[HttpRequest, _P], HttpResponse]


def needs(ability: Ability) -> Callable[[_View[_P]], _View[_P]]:
    """A page for those who may; others sign in first, or are refused without being told what is there."""

    def guard(view: _View[_P]) -> _View[_P]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: _P.args, **kwargs: _P.kwargs) -> HttpResponse:
            viewer = answers.viewer_of(request)
            if viewer.user is None:
                return HttpResponseRedirect("/") if settings.DEMO else redirect_to_login(request.path)
            if not viewer.places(ability):
                return render(request, "403.html", status=HTTPStatus.FORBIDDEN)
            return view(request, *args, **kwargs)

        return cast("_View[_P]", guarded)

    return guard


@require_safe
@needs(Ability.READ_INCIDENTS)
@ensure_csrf_cookie
def desk(request: HttpRequest) -> HttpResponse:
    """The operator's desk."""
    viewer = answers.viewer_of(request)
    seat = people.seat_for(viewer, Ability.READ_INCIDENTS)
    patrols = places.policy(Patrol, municipality=seat.municipality)
    own = {"departments": _departments(seat), "stale_after_s": patrols.stale_after_s}
    return render(request, "desk/desk.html", {"config": {**_config(request, seat), **own}})


@require_safe
@needs(Ability.DRIVE)
@ensure_csrf_cookie
def patrol(request: HttpRequest) -> HttpResponse:
    """The crew's page."""
    viewer = answers.viewer_of(request)
    seat = people.seat_for(viewer, Ability.DRIVE)
    return render(request, "patrol/patrol.html", {"config": {**_config(request, seat), **patrol_shape(viewer)}})


@require_safe
@needs(Ability.RUN_TOWN)
def town(request: HttpRequest, *, examine: Callable[[], Sequence[object]]) -> HttpResponse:
    """The administrator's page: health as `examine` finds it, parked reactions, people, departments."""
    viewer = answers.viewer_of(request)
    seat = people.seat_for(viewer, Ability.RUN_TOWN)
    here = places.town(seat.municipality)
    context = {
        "municipality": {"code": here.code, "name": here.name},
        "checks": examine(),
        "parked": parked(seat.municipality),
        "owed": owed_count(),
        "people": people.staff(viewer),
        "departments": people.departments(seat.municipality),
    }
    return render(request, "town/town.html", context)


@require_POST
@needs(Ability.RUN_TOWN)
def retry(request: HttpRequest, delivery: int) -> HttpResponse:
    """Send a parked reaction back to work."""
    viewer = answers.viewer_of(request)
    seat = people.seat_for(viewer, Ability.RUN_TOWN)
    try:
        ledger.retry_parked(delivery, municipality=seat.municipality, by=viewer.user)
    except NotYours:
        return render(request, "404.html", status=HTTPStatus.NOT_FOUND)
    return HttpResponseRedirect("/town")


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
