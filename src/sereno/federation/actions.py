"""What a desk does about a neighbour: offer, withdraw, accept, return; each atomic, one fact at the end."""

import re
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import IntegrityError, transaction

from sereno.dispatch import actions as dispatch
from sereno.dispatch import board
from sereno.federation import compose, dossier, letters, parcels, queries, rules, treaties
from sereno.federation.models import Handover
from sereno.federation.rules import AlreadyOffered, Kind, NoTreaty, State
from sereno.federation.treaties import Neighbour
from sereno.incidents import actions as incidents
from sereno.incidents import intake
from sereno.incidents import queries as incident_queries
from sereno.incidents import rules as incident_rules
from sereno.kernel import clock, ids
from sereno.kernel.errors import FieldFault, Malformed, NotAllowed
from sereno.kernel.text import clean
from sereno.ledger.actions import record
from sereno.people.rules import Ability, Viewer
from sereno.places import queries as places
from sereno.places.policies import Handovers
from sereno.vocabulary.facts import (
    AidGranted,
    AidRefused,
    Fact,
    HandoverAccepted,
    HandoverOffered,
    HandoverReturned,
    UnitRequested,
    WithdrawalAsked,
)
from sereno.vocabulary.words import Channel, Stage

if TYPE_CHECKING:
    from sereno.incidents.models import Incident, Report

LONGEST_NOTE = 2000
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_OLDEST_CLAIM = timedelta(days=29)


def preview(viewer: Viewer, *, ref: int, neighbour: str) -> dossier.Dossier:
    """What the neighbour would get to see of an incident."""
    incident = incident_queries.access_incident(viewer, ref, ability=Ability.WORK_INCIDENTS)
    there = treaties.neighbour(incident.municipality_id, neighbour)
    return rules.redacted(compose.dossier_of(incident), there.treaty)


@transaction.atomic
def offer(viewer: Viewer, *, ref: int, neighbour: str, note: str = "", key: UUID | None = None) -> Handover:
    """Offer an incident to a neighbour. We go on serving it until they accept.

    Raises
    ------
    AlreadyClosed : it ended.
    NoTreaty : the treaty does not allow it for this category.
    AlreadyOffered : a neighbour has it, or has yet to answer.
    """
    incident = incident_queries.access_for_update(viewer, ref, ability=Ability.WORK_INCIDENTS)
    incident_rules.require_open(Stage(incident.stage))
    there = treaties.neighbour(incident.municipality_id, neighbour)
    told = compose.dossier_of(incident)
    if not there.treaty.allows(told.incident_component.incident_type_internal_text):
        raise NoTreaty(neighbour)
    return put_to(
        there,
        told,
        incident=incident,
        kind=Kind.OFFER,
        fact=HandoverOffered,
        refusal=AlreadyOffered,
        note=note,
        key=key,
        by=viewer.user,
    )


def put_to(
    there: Neighbour,
    told: dossier.Dossier,
    *,
    incident: "Incident",
    kind: Kind,
    fact: type[HandoverOffered | UnitRequested],
    refusal: type[NotAllowed],
    note: str,
    key: UUID | None,
    by: int | None,
    unit: int | None = None,
    call_sign: str = "",
) -> Handover:
    """Put a locked incident, or the wish for a unit for it, to a neighbour inside the caller's transaction."""
    now = clock.now()
    policy = places.policy(Handovers, municipality=incident.municipality_id)
    try:
        with transaction.atomic():
            made = Handover.objects.create(
                municipality_id=incident.municipality_id,
                link_id=there.link,
                key=key or ids.uuid7(),
                outgoing=True,
                incident=incident,
                call_sign=call_sign,
                priority=incident.priority,
                note=clean(note, longest=LONGEST_NOTE),
                dossier=dossier.written(rules.redacted(told, there.treaty)),
                offered_at=now,
                answer_by=rules.answer_by(now, priority=incident.priority, within_s=policy.answer_within_s),
            )
    except IntegrityError:
        raise refusal from None
    body = {
        "dossier": made.dossier,
        "note": made.note,
        "priority": made.priority,
        "offered_at": made.offered_at.isoformat(),
        "answer_by": made.answer_by.isoformat(),
        **({"unit": unit, "call_sign": call_sign} if unit is not None else {}),
    }
    letters.write(there.link, kind=kind, handover=made.key, body=body, at=now)
    _record(fact(about=incident.pk, handover=made.pk, neighbour=there.code), made, by=by)
    return made


@transaction.atomic
def withdraw(viewer: Viewer, *, ref: int) -> Handover:
    """Ask for an offered incident back. The neighbour may have accepted already; then theirs it is."""
    handover = queries.access_for_update(viewer, ref)
    if not handover.outgoing:
        raise Malformed(faults=[FieldFault("handover", "incoming")])
    ask_back(handover, by=viewer.user)
    return handover


def ask_back(handover: Handover, *, by: int | None) -> None:
    """Ask for a locked offer back inside the caller's transaction, and record it."""
    rules.require(State(handover.state), State.WITHDRAWING)
    handover.state = State.WITHDRAWING.value
    handover.save(update_fields=["state"])
    letters.write(handover.link_id, kind=Kind.WITHDRAW, handover=handover.key, body={}, at=clock.now())
    code = handover.link.neighbour
    _record(WithdrawalAsked(about=handover.incident_id, handover=handover.pk, neighbour=code), handover, by=by)


@transaction.atomic
def accept(viewer: Viewer, *, ref: int, category: str = "") -> Handover:
    """Take an offered incident over, or grant a unit: it opens here as our own, and the owner is told.

    Raises
    ------
    HandoverMoved : it was answered or taken back in the meantime.
    UnitBusy, UnitOff : the unit cannot be sent now; the request still waits for an answer.
    Malformed : the category is not in our list; says which are.
    """
    handover = queries.access_for_update(viewer, ref)
    if handover.outgoing:
        raise Malformed(faults=[FieldFault("handover", "outgoing")])
    rules.require(State(handover.state), State.ACCEPTED)
    receipt = intake.receive(_submission(handover, category))
    now = clock.now()
    handover.incident_id = receipt.incident
    handover.state, handover.ended_at = State.ACCEPTED.value, now
    handover.number = board.number_of(receipt.incident, municipality=handover.municipality_id)
    handover.stage, handover.stage_at = Stage.NEW.value, now
    handover.save(update_fields=["incident", "state", "ended_at", "number", "stage", "stage_at"])
    parcels.expect(handover, media_of(handover))
    body = {"number": handover.number, "stage": handover.stage, "at": now.isoformat()}
    letters.write(handover.link_id, kind=Kind.ACCEPT, handover=handover.key, body=body, at=now)
    kind = AidGranted if handover.call_sign else HandoverAccepted
    fact = kind(about=receipt.incident, handover=ref, neighbour=handover.link.neighbour)
    _record(fact, handover, by=viewer.user)
    _rate_as_told(viewer.for_the_whole_town(), handover)  # the type chosen may belong to another department
    if handover.unit_id is not None:
        dispatch.assign(viewer.for_the_whole_town(), incident_ref=receipt.incident, unit=handover.unit_id)
    return handover


def media_of(handover: Handover) -> list[UUID]:
    """The media that the dossier names; what is no id of ours cannot be asked for."""
    named = (link.link_identifier for link in dossier.read(handover.dossier).link_component)
    return [UUID(name) for name in named if _UUID.fullmatch(name)]


def _rate_as_told(viewer: Viewer, handover: Handover) -> None:
    """The accepting operator has read it, so it is open; the owner's priority stands where it is not our usual one."""
    assert handover.incident_id is not None
    incidents.open_incident(viewer, ref=handover.incident_id)
    incident = incident_queries.access_incident(viewer, handover.incident_id, ability=Ability.WORK_INCIDENTS)
    if incident.priority != handover.priority:
        incidents.classify(viewer, ref=incident.pk, category=None, priority=handover.priority)


def _submission(handover: Handover, category: str) -> intake.Submission:
    told = dossier.read(handover.dossier)
    person = told.person_component[0] if told.person_component else None
    first = told.call_component[0] if told.call_component else None
    occurred_at = told.incident_component.occurred_time_stamp
    return intake.Submission(
        id=rules.stand_in(handover.key),
        category=category or told.incident_component.incident_type_internal_text,
        lon=told.location_component.longitude,
        lat=told.location_component.latitude,
        accuracy_m=told.location_component.uncertainty_m,
        channel=Channel.PEER,
        text="\n\n".join(call.text for call in told.call_component if call.text),
        occurred_at=occurred_at if occurred_at and occurred_at > clock.now() - _OLDEST_CLAIM else None,
        anonymous=all(call.is_anonymous_to_neighbours for call in told.call_component),
        contact_name=person.name if person else "",
        contact_phone=person.telephone if person else "",
        contact_email=person.email if person else "",
        language=first.language[:2] if first else "es",
        served_by=handover.municipality_id,
    )


@transaction.atomic
def give_back(viewer: Viewer, *, ref: int, reason: str) -> Handover:
    """Return an offered incident to its owner, or refuse a unit, with the reason."""
    handover = queries.access_for_update(viewer, ref)
    said = clean(reason, longest=LONGEST_NOTE)
    if handover.outgoing or not said:
        raise Malformed(faults=[FieldFault("reason", "empty")], code="empty")
    turn_down(handover, reason=said, by=viewer.user)
    return handover


def turn_down(handover: Handover, *, reason: str, by: int | None) -> None:
    """Return a locked incoming offer inside the caller's transaction, and record it."""
    rules.require(State(handover.state), State.RETURNED)
    now = clock.now()
    handover.state, handover.reason, handover.ended_at = State.RETURNED.value, reason, now
    handover.save(update_fields=["state", "reason", "ended_at"])
    body = {"reason": reason, "at": now.isoformat()}
    letters.write(handover.link_id, kind=Kind.RETURN, handover=handover.key, body=body, at=now)
    kind = AidRefused if handover.call_sign else HandoverReturned
    _record(kind(handover=handover.pk, neighbour=handover.link.neighbour), handover, by=by)


@transaction.atomic
def confirm_there(report: "Report", *, solved: bool) -> None:
    """The reporter's answer goes to the town that served the incident; "no" takes it up again there."""
    handover = (
        Handover.objects.select_for_update(of=("self",))
        .select_related("link")
        .get(incident_id=report.incident_id, outgoing=True, call_sign="", state=State.ACCEPTED.value)
    )
    body = {"solved": solved}
    letters.write(handover.link_id, kind=Kind.CONFIRM, handover=handover.key, body=body, at=clock.now())
    incidents.note_answer(report, solved=solved)


@transaction.atomic
def follow_progress(incident: int) -> None:
    """An incident we took over moved on: tell its owner, once for each stage."""
    handover = Handover.objects.filter(incident_id=incident, outgoing=False, state=State.ACCEPTED.value).first()
    if handover is None:
        return
    handover = queries.locked(handover.pk)
    stage, outcome = incident_queries.standing(incident)
    if (stage, outcome) == (handover.stage, handover.outcome):
        return
    now = clock.now()
    handover.stage, handover.outcome, handover.stage_at = stage, outcome, now
    handover.save(update_fields=["stage", "outcome", "stage_at"])
    body = {"stage": stage, "outcome": outcome, "number": handover.number, "at": now.isoformat()}
    letters.write(handover.link_id, kind=Kind.PROGRESS, handover=handover.key, body=body, at=now)


def _record(fact: Fact, handover: Handover, *, by: int | None) -> None:
    record(fact, municipality=handover.municipality_id, actor=by, at=clock.now())
