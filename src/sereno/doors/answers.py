"""How every door answers: JSON by msgspec, refusals as RFC 9457 problem documents in the caller's language."""

from collections.abc import Mapping
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from pydantic import ValidationError

from sereno.kernel.errors import FieldFault, Forbidden, Malformed, NotAllowed, NotYours, Outside, Refusal
from sereno.people import queries as people
from sereno.people.rules import Viewer
from sereno.walls import openings as walls

_STATUS: tuple[tuple[type[Refusal], int], ...] = (
    (Malformed, 400),
    (NotYours, 404),
    (Forbidden, 403),
    (NotAllowed, 409),
    (Outside, 422),
)
_encoder = msgspec.json.Encoder()


def as_json(value: object, *, status: int = 200, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """A JSON answer; datetimes become ISO 8601 in UTC."""
    return HttpResponse(_encoder.encode(value), status=status, content_type="application/json", headers=headers)


def encode(value: object) -> bytes:
    """The JSON bytes of a value, as answers have them."""
    return _encoder.encode(value)


def viewer_of(request: HttpRequest) -> Viewer:
    """Who is looking; asked once per request."""
    known: Viewer | None = getattr(request, "sereno_viewer", None)
    if known is None:
        known = admit(request, people.viewer_of(request.user) if request.user.is_authenticated else Viewer())
    return known


def admit(request: HttpRequest, viewer: Viewer) -> Viewer:
    """The viewer is known: kept on the request, and the second wall stands open to the towns where they have a seat."""
    request.sereno_viewer = viewer  # type: ignore[attr-defined]  # Django's request is open for this
    walls.admit(viewer.towns)
    return viewer


def problem(refusal: Refusal) -> HttpResponse:
    """A refusal as a problem document."""
    status = next((number for kind, number in _STATUS if isinstance(refusal, kind)), 400)
    told: dict[str, Any] = {
        "type": f"https://sereno.invalid/problems/{refusal.code}",
        "title": title_of(refusal),
        "status": status,
        "code": refusal.code,
        "detail": detail_of(refusal),
    }
    if refusal.faults:
        told["errors"] = [_fault(fault) for fault in refusal.faults]
    if isinstance(refusal, Outside):
        told["numbers"] = refusal.numbers
    return problem_document(told)


def title_of(refusal: Refusal) -> str:
    """What was refused, in a few words of the reader's language."""
    return _titles().get(refusal.code, _("This cannot be done."))


def detail_of(refusal: Refusal) -> str:
    """What would be accepted instead, in the reader's language."""
    return refusal.message or _details().get(refusal.code, "")


def problem_document(told: Mapping[str, Any]) -> HttpResponse:
    """A problem document from its members."""
    return HttpResponse(_encoder.encode(told), status=told["status"], content_type="application/problem+json")


def unauthenticated() -> HttpResponse:
    """The answer to somebody who has not signed in."""
    return problem_document(
        {
            "type": "https://sereno.invalid/problems/sign-in",
            "title": _("Please sign in."),
            "status": 401,
            "code": "sign-in",
            "detail": _("This needs an account with a role in a municipality."),
        }
    )


def _fault(fault: FieldFault) -> dict[str, Any]:
    told: dict[str, Any] = {"field": fault.field, "message": fault.message}
    if fault.allowed:
        told["allowed"] = fault.allowed
    return told


def _titles() -> dict[str, str]:
    return {
        "malformed": _("Some fields cannot be accepted."),
        "unknown-category": _("This category is not known."),
        "unknown-municipality": _("This municipality is not served here."),
        "not-found": _("Not found."),
        "forbidden": _("Your role does not include this."),
        "channel-closed": _("This way of reporting is closed."),
        "outside": _("This place is not served here."),
        "already-closed": _("The incident is closed. Reopen it first."),
        "move-refused": _("The incident is not in a stage that allows this."),
        "pause-refused": _("The clock is already as you ask."),
        "part-of-a-part": _("A part cannot have parts of its own."),
        "unknown-department": _("This department cannot take it."),
        "unknown-reason": _("This reason is not on the town's list."),
        "reopen-too-late": _("The days in which it can be reopened are over. Please send a new report."),
        "step-refused": _("The task is not in a state that allows this step."),
        "draft-moved": _("Somebody else has changed the draft. Load the page again."),
        "unit-busy": _("The unit is busy with another task."),
        "unit-off": _("The unit is not on duty."),
        "media-kind": _("Only photos, videos and voice notes can be attached."),
        "media-too-large": _("The file is too large."),
        "empty": _("Please write something."),
        "no-treaty": _("There is no treaty with this town for this."),
        "already-offered": _("A neighbour has been asked already, or serves it."),
        "already-asked": _("This unit was asked for already."),
        "handover-moved": _("The offer was answered or taken back in the meantime."),
        "no-way-there": _("Say at which address this town can be reached."),
        "alert-elsewhere": _("The area lies outside your municipality."),
        "alert-over": _("This alert has ended."),
        "alert-incomplete": _("An alert needs a headline, an area and an end."),
        "bad-cursor": _("This place in the live stream is not known."),
    }


def _details() -> dict[str, str]:
    return {
        "media-kind": _("Accepted are photos (JPG, PNG, WebP), videos (MP4, MOV, WebM) and voice notes."),
    }


def faults_of(invalid: ValidationError) -> list[FieldFault]:
    """What pydantic found wrong, in the reader's language."""
    return [
        FieldFault(".".join(str(part) for part in error["loc"]) or "body", sentence(error))
        for error in invalid.errors()
    ]


def malformed(invalid: ValidationError) -> Malformed:
    """The refusal for a body that does not fit its schema."""
    return Malformed(_("Some fields cannot be accepted."), faults=faults_of(invalid))


def sentence(error: Mapping[str, Any]) -> str:
    """One of pydantic's complaints in the reader's language."""
    kind: str = error["type"]
    if kind == "string_too_long":
        return _("may have at most %(most)s characters") % {"most": error["ctx"]["max_length"]}
    words = _complaints()
    return next((words[start] for start in words if kind.startswith(start)), _("has a value that is not allowed"))


def _complaints() -> dict[str, str]:
    """The beginnings of pydantic's names for what is wrong."""
    return {
        "missing": _("is required"),
        "float": _("must be a number"),
        "int": _("must be a number"),
        "finite": _("must be a number"),
        "uuid": _("must be a UUID"),
        "datetime": _("must be a moment in ISO 8601 with its time zone"),
        "timezone": _("must be a moment in ISO 8601 with its time zone"),
        "less_than": _("lies outside the range allowed"),
        "greater_than": _("lies outside the range allowed"),
        "json_invalid": _("is not JSON"),
    }
