"""Reading incidents: the viewer comes first, and `access_incident` is the only way to get one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

import msgspec
from django.db.models import Count, Q, QuerySet
from django.utils.translation import get_language

from sereno.incidents import clock_rules
from sereno.incidents.assigning import Case, Rulebook, make_ready
from sereno.incidents.catalogue import Offence
from sereno.incidents.models import (
    Attachment,
    Category,
    Incident,
    Message,
    Note,
    Pause,
    Presence,
    Report,
    Round,
    Verdict,
)
from sereno.kernel import clock
from sereno.kernel.errors import NotYours
from sereno.kernel.memory import remembered, settled
from sereno.people import queries as people
from sereno.people.rules import Ability, Seat, Viewer
from sereno.places import queries as places
from sereno.places.policies import Assignment, Reopening
from sereno.vocabulary.words import Moment
from sereno.walls import openings as walls

PAGE = 50
PRESENT_FOR = timedelta(seconds=25)


@dataclass(frozen=True, slots=True)
class CategoryView:
    """A category of a town's list."""

    id: int
    code: str
    names: Mapping[str, str]
    group: str
    icon: str
    priority: int
    emergency: bool
    reportable: bool
    parent: str = ""  # the code of the category it is a finer word for
    confidential: bool = False
    offences: tuple[Offence, ...] = ()
    playbook: str = ""
    retired: bool = False

    @property
    def name(self) -> str:
        """In the reader's language, else in Spanish."""
        return self.names.get((get_language() or "es")[:2]) or self.names["es"]


@settled
@walls.in_its_town
def categories(municipality: int) -> dict[str, CategoryView]:
    """A town's categories by code, emergencies first; also the retired ones, which explain the past."""
    rows = list(Category.objects.filter(municipality_id=municipality).order_by("-emergency", "rank", "id"))
    codes = {row.pk: row.code for row in rows}
    return {row.code: _category(row, codes) for row in rows}


def _category(row: Category, codes: Mapping[int, str]) -> CategoryView:
    return CategoryView(
        id=row.pk,
        code=row.code,
        names=row.names,
        group=row.group,
        icon=row.icon,
        priority=row.priority,
        emergency=row.emergency,
        reportable=row.reportable and not row.retired,
        parent=codes[row.parent_id] if row.parent_id else "",
        confidential=row.confidential,
        offences=msgspec.convert(row.offences, tuple[Offence, ...]),
        playbook=row.playbook,
        retired=row.retired,
    )


def offered_categories(municipality: int) -> dict[str, CategoryView]:
    """The categories that the desk may choose, by code."""
    return {code: known for code, known in categories(municipality).items() if not known.retired}


def categories_in_order(municipality: int) -> list[CategoryView]:
    """The categories in use, in the order the administrator gave them."""
    rows = Category.objects.filter(municipality_id=municipality, retired=False).order_by("rank", "id")
    known = categories(municipality)
    return [known[code] for code in rows.values_list("code", flat=True) if code in known]


def category(municipality: int, code: str) -> CategoryView:
    """A category of a town, retired or not.

    Raises
    ------
    NotYours : this town has none of that code.
    """
    found = categories(municipality).get(code)
    if found is None:
        raise NotYours
    return found


@settled
def categories_by_id(municipality: int) -> dict[int, CategoryView]:
    """A town's categories by id."""
    return {category.id: category for category in categories(municipality).values()}


def playbook(incident: Incident) -> str:
    """What the desk does in such a case; a finer category without words of its own has its parent's."""
    known = categories(incident.municipality_id)
    held = categories_by_id(incident.municipality_id).get(incident.category_id)
    while held is not None and not held.playbook and held.parent:
        held = known.get(held.parent)
    return held.playbook if held is not None else ""


@settled
def department_ids(municipality: int) -> dict[str, int]:
    """A town's departments that take reports: id by code."""
    return {known.code: known.id for known in people.departments(municipality)}


@settled
def department_codes(municipality: int) -> dict[int, str]:
    """A town's departments, closed ones too: code by id."""
    return {known.id: known.code for known in people.every_department(municipality)}


@settled
def rulebook(municipality: int) -> Rulebook:
    """A town's assignment rules in force, ready to choose with."""
    in_force = places.policy_in_force(Assignment, municipality=municipality)
    return _made_ready(in_force.value, in_force.version)


@lru_cache(maxsize=256)
def _made_ready(policy: Assignment, version: int) -> Rulebook:
    """Made once for each version, though the version is asked for again every few seconds."""
    return make_ready(policy, version=version)


def case_of(category: CategoryView, *, zone: str, channel: str, received_at: datetime, town: places.Town) -> Case:
    """What the rules look at of a report that came in at a moment."""
    at = received_at.astimezone(town.timezone)
    today = at.date()
    return Case(
        category=category.code,
        group=category.group,
        priority=category.priority,
        zone=zone,
        channel=channel,
        at=at,
        holiday=places.is_holiday(town.id, today),
        holiday_before=places.is_holiday(town.id, today - timedelta(days=1)),
    )


def incidents_for(viewer: Viewer, ability: Ability) -> QuerySet[Incident]:
    """The incidents a viewer may see with an ability; limited to their departments where they have any."""
    allowed = Q(pk__in=[])
    for seat in viewer.places(ability):
        here = Q(municipality_id=seat.municipality)
        if seat.departments:
            here &= Q(department_id__in=seat.departments)
        if ability is Ability.SEE_MAP and not seat.may(Ability.READ_INCIDENTS):
            here &= Q(category__confidential=False)
        allowed |= here
    return Incident.objects.filter(allowed)


def access_incident(viewer: Viewer, ref: int, *, ability: Ability = Ability.READ_INCIDENTS) -> Incident:
    """One incident, if the viewer may have it.

    Raises
    ------
    NotYours : it does not exist, or is another town's or another department's.
    """
    incident = incidents_for(viewer, ability).filter(pk=ref).first()
    if incident is None:
        raise NotYours
    return incident


def access_for_update(viewer: Viewer, ref: int, *, ability: Ability) -> Incident:
    """One incident, locked until the action's transaction ends."""
    incident = incidents_for(viewer, ability).select_for_update().filter(pk=ref).first()
    if incident is None:
        raise NotYours
    return incident


def access_report(token_names: UUID | None) -> Report:
    """The report a follow link names; the link itself is the permission, and opens the report's town to the request.

    Raises
    ------
    NotYours : the link was not made here, or its report is gone.
    """
    with walls.open_to_all():
        report = Report.objects.select_related("incident").filter(pk=token_names).first() if token_names else None
    if report is None:
        raise NotYours
    walls.admit([report.municipality_id])
    return report


COLUMNS = (
    "id", "municipality_id", "stage", "priority", "category_id", "emergency", "lon", "lat", "place", "zone",
    "department_id", "channel", "received_at", "opened_at", "assigned_at", "on_scene_at", "closed_at", "reopened_at",
    "report_count", "media_count", "message_count", "unread_count", "gist", "anonymous", "version", "simulated",
    "round", "transferred_at", "answer_due_at", "answered_at", "arrival_due_at", "reached_at",
    "resolution_due_at", "paused_at", "escalated_to", "parent_id",
)  # fmt: skip


def queue(viewer: Viewer, *, offset: int = 0, limit: int = PAGE) -> list[tuple[Any, ...]]:
    """One page of the queue as tuples of COLUMNS: priority first, then the oldest."""
    rows = incidents_for(viewer, Ability.READ_INCIDENTS).filter(closed_at__isnull=True)
    return list(rows.order_by("priority", "received_at").values_list(*COLUMNS)[offset : offset + limit])


def rows_by_id(ids: Iterable[int], *, viewer: Viewer | None = None) -> list[tuple[Any, ...]]:
    """Some incidents as tuples of COLUMNS; without a viewer the caller must filter by town and department itself."""
    rows = incidents_for(viewer, Ability.READ_INCIDENTS) if viewer else Incident.objects.all()
    return list(rows.filter(pk__in=list(ids)).values_list(*COLUMNS))


def nearby(viewer: Viewer, incident: Incident, *, radius_m: float = 300, hours: int = 12) -> list[tuple[Any, ...]]:
    """Other incidents near in place and time, the newest first: perhaps the same matter."""
    step = radius_m / 111_000
    rows = incidents_for(viewer, Ability.READ_INCIDENTS).filter(
        lat__range=(incident.lat - step, incident.lat + step),
        lon__range=(incident.lon - step * 1.3, incident.lon + step * 1.3),
        received_at__range=(
            incident.received_at - timedelta(hours=hours),
            incident.received_at + timedelta(hours=hours),
        ),
    )
    return list(rows.exclude(pk=incident.pk).order_by("-received_at").values_list(*COLUMNS)[:8])


@remembered(2.0)
def counts_by_stage(seats: tuple[Seat, ...]) -> dict[str, int]:
    """How many open incidents stand in each stage, for somebody in these seats; at most two seconds old."""
    rows = incidents_for(Viewer(seats=seats), Ability.READ_INCIDENTS).filter(closed_at__isnull=True)
    return dict(rows.order_by().values_list("stage").annotate(n=Count("id")))


def points(
    viewer: Viewer,
    *,
    box: tuple[float, float, float, float],
    since: datetime | None = None,
    open_only: bool = True,
    limit: int = 5000,
) -> list[tuple[Any, ...]]:
    """Incidents in a box (west, south, east, north): id, lon, lat, priority, stage, category; newest first."""
    west, south, east, north = box
    rows = incidents_for(viewer, Ability.SEE_MAP).filter(lon__range=(west, east), lat__range=(south, north))
    if open_only:
        rows = rows.filter(closed_at__isnull=True)
    if since is not None:
        rows = rows.filter(received_at__gte=since)
    found = rows.order_by("-received_at").values_list("id", "lon", "lat", "priority", "stage", "category_id")
    return list(found[:limit])


def moments_of(incident: Incident) -> dict[Moment, datetime | None]:
    """The observed moments of an incident."""
    return {moment: getattr(incident, f"{moment.value}_at") for moment in Moment}


def reports_of(incident: Incident) -> list[Report]:
    """What people sent about an incident, or about the one it is a part of, the first first."""
    return list(Report.objects.filter(incident_id=root_of(incident)).order_by("received_at"))


def messages_of(incident: Incident, *, report: Report | None = None) -> list[Message]:
    """The conversation with the reporters of an incident and its parts; for one reporter what concerns them."""
    rows = Message.objects.filter(_in_family(incident)).select_related("author").order_by("at")
    if report is not None:
        rows = rows.filter(Q(report=report) | Q(report__isnull=True))
    return list(rows)


def message(ref: UUID) -> Message:
    """One message by id, for a room that relays it; whoever asks knows it from a fact."""
    return Message.objects.get(pk=ref)


def notes_of(incident: Incident) -> list[Note]:
    """The staff's notes in order."""
    return list(Note.objects.filter(incident=incident).select_related("author").order_by("at"))


def media_of(incident: Incident, *, report: Report | None = None) -> list[Attachment]:
    """The media of an incident and of the one it is a part of, in order; for one reporter only their own."""
    rows = (
        Attachment.objects.filter(incident_id__in={incident.pk, root_of(incident)})
        .select_related("medium")
        .order_by("added_at", "id")
    )
    return list((rows.filter(report=report) if report is not None else rows).order_by("added_at", "id"))


def access_medium(viewer: Viewer, medium: UUID, *, report: UUID | None = None) -> Attachment:
    """A medium, for staff who may read its incident, or for the reporter whose link is `report`.

    Raises
    ------
    NotYours : not there, or not for this viewer.
    """
    if report is not None:
        with walls.open_to_all():
            own = Attachment.objects.select_related("medium").filter(medium_id=medium, report_id=report).first()
        if own is not None:
            return own
    attachment = attachment_of(medium)
    if attachment is None:
        raise NotYours
    seen = incidents_for(viewer, Ability.READ_INCIDENTS)
    if not seen.filter(Q(pk=attachment.incident_id) | Q(parent=attachment.incident_id)).exists():
        raise NotYours
    return attachment


def present(incident_ids: Iterable[int]) -> dict[int, list[tuple[int, str]]]:
    """Who has each of these cards open now: (account id, name)."""
    since = clock.now() - PRESENT_FOR * max(clock.speed(), 1)
    rows = Presence.objects.filter(here=True, incident_id__in=list(incident_ids), seen_at__gte=since).order_by("id")
    who: dict[int, list[tuple[int, str]]] = {number: [] for number in incident_ids}
    for incident, user, name in rows.values_list("incident_id", "user_id", "user__name"):
        who[incident].append((user, name))
    return who


def presence_since(moment: datetime) -> set[tuple[int, int, datetime]]:
    """(municipality, incident, when) of the cards whose watchers changed or spoke since a moment."""
    return set(Presence.objects.filter(seen_at__gt=moment).values_list("municipality_id", "incident_id", "seen_at"))


def standing(incident: int) -> tuple[str, str]:
    """How far an incident has come, and how it ended: stage, outcome."""
    stage, outcome = Incident.objects.values_list("stage", "outcome").get(pk=incident)
    return stage, outcome


def near_border(municipality: int, *, within_m: float, limit: int = 200) -> list[tuple[Any, ...]]:
    """A town's open incidents near its border, as tuples of COLUMNS; the caller knows of a treaty that shows them."""
    rows = Incident.objects.filter(municipality_id=municipality, closed_at__isnull=True, border_m__lte=within_m)
    return list(rows.order_by("priority", "received_at").values_list(*COLUMNS)[:limit])


def is_open_in(municipality: int, incident: int) -> bool:
    """Whether a town has this incident, and open."""
    return Incident.objects.filter(pk=incident, municipality_id=municipality, closed_at__isnull=True).exists()


def pauses_of(incident: Incident) -> list[Pause]:
    """All pauses of an incident, in order."""
    return list(Pause.objects.filter(incident=incident).select_related("paused_by").order_by("since"))


def rounds_of(incident: Incident) -> list[Round]:
    """The rounds of an incident that are over, in order."""
    return list(Round.objects.filter(incident=incident).select_related("ended_by").order_by("number"))


def passed_on(viewer: Viewer, *, days: int = 7, limit: int = 100) -> list[Round]:
    """What the viewer's desks have passed on lately, the latest first; that it went and where, not the incident."""
    allowed = Q(pk__in=[])
    for seat in viewer.places(Ability.READ_INCIDENTS):
        here = Q(municipality_id=seat.municipality)
        if seat.departments:
            here &= Q(department_id__in=seat.departments)
        allowed |= here
    rows = Round.objects.filter(allowed, to_department__isnull=False, ended_at__gte=clock.now() - timedelta(days=days))
    return list(rows.select_related("incident", "ended_by").order_by("-ended_at")[:limit])


def reopens_until(incident: Incident) -> datetime:
    """Until when a reporter may say of a closed incident that it was not solved."""
    days = places.policy(Reopening, municipality=incident.municipality_id).days
    return clock_rules.reopens_until(incident.closed_at or clock.now(), days=days)


def report_ids(incident: int) -> list[UUID]:
    """The reports of an incident, or of the one it is a part of."""
    own = Q(incident_id=incident) | Q(incident__parts=incident)
    return list(Report.objects.filter(own).values_list("id", flat=True))


def root_of(incident: Incident) -> int:
    """The incident that reports belong to: the one a part comes from, else itself."""
    return incident.parent_id or incident.pk


def is_part(incident: int) -> bool:
    """Whether an incident is a part of another."""
    return Incident.objects.filter(pk=incident, parent__isnull=False).exists()


def parts_of(incident: int) -> list[Incident]:
    """The parts of an incident, in order."""
    return list(Incident.objects.filter(parent_id=incident).order_by("id"))


def verdicts_of(report: UUID) -> dict[int, tuple[bool, datetime]]:
    """What a reporter last said of each part, solved or not, and when."""
    rows = Verdict.objects.filter(report_id=report).values_list("incident_id", "solved", "at")
    return {part: (solved, at) for part, solved, at in rows}


def _in_family(incident: Incident) -> Q:
    root = root_of(incident)
    return Q(incident_id=root) | Q(incident__parent_id=root)


def by_task(incident: int) -> Incident:
    """An incident for the crew on its way there; dispatch has checked that they are."""
    return Incident.objects.get(pk=incident)


def attachment_of(medium: UUID) -> Attachment | None:
    """Whose a medium is; the caller decides who may see it."""
    return Attachment.objects.select_related("medium").filter(medium_id=medium).first()
