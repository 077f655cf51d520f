"""The treaties of a town: versioned settings under `treaty:<neighbour>`, and the line to each neighbour."""

from dataclasses import dataclass

import msgspec
from django.db import transaction

from sereno.federation import sealing
from sereno.federation.models import Link
from sereno.federation.rules import NoTreaty, Treaty
from sereno.kernel import clock
from sereno.kernel.errors import FieldFault, Malformed
from sereno.kernel.memory import remembered
from sereno.ledger.actions import record
from sereno.places import actions as settings
from sereno.places import queries as places
from sereno.vocabulary.facts import SettingChanged
from sereno.walls import openings as walls


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A town with which a treaty is in force; `local` is its number where this installation serves it too."""

    code: str
    name: str
    link: int
    treaty: Treaty
    local: int | None

    @property
    def is_remote(self) -> bool:
        """Whether letters go to another installation."""
        return bool(self.treaty.installation)


def key_of(neighbour: str) -> str:
    """The setting's key."""
    return f"treaty:{neighbour}"


def neighbour_of(key: str) -> str:
    """Whose treaty a setting is; empty where it is another setting.

    >>> neighbour_of("treaty:los-aromos"), neighbour_of("targets")
    ('los-aromos', '')
    """
    before, _, code = key.partition(":")
    return code if before == "treaty" else ""


@transaction.atomic
def set_treaty(
    treaty: Treaty, *, municipality: int, neighbour: str, by: int | None = None, open311_key: str = ""
) -> int:
    """Put a new version of a treaty in force. Returns the version.

    `open311_key` is what their service wants of us; empty keeps the one we have, as long as it is the same service. It
    stands in no version and in no file.

    Raises
    ------
    Malformed : no such town is known here, it is the town itself, or nothing can carry letters to it.
    """
    here = places.town(municipality)
    there = next((town for town in places.towns() if town.code == neighbour), None)
    if there is None or there.id == here.id:
        raise Malformed(faults=[FieldFault("neighbour", neighbour)], code="unknown-municipality")
    if not (there.served or treaty.installation or treaty.open311):
        raise Malformed(faults=[FieldFault("installation", "empty")], code="no-way-there")
    now = clock.now()
    line, _ = Link.objects.get_or_create(municipality_id=municipality, neighbour=neighbour)
    before = way_to(municipality, neighbour)
    _keep_secret(line, open311_key, is_same=before is not None and before.open311 == treaty.open311 != "")
    value = msgspec.to_builtins(treaty)
    version = settings.revise(key_of(neighbour), value, municipality=municipality, by=by, at=now)
    record(SettingChanged(key=key_of(neighbour), version=version), municipality=municipality, actor=by, at=now)
    return version


def _keep_secret(line: Link, said: str, *, is_same: bool) -> None:
    """A new key replaces the old; another service never gets to see the key of the one before."""
    if said:
        line.open311_key = sealing.sealed(said.encode())
    elif not is_same:
        line.open311_key = ""
    line.save(update_fields=["open311_key"])


@transaction.atomic
def end_treaty(*, municipality: int, neighbour: str, by: int | None = None) -> None:
    """A treaty ends; what is under way is still carried to its end, and the versions stay."""
    now = clock.now()
    version = settings.revise(key_of(neighbour), None, municipality=municipality, by=by, at=now)
    record(SettingChanged(key=key_of(neighbour), version=version), municipality=municipality, actor=by, at=now)


@remembered(3.0)
@walls.in_its_town
def neighbours(municipality: int) -> tuple[Neighbour, ...]:
    """The towns with which a town has a treaty in force, by name."""
    known = {town.code: town for town in places.towns()}
    found = [
        Neighbour(
            code=link.neighbour,
            name=known[link.neighbour].name,
            link=link.pk,
            treaty=treaty,
            local=local(municipality, link.neighbour),
        )
        for link in Link.objects.filter(municipality_id=municipality)
        if link.neighbour in known and (treaty := _in_force(municipality, link.neighbour)) is not None
    ]
    return tuple(sorted(found, key=lambda neighbour: neighbour.name))


def _in_force(municipality: int, neighbour: str) -> Treaty | None:
    last = places.revisions(municipality, key=key_of(neighbour), limit=1)
    return msgspec.convert(last[0].value, Treaty) if last and last[0].value is not None else None


@remembered(3.0)
@walls.in_its_town
def way_to(municipality: int, neighbour: str) -> Treaty | None:
    """The treaty by which letters go: the one in force, or the last that was, so that what is under way arrives."""
    values = (version.value for version in places.revisions(municipality, key=key_of(neighbour), limit=20))
    last = next((value for value in values if value is not None), None)
    return msgspec.convert(last, Treaty) if last is not None else None


def local(municipality: int, neighbour: str) -> int | None:
    """The neighbour's number where this installation serves it and no other is named."""
    way = way_to(municipality, neighbour)
    if way is None or way.installation or way.open311:
        return None
    return next((town.id for town in places.served_towns() if town.code == neighbour), None)


def neighbour(municipality: int, code: str) -> Neighbour:
    """The neighbour of that code.

    Raises
    ------
    NoTreaty : there is none in force.
    """
    found = next((known for known in neighbours(municipality) if known.code == code), None)
    if found is None:
        raise NoTreaty(code)
    return found


def name_of(code: str) -> str:
    """A town's name as people say it."""
    return next((town.name for town in places.towns() if town.code == code), code)
