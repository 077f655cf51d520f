"""How the lines to the neighbours are, for the administrator; and what a desk sees across a border."""

from collections.abc import Collection, Iterable
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
    within_m = _within_m(neighbour.treaty, theirs)
    if theirs is None or neighbour.local is None or within_m <= 0:
        return []
    with walls.open_to(neighbour.local):  # both treaties say so
        rows = board.rows(incidents.near_border(neighbour.local, within_m=within_m))
    return [
        Across(neighbour.name, placed.row, Part.WORDS not in theirs.withhold)
        for placed in rows
        if theirs.allows(placed.row.category)
        and places.metres_to(municipality, placed.row.lon, placed.row.lat) <= within_m
    ]


def _within_m(ours: Treaty, theirs: Treaty | None) -> int:
    """How near to the border both agreed to see; 0: not at all."""
    return min(ours.border_m, theirs.border_m) if theirs is not None else 0


@dataclass(frozen=True, slots=True)
class Sight:
    """What a neighbour's desk sees of an incident from now on; nothing more where `across` is None."""

    town: int
    incident: int
    across: Across | None


def sights(incidents_now: Iterable[board.PlacedRow], *, retyped: Collection[int] = ()) -> list[Sight]:
    """What neighbours see of incidents as they are now, by the same rule as `across_the_border`.

    That one is out of sight is told to who may have seen it: when it closed, and when it is among those `retyped`.
    """
    found = []
    for placed in incidents_now:
        for neighbour in treaties.neighbours(placed.municipality):
            within_m = _within_m(neighbour.treaty, _their_treaty(placed.municipality, neighbour))
            row, ours = placed.row, neighbour.treaty
            if neighbour.local is None or within_m <= 0:
                continue
            if places.metres_to(neighbour.local, row.lon, row.lat) > within_m:
                continue
            is_shown = ours.allows(row.category)
            if is_shown and row.closed_at is None:
                across = Across(places.town(placed.municipality).name, row, Part.WORDS not in ours.withhold)
                found.append(Sight(neighbour.local, row.id, across))
            elif is_shown or row.id in retyped:
                found.append(Sight(neighbour.local, row.id, None))
    return found


def watchers_of_units(municipality: int) -> list[int]:
    """The neighbours served here whose desks see a town's units."""
    return [neighbour.local for neighbour in _seeing_units(municipality) if neighbour.local is not None]


def _seeing_units(municipality: int) -> list[Neighbour]:
    """The neighbours served here with whom both treaties let the other see the units."""
    return [
        neighbour
        for neighbour in treaties.neighbours(municipality)
        if neighbour.treaty.units and (theirs := _their_treaty(municipality, neighbour)) is not None and theirs.units
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
    for neighbour in _seeing_units(municipality):
        assert neighbour.local is not None
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
