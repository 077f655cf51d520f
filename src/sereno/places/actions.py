"""Putting a town in place: territory, zones, policies; preparing a policy before it is in force.

NotAllowed
└── DraftMoved   somebody else has changed the draft, put it in force or dropped it
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from shapely.geometry import mapping

from sereno.kernel import clock, memory
from sereno.kernel.errors import NotAllowed
from sereno.ledger.actions import record
from sereno.places import queries
from sereno.places.city.read import City
from sereno.places.models import Draft, Municipality, Revision, Zone
from sereno.places.policies import PolicyValue
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
def set_policy(value: PolicyValue, *, municipality: int, by: int | None = None) -> int:
    """Put a new version of a policy in force; the earlier ones stay. Returns the version."""
    now = clock.now()
    version = revise(value.key, value.stored(), municipality=municipality, by=by, at=now)
    record(SettingChanged(key=value.key, version=version), municipality=municipality, actor=by, at=now)
    return version


def revise(
    key: str,
    value: Mapping[str, Any] | None,
    *,
    municipality: int,
    by: int | None,
    at: datetime,
    restores: int | None = None,
) -> int:
    """Write the next version of a setting, inside the transaction of the action that changes it.

    Parameters
    ----------
    key : a policy's key, or kind and code (`department:oirs`)
    value : the setting as it now is, JSON; None when it is no longer there
    restores : the earlier version that is put back, if that is what happens

    Returns
    -------
    The new version; the first is 1.
    """
    versions = Revision.objects.filter(municipality_id=municipality, key=key)
    last = versions.order_by("-version").values_list("version", flat=True).first()
    version = (last or 0) + 1
    Revision.objects.create(
        municipality_id=municipality,
        key=key,
        version=version,
        value=dict(value) if value is not None else None,
        restores=restores,
        set_at=at,
        set_by=by,
    )
    memory.forget()
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
