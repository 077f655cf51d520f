"""Stopping the clock of an incident with a reason, and letting it run again."""

from django.http import HttpRequest, HttpResponse

from sereno.doors import answers
from sereno.doors.desk.card import card_shape
from sereno.doors.desk.routes import router
from sereno.doors.schemas import PauseIn
from sereno.incidents import pausing


@router.post("/incidents/{ref}/pause", summary="Pause the clock, with a reason")
def pause(request: HttpRequest, ref: int, body: PauseIn) -> HttpResponse:
    """The clocks that the town's policy lets stand still; by default the one until the end."""
    viewer = answers.viewer_of(request)
    pausing.pause(viewer, ref=ref, reason=body.reason)
    return answers.as_json(card_shape(viewer, ref))


@router.post("/incidents/{ref}/resume", summary="Let the clock run again")
def resume(request: HttpRequest, ref: int) -> HttpResponse:
    """What was left of it when it stopped is left now."""
    viewer = answers.viewer_of(request)
    pausing.resume(viewer, ref=ref)
    return answers.as_json(card_shape(viewer, ref))
