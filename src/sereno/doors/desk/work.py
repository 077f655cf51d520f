"""What an operator does with an incident: open, talk, note, classify, control, close, reopen; take a call."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from sereno.doors import answers, shapes, uploads
from sereno.doors.desk.card import card_shape
from sereno.doors.desk.routes import router
from sereno.doors.schemas import CallIn, ClassifyIn, CloseIn, WordsIn
from sereno.incidents import actions, conversation, intake
from sereno.incidents import queries as incidents
from sereno.kernel import ids
from sereno.kernel.errors import Malformed, NotYours
from sereno.people import queries as people
from sereno.people.rules import Ability
from sereno.places import queries as places
from sereno.vocabulary.words import Channel


@router.post("/incidents", summary="Take a call")
def take_call(request: HttpRequest, body: CallIn) -> HttpResponse:
    """A report by telephone or radio, written down by an operator; it opens as the operator's own."""
    viewer = answers.viewer_of(request)
    seat = people.seat_for(viewer, Ability.WORK_INCIDENTS)
    located = places.locate(body.lon, body.lat)
    if located.town is not None and located.served and located.town.id != seat.municipality:
        raise Malformed(located.town.name, code="other-municipality")
    receipt = intake.receive(
        intake.Submission(
            id=id_of(body.id),
            category=body.category,
            lon=body.lon,
            lat=body.lat,
            channel=Channel(body.channel),
            text=body.text,
            anonymous=False,
            contact_name=body.caller.name,
            contact_phone=body.caller.phone,
        )
    )
    if not receipt.repeated:
        actions.open_incident(viewer, ref=receipt.incident)
    return answers.as_json(card_shape(viewer, receipt.incident), status=201)


@router.post("/incidents/{ref}/open", summary="Open the card")
def open_card(request: HttpRequest, ref: int) -> HttpResponse:
    """The waiting ends with the first time; each time is on record."""
    viewer = answers.viewer_of(request)
    actions.open_incident(viewer, ref=ref)
    actions.look(viewer, ref=ref)
    return answers.as_json(card_shape(viewer, ref))


@router.post("/incidents/{ref}/classify", summary="Correct category or priority")
def classify(request: HttpRequest, ref: int, body: ClassifyIn) -> HttpResponse:
    """An empty body confirms both as they are."""
    viewer = answers.viewer_of(request)
    actions.classify(viewer, ref=ref, category=body.category, priority=body.priority)
    return answers.as_json(card_shape(viewer, ref))


@router.post("/incidents/{ref}/messages", summary="Talk to the reporters")
def say(request: HttpRequest, ref: int, body: WordsIn) -> HttpResponse:
    """To everybody who reported this incident."""
    viewer = answers.viewer_of(request)
    written = conversation.say_to_reporters(viewer, ref=ref, message=id_of(body.id), text=body.text)
    return answers.as_json(shapes.message_shape(written), status=201)


@router.post("/incidents/{ref}/notes", summary="Note for the staff")
def note(request: HttpRequest, ref: int, body: WordsIn) -> HttpResponse:
    """Reporters never see it."""
    viewer = answers.viewer_of(request)
    conversation.add_note(viewer, ref=ref, note=id_of(body.id), text=body.text)
    return answers.as_json(card_shape(viewer, ref), status=201)


@router.post("/incidents/{ref}/media", summary="Add media from the desk")
def add_media(request: HttpRequest, ref: int) -> HttpResponse:
    """Multipart parts named `media`, and a field `id`."""
    viewer = answers.viewer_of(request)
    incident = incidents.access_incident(viewer, ref, ability=Ability.WORK_INCIDENTS)
    files = request.FILES.getlist("media")
    uploads.require_files(files)
    uploads.attach_files(incident, files, base=id_of(request.POST.get("id", "")), by=viewer.user)
    return answers.as_json(card_shape(viewer, ref), status=201)


@router.post("/incidents/{ref}/control", summary="Under control")
def control(request: HttpRequest, ref: int) -> HttpResponse:
    """The situation is under control; the unit may still be there."""
    viewer = answers.viewer_of(request)
    actions.control(viewer, ref=ref)
    return answers.as_json(card_shape(viewer, ref))


@router.post("/incidents/{ref}/close", summary="Close with an outcome")
def close(request: HttpRequest, ref: int, body: CloseIn) -> HttpResponse:
    """Its units are free again, and the reporters are asked."""
    viewer = answers.viewer_of(request)
    actions.close(viewer, ref=ref, outcome=body.outcome, note=body.note)
    return answers.as_json(card_shape(viewer, ref))


@router.post("/incidents/{ref}/reopen", summary="Take up again")
def reopen(request: HttpRequest, ref: int) -> HttpResponse:
    """A closed incident goes on."""
    viewer = answers.viewer_of(request)
    actions.reopen(viewer, ref=ref)
    return answers.as_json(card_shape(viewer, ref))


@router.post("/incidents/{ref}/presence", summary="I have this card open")
def look(request: HttpRequest, ref: int) -> HttpResponse:
    """Say it every ten seconds; the answer is who else has it open."""
    viewer = answers.viewer_of(request)
    actions.look(viewer, ref=ref)
    return answers.as_json([{"id": user, "name": name} for user, name in incidents.present([ref])[ref]])


@router.delete("/incidents/{ref}/presence", summary="I closed this card")
def look_away(request: HttpRequest, ref: int) -> HttpResponse:
    """Others see it at once."""
    viewer = answers.viewer_of(request)
    if viewer.user is None:
        raise NotYours
    actions.look_away(viewer, ref=ref)
    return answers.as_json({})


def id_of(key: str) -> UUID:
    """The id a client gave, or a new one."""
    return ids.from_key(key) if key else ids.uuid7()
