"""Which alerts hold where, for residents; all of a town's, for its staff; the messages themselves, for everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec
import shapely

from sereno.alerts import areas, rules
from sereno.alerts.message import Info, Message, MessageType, Reference, Scope, Severity, Status
from sereno.alerts.models import Alert, Feed
from sereno.kernel import clock
from sereno.kernel.errors import NotYours
from sereno.kernel.memory import remembered
from sereno.people import queries as people
from sereno.people.rules import Ability, Viewer
from sereno.places import queries as places
from sereno.places.policies import AlertFeeds
from sereno.walls import openings as walls

_KEEP_S = 2.0
_MOST_PAST = 200


@dataclass(frozen=True, slots=True)
class AlertView:
    """One alert in one language, as a resident reads it; `severity` is the gravest where several hold."""

    id: int
    identifier: str
    sender: str
    sender_name: str
    sent_at: datetime
    updates: bool
    is_exercise: bool
    event: str
    severity: Severity
    urgency: str
    certainty: str
    language: str
    headline: str
    description: str
    instruction: str
    area: str
    web: str
    contact: str
    effective_at: datetime
    onset_at: datetime | None
    expires_at: datetime
    ours: bool
    outline: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class _Spoken:
    """What a row says, taken apart once."""

    row: Alert
    message: Message
    grounds: tuple[Any, ...]  # a shapely geometry for each info


def message_of(row: Alert) -> Message:
    """The CAP message that a row keeps."""
    return Message(
        identifier=row.identifier,
        sender=row.sender,
        sent=row.sent_at,
        status=Status(row.status),
        kind=MessageType(row.kind),
        scope=Scope(row.scope),
        note=row.note,
        references=msgspec.convert(row.references, tuple[Reference, ...]),
        infos=msgspec.convert(row.infos, tuple[Info, ...]),
    )


def alerts_at(lon: float, lat: float, *, at: datetime, language: str) -> list[AlertView]:
    """The alerts in force at a place, the gravest first; none where no town is served."""
    located = places.locate(lon, lat)
    if located.town is None or not located.town.served:
        return []
    here = shapely.Point(lon, lat)
    reached = [
        (
            spoken,
            [info for info, ground in zip(spoken.message.infos, spoken.grounds, strict=True) if ground.covers(here)],
        )
        for spoken in _shown(located.town.id)
    ]
    return _views(reached, at=at, language=language)


def alerts_in(municipality: int, *, at: datetime, language: str) -> list[AlertView]:
    """The alerts in force anywhere in a town, the gravest first."""
    return _views([(spoken, spoken.message.infos) for spoken in _shown(municipality)], at=at, language=language)


def _views(reached: Sequence[tuple[_Spoken, Sequence[Info]]], *, at: datetime, language: str) -> list[AlertView]:
    views = []
    for spoken, infos in reached:
        now = [info for info in infos if spoken.row.starts_at <= at < (info.expires or spoken.row.expires_at)]
        info = rules.best_info(now, language=language)
        if info is not None:
            views.append(view(spoken.row, spoken.message, info, beside=now))
    return sorted(views, key=lambda one: (one.severity.rank, -one.sent_at.timestamp(), one.id))


def view(row: Alert, message: Message, info: Info, *, beside: Sequence[Info] = ()) -> AlertView:
    """How a resident reads an alert; of several infos in the same language the gravest speaks."""
    alike = [one for one in beside if one.language == info.language] or [info]
    gravest = min(alike, key=lambda one: one.severity.rank)
    return AlertView(
        id=row.pk or 0,
        identifier=message.identifier,
        sender=message.sender,
        sender_name=gravest.sender_name or message.sender,
        sent_at=message.sent,
        updates=message.kind is MessageType.UPDATE,
        is_exercise=message.status is not Status.ACTUAL,
        event=gravest.event,
        severity=gravest.severity,
        urgency=gravest.urgency.value,
        certainty=gravest.certainty.value,
        language=gravest.language,
        headline=rules.clipped(gravest.headline or gravest.event, longest=300),
        description=rules.clipped(gravest.description, longest=4000),
        instruction=rules.clipped(gravest.instruction, longest=2000),
        area=rules.clipped(rules.area_names(gravest.areas), longest=400),
        web=gravest.web,
        contact=gravest.contact,
        effective_at=gravest.effective or message.sent,
        onset_at=gravest.onset,
        expires_at=gravest.expires or row.expires_at,
        ours=row.ours,
        outline=row.outline,
    )


def preview(infos: Sequence[Info], *, municipality: int, simulated: bool) -> list[AlertView]:
    """How residents will read what is not yet issued, a view for each language."""
    now = clock.now()
    town = places.town(municipality)
    message = Message(
        identifier="",
        sender=town.name,
        sent=now,
        status=Status.EXERCISE if simulated else Status.ACTUAL,
        kind=MessageType.ALERT,
        infos=tuple(infos),
    )
    unsaved = Alert(ours=True, expires_at=now)
    return [view(unsaved, message, info) for info in infos]


@dataclass(frozen=True, slots=True)
class FeedView:
    """A feed the town has chosen, and how reading it stands; without `tried_at` it was not tried yet."""

    address: str
    tried_at: datetime | None = None
    read_at: datetime | None = None
    next_at: datetime | None = None
    failures: int = 0
    trouble: str = ""
    detail: str = ""
    skipped: int = 0


def feeds_of(viewer: Viewer) -> list[FeedView]:
    """The feeds whose alerts the viewer's town takes in by itself, in the town's order."""
    seat = people.seat_for(viewer, Ability.SEE_ALERTS)
    kept = {feed.address: feed for feed in Feed.objects.filter(municipality_id=seat.municipality)}
    chosen = places.policy(AlertFeeds, municipality=seat.municipality).addresses
    return [_feed(kept[address]) if address in kept else FeedView(address) for address in chosen]


def _feed(row: Feed) -> FeedView:
    return FeedView(
        address=row.address,
        tried_at=row.tried_at,
        read_at=row.read_at,
        next_at=row.next_at,
        failures=row.failures,
        trouble=row.trouble,
        detail=row.detail,
        skipped=row.skipped,
    )


@remembered(_KEEP_S)
@walls.in_its_town
def _shown(municipality: int) -> tuple[_Spoken, ...]:
    """What residents of a town may be shown; whether it holds yet, and still, is asked each time."""
    from_then = clock.now() - timedelta(minutes=1)
    rows = Alert.objects.filter(
        municipality_id=municipality, expires_at__gt=from_then, ended_at__isnull=True, set_aside=""
    ).exclude(kind=MessageType.CANCEL)
    return tuple(_taken_apart(row) for row in rows.order_by("id"))


def _taken_apart(row: Alert) -> _Spoken:
    message = message_of(row)
    return _Spoken(row, message, tuple(areas.geometry(info.areas) for info in message.infos))


def access_alert(viewer: Viewer, ref: int, *, ability: Ability = Ability.SEE_ALERTS) -> Alert:
    """An alert of a town in which the viewer has the ability.

    Raises
    ------
    NotYours : there is none, or it is another town's.
    """
    row = Alert.objects.filter(pk=ref).first()
    if row is None or not viewer.may(ability, row.municipality_id):
        raise NotYours
    return row


def listed(viewer: Viewer, *, at: datetime) -> tuple[list[Alert], list[Alert]]:
    """The messages of the viewer's town: those in force or to come, and the latest of the rest."""
    seat = people.seat_for(viewer, Ability.SEE_ALERTS)
    rows = Alert.objects.filter(municipality_id=seat.municipality).order_by("-received_at", "-id")[:_MOST_PAST]
    current: list[Alert] = []
    past: list[Alert] = []
    for row in rows:
        is_open = row.kind != MessageType.CANCEL and not row.set_aside and row.ended_at is None and row.expires_at > at
        (current if is_open else past).append(row)
    return current, past


def published(identifier: str) -> tuple[Message, int]:
    """A public message of ours by its identifier, and whose it is.

    Raises
    ------
    NotYours : we have issued none of that name; what was taken in is for its sender to publish.
    """
    with walls.open_to_all():  # said to everybody: the name is enough
        row = Alert.objects.filter(identifier=identifier, ours=True, scope=Scope.PUBLIC).first()
    if row is None:
        raise NotYours
    return message_of(row), row.municipality_id


@walls.in_its_town
def in_force(municipality: int, *, at: datetime) -> list[Message]:
    """Our public messages that still say something: alerts, updates and cancellations not yet run out or replaced."""
    rows = Alert.objects.filter(municipality_id=municipality, ours=True, expires_at__gt=at, ended_at__isnull=True)
    return [message_of(row) for row in rows.order_by("-sent_at", "-id")]
