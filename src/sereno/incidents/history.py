"""Taking in the past: incidents that ended before Sereno came, or a demo town's history, in bulk and once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import h3
from django.db import transaction

from sereno.incidents import clocks, queries, rules
from sereno.incidents.assigning import Rulebook, choose_department, taker
from sereno.incidents.intake import CELL_RESOLUTION
from sereno.incidents.models import Incident, Report
from sereno.kernel import clock
from sereno.kernel.text import shorten
from sereno.ledger.actions import record
from sereno.places import queries as places
from sereno.vocabulary.facts import HistoryImported
from sereno.vocabulary.words import Arrival, Channel, Moment, Outcome, Stage

_BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class PastIncident:
    """One incident as it went, with the report that began it. Zone, address and department are found here."""

    report: UUID
    category: str
    lon: float
    lat: float
    channel: Channel
    text: str
    moments: Mapping[Moment, datetime]  # RECEIVED at least
    outcome: Outcome | None = None  # None: still open
    arrived_by: Arrival | None = None
    accuracy_m: float | None = None
    anonymous: bool = True
    contact_name: str = ""
    contact_phone: str = ""
    solved: bool | None = None
    simulated: bool = False


@transaction.atomic
def import_history(past: Iterable[PastIncident], *, municipality: int, by: int | None = None) -> int:
    """Store past incidents; they are history, so nothing reacts to them. Returns how many.

    Those outside the municipality's territory are left out: they are another town's past.
    """
    town = _Town.of(municipality)
    pairs = [(town.incident(one), one) for one in past if town.owns(one)]
    made = Incident.objects.bulk_create([incident for incident, _ in pairs], batch_size=_BATCH)
    reports = [_report(one, incident) for incident, (_, one) in zip(made, pairs, strict=True)]
    Report.objects.bulk_create(reports, batch_size=_BATCH)
    record(HistoryImported(incidents=len(made)), municipality=municipality, actor=by, at=clock.now())
    return len(made)


@dataclass(frozen=True, slots=True)
class _Town:
    """What each row needs of the town, read once."""

    place: places.Town
    book: Rulebook
    categories: Mapping[str, queries.CategoryView]
    departments: Mapping[str, int]

    @classmethod
    def of(cls, municipality: int) -> "_Town":
        return cls(
            places.town(municipality),
            queries.rulebook(municipality),
            queries.categories(municipality),
            queries.department_ids(municipality),
        )

    def owns(self, past: PastIncident) -> bool:
        found = places.locate(past.lon, past.lat).town
        return found is not None and found.id == self.place.id

    def incident(self, past: PastIncident) -> Incident:
        category, located = self.categories[past.category], places.locate(past.lon, past.lat)
        zone = located.zone.code if located.zone else ""
        received_at = past.moments[Moment.RECEIVED]
        case = queries.case_of(
            category, zone=zone, channel=past.channel.value, received_at=received_at, town=self.place
        )
        chosen = choose_department(self.book, case)
        code = taker(chosen, fallback=self.book.policy.fallback, existing=self.departments)
        incident = Incident(
            municipality_id=self.place.id,
            category_id=category.id,
            department_id=self.departments[code],
            rule=chosen.rule,
            rules_version=self.book.version,
            stage=_stage(past.moments.keys()).value,
            priority=category.priority,
            emergency=category.emergency,
            channel=past.channel.value,
            lon=past.lon,
            lat=past.lat,
            cell=h3.str_to_int(h3.latlng_to_cell(past.lat, past.lon, CELL_RESOLUTION)),
            accuracy_m=past.accuracy_m,
            place=shorten(places.address_at(past.lon, past.lat), longest=200),
            zone=zone,
            border_m=located.border_m,
            arrived_by=past.arrived_by.value if past.arrived_by else "",
            outcome=past.outcome.value if past.outcome else "",
            gist=shorten(past.text),
            anonymous=past.anonymous,
            report_count=1,
            simulated=past.simulated,
            answered_at=_first(past, Moment.OPENED, Moment.FIRST_WORD, Moment.ASSIGNED),
            reached_at=past.moments.get(Moment.ON_SCENE),
            **{f"{moment.value}_at": at for moment, at in past.moments.items()},
        )
        clocks.start(incident, category=category.code)
        if incident.closed_at is not None:  # what is over is judged by its moments: the watch says nothing of the past
            incident.next_due_at = None
        return incident


def _first(past: PastIncident, *wanted: Moment) -> datetime | None:
    """The earliest of some moments, if any was observed."""
    return min((past.moments[moment] for moment in wanted if moment in past.moments), default=None)


def _stage(moments: Iterable[Moment]) -> Stage:
    """The stage that the observed moments amount to."""
    stage = Stage.NEW
    for moment in moments:
        stage = rules.stage_after(stage, moment)
    return stage


def _report(past: PastIncident, incident: Incident) -> Report:
    return Report(
        id=past.report,
        municipality_id=incident.municipality_id,
        incident=incident,
        channel=past.channel.value,
        text=past.text,
        lon=past.lon,
        lat=past.lat,
        accuracy_m=past.accuracy_m,
        occurred_at=past.moments.get(Moment.OCCURRED),
        sent_at=past.moments[Moment.RECEIVED],
        received_at=past.moments[Moment.RECEIVED],
        anonymous=past.anonymous,
        contact_name=past.contact_name,
        contact_phone=past.contact_phone,
        solved=past.solved,
    )
