"""Putting a town in place: territory, zones, policies."""

from typing import Any

from django.db import transaction
from shapely.geometry import mapping

from sereno.kernel import clock, memory
from sereno.ledger.actions import record
from sereno.places.city.read import City
from sereno.places.models import Municipality, Policy, Zone
from sereno.places.policies import PolicyValue
from sereno.vocabulary.facts import PolicySet, TownInstalled


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
    last = Policy.objects.filter(municipality_id=municipality, key=value.key).order_by("-version").first()
    version = last.version + 1 if last else 1
    Policy.objects.create(
        municipality_id=municipality, key=value.key, version=version, value=value.stored(), set_at=now, set_by=by
    )
    memory.forget()
    record(PolicySet(key=value.key, version=version), municipality=municipality, actor=by, at=now)
    return version
