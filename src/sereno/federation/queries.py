"""Reading handovers: the viewer comes first, and `access_handover` is the only way to get one."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from sereno.federation import treaties
from sereno.federation.models import Handover, Parcel
from sereno.federation.rules import OPEN, State
from sereno.incidents import queries as incidents
from sereno.kernel.errors import NotYours
from sereno.people.rules import Ability, Viewer
from sereno.vocabulary.words import Stage

_WAITING = [state.value for state in OPEN]


def handovers_for(viewer: Viewer, ability: Ability) -> QuerySet[Handover]:
    """The handovers a viewer may see: of incidents they may see, and offers for them (`rules.is_offered_to`)."""
    offered = Q(pk__in=[])
    for seat in viewer.places(ability):
        here = Q(outgoing=False, incident__isnull=True, municipality_id=seat.municipality)
        if seat.departments:
            here &= Q(department__isnull=True) | Q(department_id__in=seat.departments)
        offered |= here
    return Handover.objects.filter(offered | Q(incident__in=incidents.incidents_for(viewer, ability)))


def access_handover(viewer: Viewer, ref: int, *, ability: Ability = Ability.READ_INCIDENTS) -> Handover:
    """One handover, if the viewer may have it.

    Raises
    ------
    NotYours : it does not exist, or is another town's or another department's.
    """
    found = handovers_for(viewer, ability).select_related("link").filter(pk=ref).first()
    if found is None:
        raise NotYours
    return found


def access_for_update(viewer: Viewer, ref: int) -> Handover:
    """One handover to be worked on, locked until the action's transaction ends."""
    return locked(access_handover(viewer, ref, ability=Ability.WORK_INCIDENTS).pk)


def locked(ref: int) -> Handover:
    """A handover, locked until the transaction ends."""
    return Handover.objects.select_for_update().get(pk=ref)


@dataclass(frozen=True, slots=True)
class HandoverView:
    """A handover as desks see it."""

    id: int
    outgoing: bool
    neighbour: str
    name: str
    incident: int | None
    unit: str  # the call sign of one that is asked for; empty where the whole incident is offered
    state: str
    priority: int
    note: str
    reason: str
    dossier: dict[str, Any]
    offered_at: datetime
    answer_by: datetime
    ended_at: datetime | None
    number: str
    stage: str
    outcome: str
    stage_at: datetime | None
    media_awaited: int
    media_refused: int


def waiting(viewer: Viewer) -> list[HandoverView]:
    """The offers that wait for an answer, ours and theirs; the most urgent first."""
    rows = handovers_for(viewer, Ability.READ_INCIDENTS).filter(state__in=_WAITING)
    return _views(rows.order_by("priority", "answer_by"))


def of_incident(incident: int) -> list[HandoverView]:
    """The handovers of an incident the caller may see, the latest first."""
    return _views(Handover.objects.filter(incident_id=incident).order_by("-offered_at", "-id"))


def view(handover: Handover) -> HandoverView:
    """A handover as desks see it."""
    return _views([handover])[0]


def _views(rows: Iterable[Handover]) -> list[HandoverView]:
    found: Sequence[Handover] = list(rows.select_related("link")) if isinstance(rows, QuerySet) else list(rows)
    media = _media_of(found)
    return [
        HandoverView(
            id=row.pk,
            outgoing=row.outgoing,
            neighbour=row.link.neighbour,
            name=treaties.name_of(row.link.neighbour),
            incident=row.incident_id,
            unit=row.call_sign,
            state=row.state,
            priority=row.priority,
            note=row.note,
            reason=row.reason,
            dossier=row.dossier,
            offered_at=row.offered_at,
            answer_by=row.answer_by,
            ended_at=row.ended_at,
            number=row.number,
            stage=row.stage,
            outcome=row.outcome,
            stage_at=row.stage_at,
            media_awaited=media[row.pk, "awaited"],
            media_refused=media[row.pk, "refused"],
        )
        for row in found
    ]


def _media_of(handovers: Sequence[Handover]) -> Counter[tuple[int, str]]:
    """How many media of each handover are still on their way, here, or will never come."""
    rows = Parcel.objects.filter(handover__in=[row.pk for row in handovers if row.incident_id and not row.outgoing])
    return Counter(rows.values_list("handover_id", "state"))


def taking_part(incident: int) -> list[Handover]:
    """The accepted handovers of an incident of ours: by which another town serves it, or helps with a unit."""
    rows = Handover.objects.filter(incident_id=incident, outgoing=True, state=State.ACCEPTED.value)
    return list(rows.exclude(~Q(call_sign=""), stage=Stage.CLOSED.value).order_by("id"))


def taken_over(incident: int) -> list[Handover]:
    """The handover by which we serve an incident of another town, or help there; none where it is our own."""
    return list(Handover.objects.filter(incident_id=incident, outgoing=False, state=State.ACCEPTED.value))


def helping(incident: int) -> list[Handover]:
    """The requests by which neighbours' units are at an incident of ours."""
    return [handover for handover in taking_part(incident) if handover.call_sign]


@dataclass(frozen=True, slots=True)
class Referral:
    """Where an incident of ours is served now, and how it stands there."""

    handover: int
    neighbour: str
    name: str
    number: str
    stage: str
    outcome: str
    stage_at: datetime | None


def referral_of(incident: int) -> Referral | None:
    """The town that took an incident over; None where we serve it ourselves."""
    row = (
        Handover.objects.select_related("link")
        .filter(incident_id=incident, outgoing=True, call_sign="", state=State.ACCEPTED.value)
        .first()
    )
    if row is None:
        return None
    name = treaties.name_of(row.link.neighbour)
    return Referral(row.pk, row.link.neighbour, name, row.number, row.stage, row.outcome, row.stage_at)
