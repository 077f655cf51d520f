"""Which municipality and zone a point lies in, what a town has decided, and where an address is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Generic, TypeVar
from zoneinfo import ZoneInfo

import shapely
from django.conf import settings
from django.db.models import Max
from shapely.geometry import shape

from sereno.algorithms.territory import Territories
from sereno.kernel.errors import Malformed, NotYours
from sereno.kernel.memory import remembered, settled
from sereno.places import calendar, rules
from sereno.places.addresses import Address, AddressIndex
from sereno.places.models import Draft, Municipality, Revision, Zone
from sereno.places.policies import Channels, DutyHours, NumbersToCall, PolicyValue, TownCalendar
from sereno.places.rules import Duty
from sereno.vocabulary.words import Channel
from sereno.walls import openings as walls

P = TypeVar("P", bound=PolicyValue)
NEAR_BORDER_M = 150.0  # nearer than this another town may be the one meant


@dataclass(frozen=True, slots=True)
class Town:
    """A municipality as others see it."""

    id: int
    code: str
    name: str
    prefix: str
    served: bool
    timezone: ZoneInfo
    centre: tuple[float, float]
    bbox: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class ZoneView:
    """A zone by code and name, with its outline for maps."""

    code: str
    name: str
    outline: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Located:
    """The answer to "whose is this place?".

    `town` is the territory the point lies in, served or not, None outside all; `zone` its zone where it has any;
    `border_m` the distance to the town's border when that is nearer than NEAR_BORDER_M.
    """

    town: Town | None
    zone: ZoneView | None
    border_m: float | None

    @property
    def served(self) -> bool:
        """Whether a desk here answers for the place."""
        return self.town is not None and self.town.served


@dataclass(frozen=True, slots=True)
class _Atlas:
    towns: tuple[Town, ...]
    territories: Territories | None
    zones: dict[int, tuple[tuple[ZoneView, ...], Territories]]


def towns() -> tuple[Town, ...]:
    """All municipalities known here, the installation's own first."""
    return _atlas().towns


def served_towns() -> list[Town]:
    """The municipalities whose desks work here."""
    return [town for town in towns() if town.served]


def town(municipality: int) -> Town:
    """A municipality by id; asking for one that does not exist is an error of ours."""
    return next(town for town in towns() if town.id == municipality)


def town_by_code(code: str) -> Town:
    """A served municipality by code.

    Raises
    ------
    Malformed : no such municipality is served here; the message lists those that are.
    """
    found = next((town for town in served_towns() if town.code == code), None)
    if found is None:
        raise Malformed(", ".join(town.code for town in served_towns()), code="unknown-municipality")
    return found


def locate(lon: float, lat: float) -> Located:
    """Whose territory a point lies in, and which zone of it."""
    atlas = _atlas()
    position = atlas.territories.find(lon, lat) if atlas.territories else None
    if position is None or atlas.territories is None:
        return Located(None, None, None)
    found = atlas.towns[position]
    border_m = atlas.territories.border_m(lon, lat, position=position)
    return Located(found, _zone_at(atlas, found.id, lon, lat), border_m if border_m < NEAR_BORDER_M else None)


def metres_to(municipality: int, lon: float, lat: float) -> float:
    """How far a point is from a town's border, from within or from outside."""
    atlas = _atlas()
    assert atlas.territories is not None
    position = next(n for n, known in enumerate(atlas.towns) if known.id == municipality)
    return atlas.territories.border_m(lon, lat, position=position)


def zones(municipality: int) -> tuple[ZoneView, ...]:
    """The zones of a municipality."""
    kept = _atlas().zones.get(municipality)
    return kept[0] if kept else ()


@settled
def outline(municipality: int) -> dict[str, Any]:
    """The territory of a municipality as GeoJSON."""
    found: dict[str, Any] = Municipality.objects.values_list("outline", flat=True).get(pk=municipality)
    return found


def zone(municipality: int, code: str) -> ZoneView:
    """One zone of a municipality.

    Raises
    ------
    NotYours : this town has none of that code.
    """
    found = next((known for known in zones(municipality) if known.code == code), None)
    if found is None:
        raise NotYours
    return found


def overlapping_zones(municipality: int) -> list[tuple[str, str, float]]:
    """Pairs of zones that share ground, with the share of the smaller one."""
    outlines = {known.code: shapely.make_valid(shape(known.outline)) for known in zones(municipality)}
    return rules.overlapping(outlines)


def _zone_at(atlas: _Atlas, municipality: int, lon: float, lat: float) -> ZoneView | None:
    if municipality not in atlas.zones:
        return None
    views, territories = atlas.zones[municipality]
    position = territories.find(lon, lat)
    return views[position if position is not None else territories.nearest(lon, lat)[0]]


@settled
def _atlas() -> _Atlas:
    rows = list(Municipality.objects.order_by("rank", "id"))
    outlines = [shape(row.outline) for row in rows]
    by_town: dict[int, list[Zone]] = {}
    with walls.open_to_all():
        drawn = list(Zone.objects.order_by("id"))
    for zone in drawn:
        by_town.setdefault(zone.municipality_id, []).append(zone)
    return _Atlas(
        towns=tuple(_town(row, outline.bounds) for row, outline in zip(rows, outlines, strict=True)),
        territories=Territories(outlines) if outlines else None,
        zones={number: _zones(held) for number, held in by_town.items()},
    )


def _town(row: Municipality, bounds: tuple[float, float, float, float]) -> Town:
    return Town(
        id=row.pk,
        code=row.code,
        name=row.name,
        prefix=row.prefix,
        served=row.served,
        timezone=ZoneInfo(row.timezone),
        centre=(row.centre_lon, row.centre_lat),
        bbox=bounds,
    )


def _zones(held: list[Zone]) -> tuple[tuple[ZoneView, ...], Territories]:
    views = tuple(ZoneView(zone.code, zone.name, zone.outline) for zone in held)
    return views, Territories([shapely.make_valid(shape(zone.outline)) for zone in held])


@settled
def policy(kind: type[P], *, municipality: int) -> P:
    """A town's policy in force; its default where the town has set none."""
    return policy_in_force(kind, municipality=municipality).value


@dataclass(frozen=True, slots=True)
class InForce(Generic[P]):
    """A policy with the version it is; 0 for the default of a town that has set none."""

    value: P
    version: int


@settled
@walls.in_its_town
def policy_in_force(kind: type[P], *, municipality: int) -> InForce[P]:
    """A town's policy in force, with its version."""
    row = Revision.objects.filter(municipality_id=municipality, key=kind.key).order_by("-version").first()
    if row is None:
        return InForce(kind(), 0)
    return InForce(kind.parse(row.value) if row.value is not None else kind(), row.version)


@remembered(60.0)
@walls.in_its_town
def policy_at(kind: type[P], *, municipality: int, version: int) -> P:
    """A policy as it was at a version.

    Raises
    ------
    NotYours : this town has no such version.
    """
    value = revision(municipality, key=kind.key, version=version).value if version else None
    return kind.parse(value) if value is not None else kind()


@dataclass(frozen=True, slots=True)
class DraftView:
    """A setting somebody is working on; `stamp` grows with every change, `based_on` is the version it began from."""

    value: dict[str, Any]
    stamp: int
    based_on: int
    changed_at: datetime
    changed_by: int | None


def draft(municipality: int, *, key: str) -> DraftView | None:
    """What is being prepared for a setting, apart from what is in force; doors ask for Ability.RUN_TOWN before."""
    row = Draft.objects.filter(municipality_id=municipality, key=key).first()
    return DraftView(row.value, row.stamp, row.based_on, row.changed_at, row.changed_by) if row else None


def is_holiday(municipality: int, day: date) -> bool:
    """Whether a day is a holiday in a town."""
    return calendar.is_holiday(policy(TownCalendar, municipality=municipality), day)


def days_off(municipality: int, *, year: int) -> Mapping[date, calendar.DayOff]:
    """The days of a year on which a town's offices are closed, and whether the country or the town says so."""
    return calendar.days_off(policy(TownCalendar, municipality=municipality), year=year)


@dataclass(frozen=True, slots=True)
class RevisionView:
    """One version of a setting; a `value` of None says that it is no longer there."""

    key: str
    version: int
    value: dict[str, Any] | None
    restores: int | None
    set_at: datetime
    set_by: int | None


def revisions(municipality: int, *, key: str = "", kind: str = "", limit: int = 200) -> list[RevisionView]:
    """The versions of a town's settings, of one, or of a kind (`department`); the newest first.

    Doors ask for Ability.RUN_TOWN before.
    """
    rows = Revision.objects.filter(municipality_id=municipality)
    if key:
        rows = rows.filter(key=key)
    if kind:
        rows = rows.filter(key__startswith=f"{kind}:")
    return [_revision(row) for row in rows.order_by("-id")[:limit]]


def _revision(row: Revision) -> RevisionView:
    return RevisionView(row.key, row.version, row.value, row.restores, row.set_at, row.set_by)


def values_before(
    municipality: int, changes: Iterable[tuple[str, int]]
) -> dict[tuple[str, int], dict[str, Any] | None]:
    """What each of these settings was before each of these versions; None where it was not there."""
    keys = {key for key, _ in changes}
    rows = Revision.objects.filter(municipality_id=municipality, key__in=keys)
    return {(key, version + 1): value for key, version, value in rows.values_list("key", "version", "value")}


def latest_versions(municipality: int) -> dict[str, int]:
    """The version in force of every setting that was ever changed."""
    rows = Revision.objects.filter(municipality_id=municipality).order_by()
    return dict(rows.values_list("key").annotate(last=Max("version")))


def revision(municipality: int, *, key: str, version: int) -> RevisionView:
    """One version of a setting.

    Raises
    ------
    NotYours : this town has no such version.
    """
    row = Revision.objects.filter(municipality_id=municipality, key=key, version=version).first()
    if row is None:
        raise NotYours
    return _revision(row)


def numbers_to_call(municipality: int | None) -> list[dict[str, str]]:
    """Whom to call in a town, or anywhere when it is None."""
    numbers = policy(NumbersToCall, municipality=municipality) if municipality is not None else NumbersToCall()
    return [{"name": n.name, "number": n.number, "purpose": n.purpose} for n in numbers.numbers]


def duty(municipality: int, *, department: str = "", at: datetime) -> Duty | None:
    """Whether the town, or one of its desks, listens at a moment; None where it has said nothing about it."""
    local = at.astimezone(town(municipality).timezone)
    hours = policy(DutyHours, municipality=municipality)
    said = rules.duty(hours, department=department, at=local, is_holiday=lambda day: is_holiday(municipality, day))
    if said is None or said.otherwise_call:
        return said
    first = next((known["number"] for known in numbers_to_call(municipality)), "")
    return replace(said, otherwise_call=first)  # whoever finds nobody is told a number wherever the town has one


def channel_note(municipality: int, channel: Channel) -> str:
    """The truth about a channel in the town's own words; empty where it has said none."""
    return policy(Channels, municipality=municipality).notes.get(channel, "")


def channel_is_open(municipality: int, channel: Channel) -> bool:
    """Whether reports may come in by a channel; what neighbours hand over is between the towns' treaties."""
    return channel is Channel.PEER or channel not in policy(Channels, municipality=municipality).closed


def map_url() -> str:
    """Where clients find the base map; empty without a city directory. It changes when the map does."""
    if settings.CITY_DIR is None:
        return ""
    basemap = settings.CITY_DIR / "basemap.pmtiles"
    return f"/maps/{settings.CITY_DIR.name}.pmtiles?v={int(basemap.stat().st_mtime)}" if basemap.exists() else ""


@remembered(3600)
def _addresses() -> AddressIndex | None:
    return AddressIndex.open(settings.CITY_DIR) if settings.CITY_DIR else None


def search_addresses(text: str, *, limit: int = 8, near: tuple[float, float] | None = None) -> list[Address]:
    """Addresses, crossings and places that match what is being typed; empty without a city directory."""
    index = _addresses()
    return index.search(text, limit=limit, near=near) if index else []


def address_at(lon: float, lat: float) -> str:
    """The nearest address in words; empty where none is known."""
    index = _addresses()
    found = index.nearest(lon, lat) if index else None
    return found.label if found else ""
