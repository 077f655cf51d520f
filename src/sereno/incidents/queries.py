"""Reading incidents: the viewer comes first, and `access_incident` is the only way to get one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import get_language

from sereno.incidents.models import Attachment, Category, Incident, Message, Note, Presence, Report
from sereno.kernel import clock
from sereno.kernel.errors import NotYours
from sereno.kernel.memory import remembered
from sereno.people import queries as people
from sereno.people.rules import Ability, Seat, Viewer
from sereno.vocabulary.words import Moment
from sereno.walls import openings as walls

PAGE = 50
PRESENT_FOR = timedelta(seconds=25)
_KEEP_S = 5.0


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

    @property
    def name(self) -> str:
        """In the reader's language, else in Spanish."""
        return self.names.get((get_language() or "es")[:2]) or self.names["es"]


@remembered(_KEEP_S)
def categories(municipality: int) -> dict[str, CategoryView]:
    """A town's categories by code, emergencies first."""
    rows = Category.objects.filter(municipality_id=municipality).order_by("-emergency", "rank", "id")
    with walls.open_to(municipality):
        return {
            row.code: CategoryView(
                row.pk, row.code, row.names, row.group, row.icon, row.priority, row.emergency, row.reportable
            )
            for row in rows
        }


@remembered(_KEEP_S)
def categories_by_id(municipality: int) -> dict[int, CategoryView]:
    """A town's categories by id."""
    return {category.id: category for category in categories(municipality).values()}


@remembered(_KEEP_S)
def department_ids(municipality: int) -> dict[str, int]:
    """A town's departments: id by code."""
    return {known.code: known.id for known in people.departments(municipality)}


@remembered(_KEEP_S)
def department_codes(municipality: int) -> dict[int, str]:
    """A town's departments: code by id."""
    return {number: code for code, number in department_ids(municipality).items()}


def incidents_for(viewer: Viewer, ability: Ability) -> QuerySet[Incident]:
    """The incidents a viewer may see with an ability; limited to their departments where they have any."""
    allowed = Q(pk__in=[])
    for seat in viewer.places(ability):
        here = Q(municipality_id=seat.municipality)
        if seat.departments:
            here &= Q(department_id__in=seat.departments)
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
    """What people sent about an incident, the first first."""
    return list(Report.objects.filter(incident=incident).order_by("received_at"))


def messages_of(incident: Incident, *, report: Report | None = None) -> list[Message]:
    """The conversation in order; for one reporter what the desk said to all or to them, and their own words."""
    rows = Message.objects.filter(incident=incident).select_related("author").order_by("at")
    if report is not None:
        rows = rows.filter(Q(report=report) | Q(report__isnull=True))
    return list(rows)


def notes_of(incident: Incident) -> list[Note]:
    """The staff's notes in order."""
    return list(Note.objects.filter(incident=incident).select_related("author").order_by("at"))


def media_of(incident: Incident, *, report: Report | None = None) -> list[Attachment]:
    """The media of an incident in order; for one reporter only their own."""
    rows = Attachment.objects.filter(incident=incident).select_related("medium").order_by("added_at", "id")
    return list(rows.filter(report=report) if report is not None else rows)


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
    access_incident(viewer, attachment.incident_id)
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


def report_ids(incident: int) -> list[UUID]:
    """The reports of an incident."""
    return list(Report.objects.filter(incident_id=incident).values_list("id", flat=True))


def by_task(incident: int) -> Incident:
    """An incident for the crew on its way there; dispatch has checked that they are."""
    return Incident.objects.get(pk=incident)


def attachment_of(medium: UUID) -> Attachment | None:
    """Whose a medium is; the caller decides who may see it."""
    return Attachment.objects.select_related("medium").filter(medium_id=medium).first()


@dataclass(frozen=True, slots=True)
class Figures:
    """A town at a glance: open now, received in the last 24 hours, in all; and how many had an arrival of how long."""

    open: int
    last_day: int
    all: int
    arrivals: int
    median_response_s: float | None


@remembered(10.0)
def figures(municipality: int) -> Figures:
    """The town at a glance; the median response (t1→t7) is over the arrivals of the last 24 hours."""
    rows = Incident.objects.filter(municipality_id=municipality)
    with walls.open_to(municipality):
        return _figures(rows)


def _figures(rows: QuerySet[Incident]) -> Figures:
    lately = rows.filter(received_at__gte=clock.now() - timedelta(hours=24))
    pairs = lately.filter(on_scene_at__isnull=False).values_list("received_at", "on_scene_at")
    seconds = [(arrived - received).total_seconds() for received, arrived in pairs if arrived is not None]
    return Figures(
        open=rows.filter(closed_at__isnull=True).count(),
        last_day=lately.count(),
        all=rows.count(),
        arrivals=len(seconds),
        median_response_s=median(seconds) if seconds else None,
    )
