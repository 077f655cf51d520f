"""Putting a town in place, and changing what it has decided: zones, policies, the versions of every setting, drafts.

NotAllowed
└── DraftMoved   somebody else has changed the draft, put it in force or dropped it
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from shapely.geometry import mapping, shape

from sereno.kernel import clock, memory
from sereno.kernel.errors import NotAllowed, NotYours
from sereno.ledger.actions import record
from sereno.places import queries, rules
from sereno.places.city.read import City
from sereno.places.models import Draft, Municipality, Revision, Zone
from sereno.places.policies import PolicyValue
from sereno.places.rules import ZoneSetting
from sereno.vocabulary.facts import DraftDropped, DraftKept, SettingChanged, TownInstalled


class DraftMoved(NotAllowed):
    """Somebody else has changed the draft since it was read."""

    code = "draft-moved"


@transaction.atomic
def install_city(city: City, *, by: int | None = None) -> int:
    """Store a city directory's municipalities and zones; its own first. Returns the own municipality's id."""
    numbers = [_install_territory(city, territory, rank) for rank, territory in enumerate(city.territories)]
    for zone in city.zones:
        owner = numbers[[t.code for t in city.territories].index(zone.municipality)]
        if Revision.objects.filter(municipality_id=owner, key=f"zone:{zone.code}").exists():
            continue  # the town has drawn it anew or given it up
        Zone.objects.update_or_create(
            municipality_id=owner, code=zone.code, defaults={"name": zone.name, "outline": mapping(zone.polygon)}
        )
    memory.forget()
    record(TownInstalled(zones=len(city.zones)), municipality=numbers[0], actor=by, at=clock.now())
    return numbers[0]


def _install_territory(city: City, territory: Any, rank: int) -> int:
    centre = city.description.centre if rank == 0 else territory.polygon.representative_point().coords[0]
    row, _ = Municipality.objects.update_or_create(
        code=territory.code,
        defaults={
            "name": territory.name,
            "prefix": territory.prefix,
            "served": territory.served,
            "timezone": city.description.timezone,
            "outline": mapping(territory.polygon),
            "centre_lon": centre[0],
            "centre_lat": centre[1],
            "rank": rank,
        },
    )
    return row.pk


@transaction.atomic
def set_policy(value: PolicyValue, *, municipality: int, by: int | None = None, restores: int | None = None) -> int:
    """Put a new version of a policy in force; the earlier ones stay. Returns the version."""
    now = clock.now()
    version = revise(value.key, value.stored(), municipality=municipality, by=by, at=now, restores=restores)
    record(SettingChanged(key=value.key, version=version), municipality=municipality, actor=by, at=now)
    return version


@transaction.atomic
def put_zone(
    wanted: ZoneSetting, *, municipality: int, by: int | None = None, restores: int | None = None
) -> int | None:
    """A zone is as drawn from now on. Returns the version; None where nothing changed.

    Raises
    ------
    ZoneRefused : it crosses itself, or lies outside the town.
    """
    hold_settings(municipality)
    town = Municipality.objects.get(pk=municipality)
    rules.require_zone(shape(wanted.outline), territory=shape(town.outline))
    row = Zone.objects.filter(municipality_id=municipality, code=wanted.code).first()
    was = {"name": row.name, "outline": row.outline} if row else None
    value = {"name": wanted.name, "outline": wanted.outline}
    if was == value and restores is None:
        return None
    Zone.objects.update_or_create(municipality_id=municipality, code=wanted.code, defaults=value)
    return _record_setting(f"zone:{wanted.code}", value, municipality=municipality, by=by, restores=restores, was=was)


@transaction.atomic
def remove_zone(*, code: str, municipality: int, by: int | None = None, restores: int | None = None) -> None:
    """A zone is no more; incidents that happened in it keep its code.

    Raises
    ------
    NotYours : the town has no such zone.
    """
    hold_settings(municipality)
    row = Zone.objects.filter(municipality_id=municipality, code=code).first()
    if row is None:
        raise NotYours
    was = {"name": row.name, "outline": row.outline}
    row.delete()
    _record_setting(f"zone:{code}", None, municipality=municipality, by=by, restores=restores, was=was)


def _record_setting(
    key: str,
    value: Mapping[str, Any] | None,
    *,
    municipality: int,
    by: int | None,
    restores: int | None,
    was: Mapping[str, Any] | None,
) -> int:
    now = clock.now()
    version = revise(key, value, municipality=municipality, by=by, at=now, restores=restores, was=was)
    record(SettingChanged(key=key, version=version), municipality=municipality, actor=by, at=now)
    return version


@transaction.atomic
def reset_policy(kind: type[PolicyValue], *, municipality: int, by: int | None = None, restores: int = 0) -> int:
    """A policy goes back to its default, as before the town set any. Returns the version."""
    now = clock.now()
    version = revise(kind.key, None, municipality=municipality, by=by, at=now, restores=restores)
    record(SettingChanged(key=kind.key, version=version), municipality=municipality, actor=by, at=now)
    return version


def hold_settings(municipality: int) -> None:
    """Until the transaction ends nobody else changes this town's settings; reports go on coming in."""
    Municipality.objects.select_for_update(no_key=True).get(pk=municipality)


def revise(
    key: str,
    value: Mapping[str, Any] | None,
    *,
    municipality: int,
    by: int | None,
    at: datetime,
    restores: int | None = None,
    was: Mapping[str, Any] | None = None,
) -> int:
    """Write the next version of a setting, inside the transaction of the action that changes it.

    Parameters
    ----------
    key : a policy's key, or kind and code (`department:oirs`)
    value : the setting as it now is, JSON; None when it is no longer there
    restores : the earlier version that is put back, if that is what happens; 0 is the time before the first
    was : what it was, for a setting older than its versions; kept as the first, so that it can be put back

    Returns
    -------
    The new version; the first is 1.
    """
    hold_settings(municipality)
    last = (
        Revision.objects.filter(municipality_id=municipality, key=key)
        .order_by("-version")
        .values_list("version", flat=True)
        .first()
    )
    if last is None and was is not None:
        last = _keep(key, was, version=1, municipality=municipality, restores=None, at=at, by=None)
    version = _keep(key, value, version=(last or 0) + 1, municipality=municipality, restores=restores, at=at, by=by)
    memory.forget()
    transaction.on_commit(memory.forget)  # another thread may have read the old one meanwhile
    return version


def _keep(
    key: str,
    value: Mapping[str, Any] | None,
    *,
    version: int,
    municipality: int,
    restores: int | None,
    at: datetime,
    by: int | None,
) -> int:
    Revision.objects.create(
        municipality_id=municipality,
        key=key,
        version=version,
        value=dict(value) if value is not None else None,
        restores=restores,
        set_at=at,
        set_by=by,
    )
    return version


@transaction.atomic
def keep_draft(value: PolicyValue, *, municipality: int, stamp: int, by: int) -> int:
    """Keep a policy that is being prepared, apart from the one in force. Returns its new stamp.

    Parameters
    ----------
    stamp : that of the draft the change was made on; 0 when there was none

    Raises
    ------
    DraftMoved : somebody else has changed it since.
    """
    now = clock.now()
    kept = _draft(value.key, municipality=municipality, stamp=stamp)
    if kept is None:
        in_force = queries.policy_in_force(type(value), municipality=municipality).version
        kept = Draft(municipality_id=municipality, key=value.key, based_on=in_force, stamp=0)
    kept.value, kept.changed_at, kept.changed_by = value.stored(), now, by
    kept.stamp += 1
    kept.save()
    record(DraftKept(key=value.key, stamp=kept.stamp), municipality=municipality, actor=by, at=now)
    return kept.stamp


@transaction.atomic
def drop_draft(kind: type[PolicyValue], *, municipality: int, stamp: int, by: int) -> None:
    """Throw away what was being prepared; what is in force stays.

    Raises
    ------
    DraftMoved : somebody else has changed it since, or it is gone.
    """
    kept = _draft(kind.key, municipality=municipality, stamp=stamp)
    if kept is None:
        raise DraftMoved
    kept.delete()
    record(DraftDropped(key=kind.key), municipality=municipality, actor=by, at=clock.now())


@transaction.atomic
def put_draft_in_force(kind: type[PolicyValue], *, municipality: int, stamp: int, by: int) -> int:
    """Make what was prepared the next version. Returns the version.

    Raises
    ------
    DraftMoved : somebody else has changed it since, or it is gone.
    """
    kept = _draft(kind.key, municipality=municipality, stamp=stamp)
    if kept is None:
        raise DraftMoved
    value = kind.parse(kept.value)
    kept.delete()
    return set_policy(value, municipality=municipality, by=by)


@transaction.atomic
def restore_policy(kind: type[PolicyValue], *, version: int, municipality: int, by: int) -> int:
    """Put an earlier version of a policy in force again, as a new version. Returns that.

    Raises
    ------
    NotYours : this town has no such version.
    """
    value, now = queries.policy_at(kind, municipality=municipality, version=version), clock.now()
    made = revise(kind.key, value.stored(), municipality=municipality, by=by, at=now, restores=version)
    record(SettingChanged(key=kind.key, version=made), municipality=municipality, actor=by, at=now)
    return made


def _draft(key: str, *, municipality: int, stamp: int) -> Draft | None:
    """The draft with this stamp, locked; None when there is none and the stamp says so."""
    kept = Draft.objects.select_for_update().filter(municipality_id=municipality, key=key).first()
    if (kept.stamp if kept else 0) != stamp:
        raise DraftMoved
    return kept
