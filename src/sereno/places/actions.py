"""Putting a town in place: territory, zones, policies."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from shapely.geometry import mapping

from sereno.kernel import clock, memory
from sereno.ledger.actions import record
from sereno.places.city.read import City
from sereno.places.models import Municipality, Revision, Zone
from sereno.places.policies import PolicyValue
from sereno.vocabulary.facts import SettingChanged, TownInstalled


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
