"""The resident's door: places, categories, the follow link with its conversation and media; JSON."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from ninja import Router

from sereno.dispatch import board
from sereno.doors import answers, shapes, uploads
from sereno.doors.schemas import CategoryOut, ConfirmIn, MunicipalityOut, ProblemOut, WordsIn
from sereno.federation import actions as handovers
from sereno.federation import queries as federation
from sereno.incidents import actions, conversation
from sereno.incidents import queries as incidents
from sereno.incidents.course import course_elsewhere, course_of
from sereno.kernel import clock, ids
from sereno.kernel.errors import FieldFault, Malformed
from sereno.notifications import queries as notifications
from sereno.people import queries as people
from sereno.places import queries as places
from sereno.vocabulary.words import Stage

router = Router(tags=["residents"])


@router.get("/municipalities", auth=None, response=list[MunicipalityOut], summary="Municipalities served here")
def municipalities(request: HttpRequest) -> HttpResponse:
    """The installation's own municipality first; `centre` lies inside it."""
    return answers.as_json([municipality_shape(town) for town in places.served_towns()])


def municipality_shape(town: places.Town) -> dict[str, Any]:
    """A municipality as clients need it."""
    return {
        "code": town.code,
        "name": town.name,
        "prefix": town.prefix,
        "centre": {"lon": town.centre[0], "lat": town.centre[1]},
        "bbox": town.bbox,
        "served": town.served,
        "numbers": places.numbers_to_call(town.id),
        "map_url": places.map_url(),
        "timezone": str(town.timezone),
    }


@router.get("/categories", auth=None, response=list[CategoryOut], summary="What can be reported")
def categories(request: HttpRequest, municipality: str = "") -> HttpResponse:
    """Reportable categories of a municipality (the own one by default), emergencies first."""
    town = places.town_by_code(municipality) if municipality else places.served_towns()[0]
    found = incidents.categories(town.id).values()
    return answers.as_json([shapes.category_shape(category) for category in found if category.reportable])


@router.get("/places/search", auth=None, summary="Addresses, crossings and places as you type")
def search(request: HttpRequest, q: str, lon: float | None = None, lat: float | None = None) -> HttpResponse:
    """Up to eight matches, those near the given point first; `asked` is a house number that nobody knows there."""
    near = (lon, lat) if lon is not None and lat is not None else None
    found = places.search_addresses(q[:120], near=near)
    return answers.as_json(
        [
            {"label": place.label, "kind": place.kind, "lon": place.lon, "lat": place.lat, "asked": place.asked}
            for place in found
        ]
    )


@router.get("/places/here", auth=None, summary="Who serves this point")
def here(request: HttpRequest, lon: float, lat: float) -> HttpResponse:
    """The municipality and zone of a point, its address, and whom to call where no desk here serves it."""
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise Malformed(faults=[FieldFault("lon", _("lon must lie in [-180, 180] and lat in [-90, 90]"))])
    located = places.locate(lon, lat)
    town = located.town
    return answers.as_json(
        {
            "served": located.served,
            "municipality": {"code": town.code, "name": town.name} if town else None,
            "zone": {"code": located.zone.code, "name": located.zone.name} if located.zone else None,
            "address": places.address_at(lon, lat) or None,
            "border_m": located.border_m,
            "numbers": places.numbers_to_call(town.id if town and town.served else None),
            "message": _words_of(located),
        }
    )


def _words_of(located: places.Located) -> str:
    if located.town is None:
        return _("This place is outside the municipalities served here. If it is an emergency, call.")
    if not located.served:
        return _("This place is in %(town)s, which is not served here. If it is an emergency, call.") % {
            "town": located.town.name
        }
    if located.border_m is not None:
        return _("%(town)s attends here; the border is %(metres)d m away.") % {
            "town": located.town.name,
            "metres": round(located.border_m),
        }
    return _("%(town)s attends here.") % {"town": located.town.name}


@router.get("/reports/{token}", auth=None, response={200: dict, 404: ProblemOut}, summary="Follow a report")
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """How the report stands. The link is the permission; a browser is taken to the page for people."""
    if "text/html" in request.headers.get("Accept", ""):
        return HttpResponseRedirect(f"/r/{token}")
    return answers.as_json(follow_shape(token))


def follow_shape(token: str) -> dict[str, Any]:
    """Everything the reporter may know about their report."""
    report = incidents.access_report(shapes.report_named_by(token))
    incident = report.incident
    town = places.town(report.municipality_id)
    category = incidents.categories_by_id(town.id)[incident.category_id]
    department = people.department(town.id, incident.department_id)
    referral = federation.referral_of(incident.pk)
    how = course_elsewhere(report, stage=Stage(referral.stage), at=referral.stage_at) if referral else course_of(report)
    stage, outcome = (referral.stage, referral.outcome) if referral else (incident.stage, incident.outcome)
    is_closed = incident.closed_at is not None and referral is None
    return {
        "id": report.pk,
        "number": board.number_of(incident.pk, municipality=town.id),
        "status": stage,
        "stage_label": shapes.stage_label(stage),
        "municipality": {"code": town.code, "name": town.name},
        "department": {"code": department.code, "name": department.name},
        "category": shapes.category_shape(category),
        "priority": incident.priority,
        "text": report.text,
        "lon": report.lon,
        "lat": report.lat,
        "place": incident.place,
        "zone": incident.zone,
        "anonymous": report.anonymous,
        "moments": {**shapes.moments_shape(incidents.moments_of(incident)), **_moments_there(referral)},
        "served_by": _served_by(referral) if referral else None,
        "outcome": outcome,
        "outcome_label": shapes.outcome_label(outcome),
        "messages": [shapes.message_shape(said) for said in incidents.messages_of(incident, report=report)],
        "media": [shapes.media_shape(medium, follow=token) for medium in incidents.media_of(incident, report=report)],
        "notices": [{"kind": n.kind, "text": n.text, "at": n.at} for n in notifications.notices_of(report.pk)],
        "steps": [shapes.step_shape(step) for step in how.steps],
        "can_confirm": how.asks,
        "can_reopen": is_closed and clock.now() <= incidents.reopens_until(incident),
        "reopens_until": incidents.reopens_until(incident) if is_closed else None,
        "parts": _parts(report),
        "confirmed": report.solved,
        "answer": {"solved": how.answer.solved, "at": how.answer.at} if how.answer else None,
        "clock": shapes.clock_shape(),
        "demo": settings.DEMO,
    }


def _moments_there(referral: federation.Referral | None) -> dict[str, Any]:
    """With us it ended by going to the other town; for the reporter it ends when it ends there."""
    if referral is None:
        return {}
    return {"closed_at": referral.stage_at if referral.stage == Stage.CLOSED.value else None}


def _served_by(referral: federation.Referral) -> dict[str, Any]:
    """The town that took the report over, and its number there."""
    return {"code": referral.neighbour, "name": referral.name, "number": referral.number}


def _parts(report: Any) -> list[dict[str, Any]]:
    """The other incidents that this report opened, each with its state and what was said of it."""
    found = incidents.parts_of(report.incident_id)
    kinds, verdicts = incidents.categories_by_id(report.municipality_id), incidents.verdicts_of(report.pk)
    # An answer belongs to the closing it was given to: what was reopened and closed again is asked again.
    said = {
        part.pk: verdicts[part.pk][0]
        for part in found
        if part.pk in verdicts and (part.closed_at is None or verdicts[part.pk][1] >= part.closed_at)
    }
    return [
        {
            "id": part.pk,
            "number": board.number_of(part.pk, municipality=part.municipality_id),
            "category": shapes.category_shape(kinds[part.category_id]),
            "department": people.department(part.municipality_id, part.department_id).name,
            "status": part.stage,
            "stage_label": shapes.stage_label(part.stage),
            "outcome_label": shapes.outcome_label(part.outcome),
            "can_confirm": part.closed_at is not None and part.pk not in said,
            "can_reopen": part.closed_at is not None and clock.now() <= incidents.reopens_until(part),
            "confirmed": said.get(part.pk),
        }
        for part in found
    ]


@router.post("/reports/{token}/messages", auth=None, summary="Say something to the desk")
def say(request: HttpRequest, token: str, body: WordsIn) -> HttpResponse:
    """A message to the desk; the same id again is the same message."""
    report = incidents.access_report(shapes.report_named_by(token))
    message = ids.from_key(body.id) if body.id else ids.uuid7()
    written = conversation.say_to_desk(report, message=message, text=body.text)
    return answers.as_json(shapes.message_shape(written), status=201)


@router.post("/reports/{token}/media", auth=None, summary="Add photos, videos or a voice note")
def add_media(request: HttpRequest, token: str) -> HttpResponse:
    """Multipart parts named `media`; with a field `id` the same upload again is the same media."""
    report = incidents.access_report(shapes.report_named_by(token))
    files = request.FILES.getlist("media")
    uploads.require_files(files)
    base = ids.from_key(request.POST["id"]) if request.POST.get("id") else ids.uuid7()
    kept = uploads.attach_files(report.incident, files, base=base, by=report.reporter_id, report=report)
    shown = [a for a in incidents.media_of(report.incident, report=report) if a.medium_id in kept]
    return answers.as_json([shapes.media_shape(a, follow=token) for a in shown], status=201)


@router.post("/reports/{token}/confirm", auth=None, summary="Say whether it was solved")
def confirm(request: HttpRequest, token: str, body: ConfirmIn) -> HttpResponse:
    """After closing: was it solved? "No" takes the incident up again, in the town that served it."""
    report = incidents.access_report(shapes.report_named_by(token))
    if federation.referral_of(report.incident_id):
        handovers.confirm_there(report, solved=body.solved)
    else:
        actions.confirm(report, solved=body.solved, part=body.part)
    if body.note:
        conversation.say_to_desk(report, message=ids.uuid7(), text=body.note)
    return answers.as_json(follow_shape(token))
