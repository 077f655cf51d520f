"""Asking a neighbour for a unit: which could come, the request, and what its errand there means for our incident.

A request is an offer that names a unit: the same dossier, clock and answers. The incident stays ours. Granted, an
incident of the neighbour's own stands for it, to which they send the unit as they send any; how far it has come
there is told by letter, and reaches our incident's moments as a unit of ours would.
"""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from sereno.algorithms.assignment import Ranked
from sereno.dispatch import queries as dispatch
from sereno.federation import actions, compose, lines
from sereno.federation.models import Handover
from sereno.federation.rules import AlreadyAsked, Kind, NoTreaty, State
from sereno.federation.treaties import Neighbour
from sereno.incidents import queries as incidents
from sereno.incidents import rules as incident_rules
from sereno.kernel.errors import NotYours
from sereno.people.rules import Ability, Viewer
from sereno.vocabulary.facts import UnitRequested
from sereno.vocabulary.words import Stage


@dataclass(frozen=True, slots=True)
class Helper:
    """A neighbour's unit that could come to an incident of ours, and how soon."""

    neighbour: Neighbour
    unit: dispatch.UnitView
    ranked: Ranked[int]


def helpers(viewer: Viewer, *, ref: int) -> list[Helper]:
    """The neighbours' units for an incident of ours, the best first; none where the streets are not known."""
    incident = incidents.access_incident(viewer, ref, ability=Ability.SEND_UNITS)
    town = incident.municipality_id
    category = incidents.categories_by_id(town)[incident.category_id].code
    whose = {
        unit.id: (neighbour, unit)
        for neighbour, units in lines.units_in_sight(town)
        if neighbour.treaty.covers(category)
        for unit in units
    }
    ranking = dispatch.ranked([unit for _, unit in whose.values()], lon=incident.lon, lat=incident.lat)
    return [Helper(whose[unit.id][0], unit, ranked) for ranked, unit in ranking]


@transaction.atomic
def ask_for_unit(
    viewer: Viewer, *, ref: int, neighbour: str, unit: int, note: str = "", key: UUID | None = None
) -> Handover:
    """Ask a neighbour for one of its units. The incident stays ours; their desk decides.

    Raises
    ------
    AlreadyClosed : it ended.
    NoTreaty : the towns do not show each other their units, or not for this category.
    NotYours : no such unit of theirs is in sight.
    AlreadyAsked : this unit was asked for, and is coming or may still come.
    """
    incident = incidents.access_for_update(viewer, ref, ability=Ability.SEND_UNITS)
    incident_rules.require_open(Stage(incident.stage))
    found = next((pair for pair in lines.units_in_sight(incident.municipality_id) if pair[0].code == neighbour), None)
    if found is None:
        raise NoTreaty(neighbour)
    there, units = found
    told = compose.dossier_of(incident)
    if not there.treaty.covers(told.incident_component.incident_type_internal_text):
        raise NoTreaty(neighbour)
    wanted = next((one for one in units if one.id == unit), None)
    if wanted is None:
        raise NotYours
    before = Handover.objects.filter(
        incident=incident, outgoing=True, link_id=there.link, call_sign=wanted.call_sign, state=State.ACCEPTED.value
    )
    if before.exclude(stage=Stage.CLOSED.value).exists():
        raise AlreadyAsked
    return actions.put_to(
        there,
        told,
        incident=incident,
        kind=Kind.AID,
        fact=UnitRequested,
        refusal=AlreadyAsked,
        note=note,
        key=key,
        by=viewer.user,
        unit=unit,
        call_sign=wanted.call_sign,
    )
