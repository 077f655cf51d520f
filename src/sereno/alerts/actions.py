"""Issuing, updating, cancelling and taking in alerts; each ends by recording what happened."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from sereno.alerts import areas, rules
from sereno.alerts.message import Info, Message, MessageType, Response, Scope, Status, Urgency
from sereno.alerts.models import Alert
from sereno.alerts.queries import access_alert, message_of
from sereno.alerts.reader import read
from sereno.kernel import clock, memory
from sereno.kernel.errors import NotYours
from sereno.ledger.actions import record
from sereno.people import queries as people
from sereno.people.rules import Ability, Viewer
from sereno.places import queries as places
from sereno.places.policies import Alerts
from sereno.vocabulary.facts import AlertCancelled, AlertIssued, AlertTakenIn, AlertUpdated


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a message that was taken in; a repeat gives the first answer."""

    alert: Alert
    is_new: bool


@transaction.atomic
def issue(viewer: Viewer, *, alert: UUID, infos: Iterable[Info], simulated: bool) -> Alert:
    """Speak to everybody in an area; the same `alert` twice is once.

    Parameters
    ----------
    infos : what is said, a language each; the sender's name and the beginning are filled in
    simulated : in a demonstration, where nothing is meant

    Raises
    ------
    Forbidden, NotYours : the viewer may not issue alerts.
    NothingToSay : words, area or end are missing.
    """
    seat = people.seat_for(viewer, Ability.ISSUE_ALERTS)
    now = clock.now().replace(microsecond=0)
    filled = _filled(infos, seat.municipality, now)
    message = _ours(seat.municipality, alert, MessageType.ALERT, now, filled, simulated=simulated)
    known = _known(message, seat.municipality)
    if known is not None:
        return known
    row = _store(message, municipality=seat.municipality, ours=True, simulated=simulated, by=viewer.user)
    record(AlertIssued(alert=row.pk), municipality=seat.municipality, actor=viewer.user, at=now)
    return row


@transaction.atomic
def update(viewer: Viewer, *, ref: int, alert: UUID, infos: Iterable[Info]) -> Alert:
    """Replace an alert of ours that still holds.

    Raises
    ------
    NotYours : there is none, or it was taken in from others.
    AlertOver : it no longer holds.
    NothingToSay : words, area or end are missing.
    """
    before = _lock_ours(viewer, ref)
    now = clock.now().replace(microsecond=0)
    filled = _filled(infos, before.municipality_id, now)
    message = _ours(
        before.municipality_id, alert, MessageType.UPDATE, now, filled, simulated=before.simulated, before=before
    )
    known = _known(message, before.municipality_id)
    if known is not None:
        return known
    _require_open(before, at=now)
    row = _store(message, municipality=before.municipality_id, ours=True, simulated=before.simulated, by=viewer.user)
    _end([before], by=row, at=now)
    fact = AlertUpdated(alert=row.pk, before=before.pk)
    record(fact, municipality=before.municipality_id, actor=viewer.user, at=now)
    return row


@transaction.atomic
def cancel(viewer: Viewer, *, ref: int, alert: UUID, reason: str) -> Alert:
    """End an alert of ours before its time, and say why.

    Raises
    ------
    NotYours : there is none, or it was taken in from others.
    AlertOver : it no longer holds.
    """
    before = _lock_ours(viewer, ref)
    now = clock.now().replace(microsecond=0)
    said = rules.legible(reason)
    infos = tuple(_all_clear(info, reason=said) for info in message_of(before).infos)
    message = _ours(
        before.municipality_id, alert, MessageType.CANCEL, now, infos, simulated=before.simulated, before=before
    )
    known = _known(message, before.municipality_id)
    if known is not None:
        return known
    _require_open(before, at=now)
    message = msgspec.structs.replace(message, note=said)
    row = _store(message, municipality=before.municipality_id, ours=True, simulated=before.simulated, by=viewer.user)
    _end([before], by=row, at=now)
    fact = AlertCancelled(alert=row.pk, before=before.pk)
    record(fact, municipality=before.municipality_id, actor=viewer.user, at=now)
    return row


def take_in(document: bytes, *, municipality: int, by: int | None, simulated: bool) -> Taken:
    """Keep an alert that others issued; what it replaces or cancels ends, whichever of the two came first.

    An alert that is not for this town's residents is kept too, set aside with the reason. The same identifier of the
    same sender twice is once.

    Raises
    ------
    BadXml : the document is not a CAP 1.2 message; it says what is wrong.
    """
    message = read(document)
    try:
        return _take_in(message, document, municipality=municipality, by=by, simulated=simulated)
    except IntegrityError:  # the same message came in beside us, and was first
        known = _known(message, municipality)
        if known is None:
            raise
        return Taken(known, is_new=False)


@transaction.atomic
def _take_in(message: Message, document: bytes, *, municipality: int, by: int | None, simulated: bool) -> Taken:
    known = _known(message, municipality)
    if known is not None:
        return Taken(known, is_new=False)
    now = clock.now()
    row = _store(message, municipality=municipality, ours=False, simulated=simulated, by=by, document=document)
    others = Alert.objects.filter(municipality_id=municipality, sender=message.sender, ours=False).exclude(pk=row.pk)
    ends = [other for other in others if other.ended_at is None and rules.replaces(message, message_of(other))]
    _end(ends, by=row, at=now)
    later = next((other for other in others.order_by("id") if rules.replaces(message_of(other), message)), None)
    if later is not None:
        _end([row], by=later, at=now)
    fact = AlertTakenIn(alert=row.pk, ends=len(ends))
    record(fact, municipality=municipality, actor=by, at=now)
    return Taken(row, is_new=True)


def _known(message: Message, municipality: int) -> Alert | None:
    return Alert.objects.filter(
        municipality_id=municipality, sender=message.sender, identifier=message.identifier
    ).first()


def _lock_ours(viewer: Viewer, ref: int) -> Alert:
    """An alert or update of ours, kept from others until this is done."""
    access_alert(viewer, ref, ability=Ability.ISSUE_ALERTS)
    rows = Alert.objects.select_for_update().filter(pk=ref, ours=True).exclude(kind=MessageType.CANCEL)
    row = rows.first()
    if row is None:
        raise NotYours
    return row


def _require_open(row: Alert, *, at: datetime) -> None:
    if row.ended_at is not None or row.expires_at <= at:
        raise rules.AlertOver(_("This alert has ended; issue a new one."))


def _ours(
    municipality: int,
    alert: UUID,
    kind: MessageType,
    at: datetime,
    infos: tuple[Info, ...],
    *,
    simulated: bool,
    before: Alert | None = None,
) -> Message:
    """A message of ours; it names every message before it, so that a receiver who missed one still understands."""
    town = places.town(municipality)
    earlier = message_of(before) if before else None
    return Message(
        identifier=f"{town.code}-{alert}",
        sender=places.policy(Alerts, municipality=municipality).sender or f"{town.code}@sereno.invalid",
        sent=at,
        status=Status.EXERCISE if simulated else Status.ACTUAL,
        kind=kind,
        references=(*earlier.references, earlier.reference) if earlier else (),
        infos=infos,
    )


def _filled(infos: Iterable[Info], municipality: int, at: datetime) -> tuple[Info, ...]:
    town = places.town(municipality)
    filled = tuple(
        msgspec.structs.replace(info, effective=info.effective or at, sender_name=info.sender_name or town.name)
        for info in infos
    )
    for info in filled:
        rules.require_sayable(info, at=at)
    if not filled:
        raise rules.NothingToSay
    if not areas.reach([area for info in filled for area in info.areas], municipality=municipality):
        raise rules.SpeaksElsewhere(town.name)
    return filled


def _all_clear(info: Info, *, reason: str) -> Info:
    with override(info.language[:2]):
        headline = _("Cancelled: %(headline)s") % {"headline": info.headline or info.event}
    return msgspec.structs.replace(
        info,
        responses=(Response.ALL_CLEAR,),
        urgency=Urgency.PAST,
        headline=headline,
        description=reason,
        instruction="",
    )


def _store(
    message: Message, *, municipality: int, ours: bool, simulated: bool, by: int | None, document: bytes = b""
) -> Alert:
    hours = places.policy(Alerts, municipality=municipality).hours_without_end
    starts_at, expires_at = rules.period(message, hours_without_end=hours)
    memory.forget()
    transaction.on_commit(memory.forget)
    return Alert.objects.create(
        municipality_id=municipality,
        identifier=message.identifier,
        sender=message.sender,
        sent_at=message.sent,
        status=message.status.value,
        kind=message.kind.value,
        scope=message.scope.value,
        note=message.note,
        references=msgspec.to_builtins(message.references),
        infos=msgspec.to_builtins(message.infos),
        outline=areas.outline(message),
        starts_at=starts_at,
        expires_at=expires_at,
        ours=ours,
        simulated=simulated,
        set_aside="" if ours else _set_aside(message, municipality=municipality, simulated=simulated),
        original=_as_text(document),
        issued_by=by,
        received_at=clock.now(),
    )


def _as_text(document: bytes) -> str:
    """The original as text; one that is not UTF-8 is nearly always Latin-1."""
    try:
        return document.decode("utf-8")
    except UnicodeDecodeError:
        return document.decode("latin-1").replace("\x00", "")


def _set_aside(message: Message, *, municipality: int, simulated: bool) -> str:
    """Why residents are not shown a message that was taken in; empty when they are."""
    if message.kind is MessageType.CANCEL:
        return ""
    if message.scope is not Scope.PUBLIC:
        return "not-public"
    if not rules.is_for_residents(message, simulated=simulated):
        return "not-meant"
    return "" if areas.touches(message, municipality=municipality) else "outside"


def _end(rows: Iterable[Alert], *, by: Alert, at: datetime) -> None:
    for row in rows:
        row.ended_at, row.ended_by = at, by
        row.save(update_fields=["ended_at", "ended_by"])
