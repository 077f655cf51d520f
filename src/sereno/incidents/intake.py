"""The one way in: every report of every channel passes these steps, in this order.

clean → locate → rate → assign a department → record. A step either completes the arrival or refuses it; the last one
stores everything in one transaction.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import h3
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sereno.incidents import clocks, queries
from sereno.incidents.assigning import Chosen, choose_department, taker
from sereno.incidents.models import Incident, Report
from sereno.kernel import clock
from sereno.kernel.errors import FieldFault, Malformed, Outside, Refusal
from sereno.kernel.text import clean, shorten
from sereno.ledger.actions import record
from sereno.ledger.insert import insert
from sereno.places import queries as places
from sereno.vocabulary.facts import ReportReceived
from sereno.vocabulary.words import Channel
from sereno.walls import openings as walls

LONGEST_TEXT = 4000
CELL_RESOLUTION = 10
_OLDEST_CLAIM = timedelta(days=30)
_CLOCK_SLACK = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What a channel hands in."""

    id: UUID
    category: str
    lon: float
    lat: float
    channel: Channel
    accuracy_m: float | None = None
    text: str = ""
    occurred_at: datetime | None = None
    sent_at: datetime | None = None
    anonymous: bool = True
    reporter: int | None = None
    contact_name: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    language: str = "es"
    simulated: bool = False
    served_by: int | None = None  # a town that took it over from a neighbour serves it wherever it lies


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A submission on its way in, completed step by step."""

    said: Submission
    at: datetime
    town: places.Town | None = None
    zone: str = ""
    place: str = ""
    border_m: float | None = None
    category: queries.CategoryView | None = None
    department: int = 0
    chosen: Chosen | None = None
    rules_version: int = 0


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the sender learns: which incident it is, who has it; `repeated` when it was already here."""

    report: UUID
    incident: int
    municipality: int
    department: int
    repeated: bool


def receive(said: Submission) -> Receipt:
    """Take a report in, exactly once.

    Raises
    ------
    Malformed : a field is wrong; says which and what is allowed.
    Outside : no municipality served here owns the place; carries the numbers to call.
    """
    arrival = Arrival(said=said, at=clock.now())
    try:
        for step in STEPS:
            arrival = step(arrival)
    except Refusal:  # a phone may send again what was accepted under yesterday's rules
        earlier = _earlier(said.id)
        if earlier is None:
            raise
        return earlier
    return _record(arrival)


def _earlier(report: UUID) -> Receipt | None:
    """The receipt of a report that is already here."""
    with walls.open_to_all():
        first = Report.objects.select_related("incident").filter(id=report).first()
    return _receipt(report, first.incident, repeated=True) if first is not None else None


def _receipt(report: UUID, incident: Incident, *, repeated: bool) -> Receipt:
    return Receipt(
        report=report,
        incident=incident.pk,
        municipality=incident.municipality_id,
        department=incident.department_id,
        repeated=repeated,
    )


def _clean(arrival: Arrival) -> Arrival:
    said = arrival.said
    faults = [
        fault
        for fault in (
            _fault_of_place(said),
            _fault_of_accuracy(said.accuracy_m),
            _fault_of_time("occurred_at", said.occurred_at, arrival.at),
        )
        if fault
    ]
    if faults:
        raise Malformed(_("Some fields cannot be accepted."), faults=faults)
    return replace(
        arrival,
        said=replace(
            said,
            text=clean(said.text, longest=LONGEST_TEXT),
            contact_name=clean(said.contact_name, longest=120),
            contact_phone=clean(said.contact_phone, longest=30),
            contact_email=clean(said.contact_email, longest=254),
        ),
    )


def _fault_of_place(said: Submission) -> FieldFault | None:
    if -180 <= said.lon <= 180 and -90 <= said.lat <= 90:
        return None
    return FieldFault("lon", _("lon must lie in [-180, 180] and lat in [-90, 90]"))


def _fault_of_accuracy(accuracy_m: float | None) -> FieldFault | None:
    if accuracy_m is None or 0 <= accuracy_m <= 1_000_000:
        return None
    return FieldFault("accuracy_m", _("accuracy_m is in metres, from 0 to 1,000,000"))


def _fault_of_time(field: str, moment: datetime | None, now: datetime) -> FieldFault | None:
    """Phones' clocks are off by minutes, so a little future is forgiven; a month ago is another matter."""
    if moment is None:
        return None
    if now - _OLDEST_CLAIM <= moment.astimezone(UTC) <= now + _CLOCK_SLACK:
        return None
    return FieldFault(field, _("must lie within the last 30 days"))


def _locate(arrival: Arrival) -> Arrival:
    said = arrival.said
    located = places.locate(said.lon, said.lat)
    town = places.town(said.served_by) if said.served_by is not None else located.town
    if town is None or not town.served:
        raise _outside(located)
    _require_open(said.channel, town)
    return replace(
        arrival,
        town=town,
        zone=located.zone.code if located.zone and located.town == town else "",
        place=shorten(places.address_at(said.lon, said.lat), longest=200),
        border_m=located.border_m,
    )


def _require_open(channel: Channel, town: places.Town) -> None:
    """A town may close a channel; then it says what to do instead."""
    if not places.channel_is_open(town.id, channel):
        note = places.channel_note(town.id, channel) or _("This way of reporting is closed now.")
        raise Outside(note, code="channel-closed", numbers=places.numbers_to_call(town.id))


def _outside(located: places.Located) -> Outside:
    if located.town is None:
        message = _("This place is outside the municipalities served here. If it is an emergency, call.")
    else:
        message = _("This place is in %(town)s, which is not served here. If it is an emergency, call.") % {
            "town": located.town.name
        }
    return Outside(message, numbers=places.numbers_to_call(located.town.id if located.town else None))


def _rate(arrival: Arrival) -> Arrival:
    assert arrival.town is not None
    categories = queries.categories(arrival.town.id)
    found = categories.get(arrival.said.category)
    if found is None:
        fault = FieldFault("category", _("this category is not known"), tuple(categories))
        raise Malformed(_("Some fields cannot be accepted."), faults=[fault], code="unknown-category")
    return replace(arrival, category=found)


def _assign(arrival: Arrival) -> Arrival:
    assert arrival.town is not None
    assert arrival.category is not None
    book = queries.rulebook(arrival.town.id)
    case = queries.case_of(
        arrival.category,
        zone=arrival.zone,
        channel=arrival.said.channel.value,
        received_at=arrival.at,
        town=arrival.town,
    )
    chosen = choose_department(book, case)
    departments = queries.department_ids(arrival.town.id)
    code = taker(chosen, fallback=book.policy.fallback, existing=departments)
    return replace(arrival, chosen=chosen, rules_version=book.version, department=departments[code])


STEPS: tuple[Callable[[Arrival], Arrival], ...] = (_clean, _locate, _rate, _assign)


def _record(arrival: Arrival) -> Receipt:
    """Store it all or nothing; a repeat finds the first."""
    said = arrival.said
    assert arrival.town is not None
    try:
        with walls.open_to(arrival.town.id), transaction.atomic():
            incident = _new_incident(arrival)
            clocks.start(incident, category=said.category)
            insert(incident)
            insert(_new_report(arrival, incident.pk))
            assert arrival.chosen is not None
            fact = ReportReceived(
                about=incident.pk,
                report=said.id,
                opens_incident=True,
                department=arrival.chosen.department,
                rule=arrival.chosen.rule,
                version=arrival.rules_version,
            )
            record(fact, municipality=incident.municipality_id, actor=said.reporter, at=arrival.at)
    except IntegrityError:
        earlier = _earlier(said.id)
        if earlier is None:  # not a repeat: something else is wrong, and must be seen
            raise
        return earlier
    return _receipt(said.id, incident, repeated=False)


def _new_incident(arrival: Arrival) -> Incident:
    said, category = arrival.said, arrival.category
    assert arrival.town is not None
    assert category is not None
    assert arrival.chosen is not None
    return Incident(
        municipality_id=arrival.town.id,
        category_id=category.id,
        department_id=arrival.department,
        rule=arrival.chosen.rule,
        rules_version=arrival.rules_version,
        priority=category.priority,
        emergency=category.emergency,
        channel=said.channel.value,
        lon=said.lon,
        lat=said.lat,
        cell=h3.str_to_int(h3.latlng_to_cell(said.lat, said.lon, CELL_RESOLUTION)),
        accuracy_m=said.accuracy_m,
        place=arrival.place,
        zone=arrival.zone,
        border_m=arrival.border_m,
        occurred_at=said.occurred_at,
        received_at=arrival.at,
        gist=shorten(said.text),
        anonymous=said.anonymous,
        report_count=1,
        simulated=said.simulated,
    )


def _new_report(arrival: Arrival, incident: int) -> Report:
    said = arrival.said
    assert arrival.town is not None
    return Report(
        id=said.id,
        municipality_id=arrival.town.id,
        incident_id=incident,
        channel=said.channel.value,
        text=said.text,
        lon=said.lon,
        lat=said.lat,
        accuracy_m=said.accuracy_m,
        occurred_at=said.occurred_at,
        sent_at=said.sent_at,
        received_at=arrival.at,
        anonymous=said.anonymous,
        reporter_id=said.reporter,
        contact_name=said.contact_name,
        contact_phone=said.contact_phone,
        contact_email=said.contact_email,
        language=said.language,
    )
