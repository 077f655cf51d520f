"""The media of an incident that was handed over: what the owner lets out, and bringing it here once.

What travels is the safe version, without place or device data; here it passes through media's own preparation again.
The owner's handover says which media the treaty let out; a later photo is told of in a letter.
"""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID, uuid5

from django.db import transaction

from sereno.federation import letters, queries, rules, treaties
from sereno.federation.dossier import Part
from sereno.federation.models import Handover, Letter, Link, Parcel
from sereno.federation.rules import Kind, State
from sereno.incidents import conversation
from sereno.incidents import queries as incidents
from sereno.kernel import clock
from sereno.kernel.errors import NotYours
from sereno.ledger.actions import record
from sereno.media import actions as media
from sereno.media import queries as media_queries
from sereno.media.queries import SafeVersion
from sereno.media.rules import KindRefused, TooLarge
from sereno.places import queries as places
from sereno.vocabulary.facts import MediaNotBrought
from sereno.walls import openings as walls

MOST_OF_ONE_HANDOVER = 200
_LONGEST_REST_S = 900
_GIVE_UP_AFTER = timedelta(days=3)
_PIECE_BYTES = 64 * 1024


def expect(handover: Handover, media_there: Iterable[UUID]) -> int:
    """Wait for media of a handover, inside the caller's transaction; each once. Returns how many are new."""
    now, room = clock.now(), MOST_OF_ONE_HANDOVER - Parcel.objects.filter(handover=handover).count()
    new = 0
    for medium in list(media_there)[: max(room, 0)]:
        _, is_new = Parcel.objects.get_or_create(
            handover=handover,
            medium=medium,
            defaults={"municipality_id": handover.municipality_id, "since": now, "next_at": now},
        )
        new += is_new
    return new


def due(link: int, *, limit: int = 1) -> list[Parcel]:
    """What may be asked for now on one line, the longest waiting first."""
    rows = Parcel.objects.filter(state="awaited", handover__link_id=link, next_at__lte=clock.now())
    return list(rows.select_related("handover").order_by("next_at")[:limit])


def let_out(line: Link, *, handover: UUID, medium: UUID) -> SafeVersion:
    """The owner's side: a medium that this neighbour may have.

    Raises
    ------
    NotYours : it was not let out to them, or their acceptance has not arrived yet.
    """
    found = Handover.objects.filter(link=line, outgoing=True, key=handover, state=State.ACCEPTED.value).first()
    if found is None or not (is_listed(found, medium) or was_told(found, medium)):
        raise NotYours
    safe = media_queries.safe_version(medium)
    if safe is None:
        raise NotYours
    return safe


def is_listed(handover: Handover, medium: UUID) -> bool:
    """Whether the dossier named this medium, after the treaty took out its part."""
    return any(link["linkIdentifier"] == str(medium) for link in handover.dossier.get("linkComponent", ()))


def was_told(handover: Handover, medium: UUID) -> bool:
    """Whether a letter told of it since."""
    told = Letter.objects.filter(link_id=handover.link_id, outgoing=True, kind=Kind.MEDIUM.value, handover=handover.key)
    return told.filter(body__medium=str(medium)).exists()


def put_in(parcel: Parcel, *, declared: str, pieces: Iterable[bytes]) -> None:
    """It has come: kept as a medium of ours and attached to the incident, once however often it comes."""
    ours = uuid5(parcel.handover.key, str(parcel.medium))
    try:
        media.take_in(medium=ours, municipality=parcel.municipality_id, declared=declared, chunks=pieces)
    except (KindRefused, TooLarge) as refused:
        refuse(parcel, reason=refused.code)
        return
    _attach(parcel.pk, ours)


@transaction.atomic
def _attach(ref: int, medium: UUID) -> None:
    parcel = Parcel.objects.select_for_update(of=("self",)).select_related("handover").get(pk=ref)
    if parcel.state != "awaited":
        return
    parcel.state = "here"
    parcel.save(update_fields=["state"])
    report = incidents.access_report(rules.stand_in(parcel.handover.key))
    conversation.attach(report.incident, medium=medium, report=report, by=None)


def later(parcel: Parcel) -> None:
    """It could not be had now: asked for again, less and less often, and given up after some days."""
    now = clock.now()
    if now - parcel.since > _GIVE_UP_AFTER:
        refuse(parcel, reason="not-delivered")
        return
    rest = timedelta(seconds=min(2.0**parcel.tries, _LONGEST_REST_S))
    Parcel.objects.filter(pk=parcel.pk, state="awaited").update(tries=parcel.tries + 1, next_at=now + rest)


@transaction.atomic
def refuse(parcel: Parcel, *, reason: str) -> None:
    """It will never come; the desk hears why."""
    changed = Parcel.objects.filter(pk=parcel.pk, state="awaited").update(state="refused", refused=reason)
    if changed:
        held = parcel.handover
        fact = MediaNotBrought(about=held.incident_id, handover=held.pk, medium=parcel.medium, reason=reason)
        record(fact, municipality=parcel.municipality_id, actor=None, at=clock.now())


def bring(ref: int) -> bool:
    """Bring a medium that another town of this installation lets us have; whether it came."""
    parcel = Parcel.objects.select_related("handover__link").get(pk=ref)
    there = treaties.local(parcel.municipality_id, parcel.handover.link.neighbour)
    if there is None:
        return False  # the postman goes for it
    try:
        safe = _let_out_there(there, parcel)
    except NotYours:
        later(parcel)
        return False
    if safe.is_hopeless:
        refuse(parcel, reason="unreadable")
        return False
    if safe.path is None or not safe.path.exists():
        later(parcel)
        return False
    with safe.path.open("rb") as file:
        put_in(parcel, declared=safe.declared, pieces=iter(lambda: file.read(_PIECE_BYTES), b""))
    return True


def _let_out_there(there: int, parcel: Parcel) -> SafeVersion:
    us = places.town(parcel.municipality_id).code
    with walls.open_to(there):  # what the other town lets out, behind its own wall
        back = Link.objects.filter(municipality_id=there, neighbour=us).first()
        if back is None:
            raise NotYours
        return let_out(back, handover=parcel.handover.key, medium=parcel.medium)


@transaction.atomic
def pass_on(incident: int, *, medium: UUID) -> None:
    """The owner's side: a photo that came after the dossier was written is told of to the towns that serve or help."""
    safe = media_queries.safe_version(medium)
    if safe is None or safe.path is None:
        return
    for part in queries.taking_part(incident):
        handover = queries.locked(part.pk)
        withheld = Part.MEDIA.value in handover.dossier.get("withheld", ())
        if not (withheld or is_listed(handover, medium) or was_told(handover, medium)):
            body = {"medium": str(medium)}
            letters.write(handover.link_id, kind=Kind.MEDIUM, handover=handover.key, body=body, at=clock.now())
