"""Every address under `/insight/`."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from sereno.doors.guard import needs
from sereno.doors.insight import change, frame, heat, history, response
from sereno.people.rules import Ability


@require_safe
@needs(Ability.SEE_INSIGHT)
def first(request: HttpRequest) -> HttpResponse:
    """The first screen there is."""
    del request
    return HttpResponseRedirect(frame.SCREENS[0].path)


urlpatterns: list[URLPattern] = [
    path("", first),
    path("heat", heat.show),
    path("change", change.show),
    path("response", response.show),
    path("response/incidents", response.behind),
    path("history", history.show),
    path("history/files", history.send),
    path("history/files/<int:ref>", history.one),
    path("history/files/<int:ref>/progress", history.progress),
    path("history/files/<int:ref>/reading", history.read),
    path("history/files/<int:ref>/import", history.take_in),
    path("history/files/<int:ref>/drop", history.drop),
    path("history/files/<int:ref>/set-aside.csv", history.set_aside),
]
