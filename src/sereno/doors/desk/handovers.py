"""Neighbouring towns at the desk: offer an incident, see what they would see, answer their offers."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from sereno.doors import acrossshapes, answers, shapes
from sereno.doors.desk.routes import router
from sereno.doors.schemas import AcceptIn, OfferIn, ReturnIn
from sereno.federation import actions, dossier, lines, queries, treaties
from sereno.incidents import queries as incidents
from sereno.kernel import ids
from sereno.people import queries as people
from sereno.people.rules import Ability


@router.get("/handovers", summary="Offers that wait, and the neighbours we have treaties with")
def waiting(request: HttpRequest) -> HttpResponse:
    """Theirs and ours, the most urgent first."""
    viewer = answers.viewer_of(request)
    seat = people.seat_for(viewer, Ability.READ_INCIDENTS)
    return answers.as_json(
        {
            "waiting": [handover_shape(view) for view in queries.waiting(viewer)],
            "neighbours": [
                {
                    "code": known.code,
                    "name": known.name,
                    "categories": known.treaty.categories,
                    "handover": known.treaty.handover,
                    "units": known.treaty.units,
                }
                for known in treaties.neighbours(seat.municipality)
            ],
            "clock": shapes.clock_shape(),
        }
    )


def handover_shape(view: queries.HandoverView) -> dict[str, Any]:
    """A handover with the words for what it holds."""
    told = view.dossier
    kind = told["incidentComponent"]
    return {
        "id": view.id,
        "outgoing": view.outgoing,
        "neighbour": {"code": view.neighbour, "name": view.name},
        "incident": view.incident,
        "unit": view.unit,
        "state": view.state,
        "priority": view.priority,
        "note": view.note,
        "reason": view.reason,
        "offered_at": view.offered_at,
        "answer_by": view.answer_by,
        "ended_at": view.ended_at,
        "number": view.number,
        "their_number": kind["incidentTrackingIdentifier"],
        "stage": view.stage,
        "stage_label": shapes.stage_label(view.stage) if view.stage else "",
        "outcome": view.outcome,
        "outcome_label": shapes.outcome_label(view.outcome),
        "stage_at": view.stage_at,
        "category": kind["incidentTypeInternalText"],
        "category_name": shapes.in_words(kind["incidentTypeNames"]) or kind["incidentTypeInternalText"],
        "received_at": kind["receivedTimeStamp"],
        "place": told["locationComponent"].get("locationText", ""),
        "lon": told["locationComponent"]["longitude"],
        "lat": told["locationComponent"]["latitude"],
        "media_awaited": view.media_awaited,
        "media_refused": view.media_refused,
        "dossier": _told(told),
    }


def _told(told: dict[str, Any]) -> dict[str, Any]:
    """What the dossier tells, as a desk reads it."""
    people_told = told.get("personComponent", ())
    return {
        "reports": [
            {"text": call.get("text", ""), "channel": call["callChannelText"], "at": call["receivedTimeStamp"]}
            for call in told.get("callComponent", ())
        ],
        "people": [{key: one.get(key, "") for key in ("name", "telephone", "email")} for one in people_told],
        "words": [
            {"from": note["authorRole"], "text": note["text"], "at": note["timeStamp"]}
            for note in told.get("notesComponent", ())
        ],
        "media": [link["mediaKind"] for link in told.get("linkComponent", ())],
        "withheld": told.get("withheld", ()),
    }


@router.get("/border", summary="Neighbours' incidents near our border")
def border(request: HttpRequest) -> HttpResponse:
    """Theirs, to be seen only: the owner decides what happens with them."""
    viewer = answers.viewer_of(request)
    people.seat_for(viewer, Ability.READ_INCIDENTS)
    return answers.as_json([acrossshapes.incident_shape(across) for across in lines.across_the_border(viewer)])


@router.get("/border/units", summary="Neighbours' units, where both towns agreed")
def units_across(request: HttpRequest) -> HttpResponse:
    """Position, kind and state; they are sent by their own desk."""
    viewer = answers.viewer_of(request)
    people.seat_for(viewer, Ability.SEE_UNITS)
    return answers.as_json([acrossshapes.unit_shape(across.unit) for across in lines.units_across(viewer)])


@router.post("/border/{ref}/ask", summary="Ask the owner for an incident near our border")
def ask_for(request: HttpRequest, ref: int) -> HttpResponse:
    """They see it on the card and decide."""
    lines.ask_for(answers.viewer_of(request), ref=ref)
    return answers.as_json({}, status=202)


@router.get("/incidents/{ref}/handover", summary="What a neighbour would see of this incident")
def preview(request: HttpRequest, ref: int, neighbour: str) -> HttpResponse:
    """The dossier as the treaty lets it out."""
    viewer = answers.viewer_of(request)
    return answers.as_json(_told(dossier.written(actions.preview(viewer, ref=ref, neighbour=neighbour))))


@router.post("/incidents/{ref}/handover", summary="Offer this incident to a neighbour")
def offer(request: HttpRequest, ref: int, body: OfferIn) -> HttpResponse:
    """We go on serving it until they accept."""
    viewer = answers.viewer_of(request)
    key = ids.from_key(body.id) if body.id else ids.uuid7()
    made = actions.offer(viewer, ref=ref, neighbour=body.neighbour, note=body.note, key=key)
    return answers.as_json(handover_shape(queries.view(made)), status=201)


@router.get("/incidents/{ref}/handovers", summary="How this incident stands between towns")
def of_incident(request: HttpRequest, ref: int) -> HttpResponse:
    """Its handovers, the latest first."""
    incident = incidents.access_incident(answers.viewer_of(request), ref)
    return answers.as_json([handover_shape(view) for view in queries.of_incident(incident.pk)])


@router.post("/handovers/{ref}/accept", summary="Take a neighbour's incident over")
def accept(request: HttpRequest, ref: int, body: AcceptIn) -> HttpResponse:
    """It opens here as ours; `category` is needed where theirs is not in our list."""
    made = actions.accept(answers.viewer_of(request), ref=ref, category=body.category)
    return answers.as_json(handover_shape(queries.view(made)))


@router.post("/handovers/{ref}/return", summary="Return a neighbour's incident with the reason")
def give_back(request: HttpRequest, ref: int, body: ReturnIn) -> HttpResponse:
    """It stays theirs."""
    made = actions.give_back(answers.viewer_of(request), ref=ref, reason=body.reason)
    return answers.as_json(handover_shape(queries.view(made)))


@router.post("/handovers/{ref}/withdraw", summary="Ask an offered incident back")
def withdraw(request: HttpRequest, ref: int) -> HttpResponse:
    """Ours again once they confirm; theirs where they accepted before."""
    made = actions.withdraw(answers.viewer_of(request), ref=ref)
    return answers.as_json(handover_shape(queries.view(made)))
