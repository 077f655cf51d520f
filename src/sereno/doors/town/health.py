"""Is all well: what the doctor finds, reactions that were set aside, who is who."""

from collections.abc import Callable, Sequence
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from sereno.doors import answers
from sereno.doors.guard import needs
from sereno.doors.town import frame
from sereno.kernel.errors import NotYours
from sereno.ledger import actions as ledger
from sereno.ledger.queries import owed_count, parked
from sereno.people.rules import Ability


@require_safe
@needs(Ability.RUN_TOWN)
def show(request: HttpRequest, *, examine: Callable[[], Sequence[object]]) -> HttpResponse:
    """Health as `examine` finds it, and parked reactions."""
    municipality = frame.municipality_of(request)
    context = {
        "checks": examine(),
        "parked": parked(municipality),
        "owed": owed_count(),
    }
    return frame.page(request, "town/health.html", context, at="/town")


@require_POST
@needs(Ability.RUN_TOWN)
def retry(request: HttpRequest, delivery: int) -> HttpResponse:
    """Send a parked reaction back to work."""
    try:
        ledger.retry_parked(delivery, municipality=frame.municipality_of(request), by=answers.viewer_of(request).user)
    except NotYours:
        return render(request, "404.html", status=HTTPStatus.NOT_FOUND)
    return HttpResponseRedirect("/town")
