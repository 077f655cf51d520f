"""Who may open a page: those with the ability; others sign in first, or are refused and not told what is there."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, ParamSpec, cast

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from sereno.doors import answers
from sereno.people.rules import Ability

_P = ParamSpec("_P")
_View = Callable[Concatenate[HttpRequest, _P], HttpResponse]


def needs(ability: Ability) -> Callable[[_View[_P]], _View[_P]]:
    """A page for those who may."""

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
