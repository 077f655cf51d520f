"""How the lines to the neighbours are, for the administrator; and what a desk sees across a border."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sereno.dispatch import board
from sereno.dispatch import queries as dispatch
from sereno.federation import keys, letters, treaties
from sereno.federation.dossier import Part
from sereno.federation.models import Key, Link, TrustedKey
from sereno.federation.rules import Kind, Treaty
from sereno.federation.treaties import Neighbour
from sereno.incidents import queries as incidents
from sereno.kernel import clock, ids
from sereno.kernel.errors import NotYours
from sereno.ledger.actions import record
from sereno.people import queries as people
from sereno.people.rules import Ability, Viewer
from sereno.places import queries as places
from sereno.vocabulary.facts import NeighbourAsked
from sereno.walls import openings as walls


@dataclass(frozen=True, slots=True)
class KeyView:
    """A key by name, as two people compare it by telephone."""

    name: str
    fingerprint: str
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class LineView:
    """A known town: the treaty with it, if any, and how the line is."""

    code: str
    name: str
    served_here: bool
    treaty: Treaty | None
    waiting: int  # letters of ours that have not arrived
    heard_at: datetime | None
    failures: int
    complaint: str
    has_open311_key: bool
    keys: tuple[KeyView, ...]


def lines(viewer: Viewer) -> list[LineView]:
    """Every other town known here, those with a treaty first."""
    municipality = people.seat_for(viewer, Ability.RUN_TOWN).municipality
    known = {line.neighbour: line for line in Link.objects.filter(municipality_id=municipality)}
    in_force = {neighbour.code: neighbour.treaty for neighbour in treaties.neighbours(municipality)}
    found = [
        _line(town, known.get(town.code), in_force.get(town.code)) for town in places.towns() if town.id != municipality
    ]
    return sorted(found, key=lambda line: (line.treaty is None, line.name))


def _line(town: places.Town, line: Link | None, treaty: Treaty | None) -> LineView:
    trusted = TrustedKey.objects.filter(link=line).order_by("id") if line else TrustedKey.objects.none()
    return LineView(
        code=town.code,
        name=town.name,
        served_here=town.served,
        treaty=treaty,
        waiting=max(line.written - line.fetched, 0) if line else 0,
        heard_at=line.heard_at if line else None,
        failures=line.failures if line else 0,
        complaint=line.complaint if line else "",
        has_open311_key=bool(line and line.open311_key),
        keys=tuple(KeyView(key.name, keys.fingerprint(key.public), key.ends_at) for key in trusted),
    )


def own_keys(viewer: Viewer) -> list[KeyView]:
    """The town's own keys that are still valid, the one that signs first made first."""
    municipality = people.seat_for(viewer, Ability.RUN_TOWN).municipality
    rows = Key.objects.filter(municipality_id=municipality).order_by("id")
    return [KeyView(key.name, keys.fingerprint(key.public), key.ends_at) for key in rows]


def distrust(viewer: Viewer, *, neighbour: str) -> None:
    """Forget a neighbour's keys; the next ones are met as if for the first time."""
    municipality = people.seat_for(viewer, Ability.RUN_TOWN).municipality
    line = Link.objects.filter(municipality_id=municipality, neighbour=neighbour).first()
    if line is None:
        raise NotYours
    keys.distrust(line.pk, by=viewer.user)


@dataclass(frozen=True, slots=True)
class Across:
    """An open incident of a neighbour close to the border: theirs, and seen by us."""

    town: str
    row: board.Row
    has_words: bool


def across_the_border(viewer: Viewer) -> list[Across]:
    """Open incidents of neighbours within the distance that both treaties name, the most urgent first."""
    found = []
    for seat in viewer.places(Ability.READ_INCIDENTS):
        for neighbour in treaties.neighbours(seat.municipality):
            found += _seen_from(seat.municipality, neighbour)
    return sorted(found, key=lambda across: (across.row.priority, across.row.received_at))


def _seen_from(municipality: int, neighbour: Neighbour) -> list[Across]:
    theirs = _their_treaty(municipality, neighbour)
    if theirs is None or neighbour.local is None:
        return []
    within_m = min(neighbour.treaty.border_m, theirs.border_m)
    if within_m <= 0:
        return []
    with walls.open_to(neighbour.local):  # both treaties say so
        rows = board.rows(incidents.near_border(neighbour.local, within_m=within_m))
    return [
        Across(neighbour.name, placed.row, Part.WORDS not in theirs.withhold)
        for placed in rows
        if theirs.allows(placed.row.category)
        and places.metres_to(municipality, placed.row.lon, placed.row.lat) <= within_m
    ]


def _their_treaty(municipality: int, neighbour: Neighbour) -> Treaty | None:
    """What a neighbour served here agreed to with us."""
    if neighbour.local is None:
        return None
    us = places.town(municipality).code
    back = {known.code: known for known in treaties.neighbours(neighbour.local)}
    return back[us].treaty if us in back else None


@dataclass(frozen=True, slots=True)
class UnitAcross:
    """A neighbour's unit: where it is and what it is doing; not who rides on it, nor to which incident."""

    town: str
    unit: dispatch.UnitView


def units_across(viewer: Viewer) -> list[UnitAcross]:
    """The units on duty of neighbours, where both treaties let the other see them."""
    return [
        UnitAcross(neighbour.name, unit)
        for seat in viewer.places(Ability.SEE_UNITS)
        for neighbour, units in units_in_sight(seat.municipality)
        for unit in units
    ]


def units_in_sight(municipality: int) -> list[tuple[Neighbour, list[dispatch.UnitView]]]:
    """The units on duty of each neighbour served here with whom both treaties let the other see them."""
    found = []
    for neighbour in treaties.neighbours(municipality):
        theirs = _their_treaty(municipality, neighbour)
        if neighbour.local is None or theirs is None or not (theirs.units and neighbour.treaty.units):
            continue
        with walls.open_to(neighbour.local):
            found.append((neighbour, dispatch.units_on_duty(neighbour.local)))
    return found


@transaction.atomic
def ask_for(viewer: Viewer, *, ref: int) -> UUID:
    """Ask the owner for an incident seen across the border; they decide.

    Raises
    ------
    NotYours : no such incident is in sight.
    """
    seat = people.seat_for(viewer, Ability.WORK_INCIDENTS)
    for neighbour in treaties.neighbours(seat.municipality):
        if any(across.row.id == ref for across in _seen_from(seat.municipality, neighbour)):
            now, request = clock.now(), ids.uuid7()
            letters.write(neighbour.link, kind=Kind.ASK, handover=request, body={"incident": ref}, at=now)
            fact = NeighbourAsked(neighbour=neighbour.code, request=request)
            record(fact, municipality=seat.municipality, actor=viewer.user, at=now)
            return request
    raise NotYours
