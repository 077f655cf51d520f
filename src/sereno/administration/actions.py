"""Closing and removing with a look at who still needs it; taking a change back; putting a configuration in place."""

from typing import Any

import msgspec
from django.db import transaction

from sereno.administration import queries
from sereno.administration.rules import (
    Change,
    Configuration,
    NothingToTakeBack,
    NotRestorable,
    StillNeeded,
    compare,
    unknown_names,
)
from sereno.federation import treaties
from sereno.federation.rules import Treaty
from sereno.incidents import categories, figures
from sereno.incidents.catalogue import CategorySetting
from sereno.kernel import memory
from sereno.kernel.errors import Malformed, NotYours
from sereno.people import actions as people
from sereno.people import queries as people_queries
from sereno.places import actions as places
from sereno.places import queries as places_queries
from sereno.places.policies import KINDS
from sereno.places.rules import ZoneSetting


@transaction.atomic
def close_department(*, municipality: int, code: str, by: int | None, restores: int | None = None) -> None:
    """A department takes no more reports.

    Raises
    ------
    StillNeeded : it has open incidents, or a policy names it.
    LastDepartment : no desk would be left.
    """
    places.hold_settings(municipality)
    _require_unnamed(municipality, kind="department", code=code)
    known = people_queries.department_by_code(municipality, code)
    opened = figures.open_by_department(municipality).get(known.id, 0)
    if opened:
        raise StillNeeded(str(opened), code="open-incidents")
    people.close_department(municipality=municipality, code=code, by=by, restores=restores)


@transaction.atomic
def retire_category(*, municipality: int, code: str, by: int | None, restores: int | None = None) -> None:
    """A category is offered no more.

    Raises
    ------
    StillNeeded : a policy names it.
    TreeRefused : finer categories stand under it.
    """
    _require_unnamed(municipality, kind="category", code=code)
    categories.retire_category(code=code, municipality=municipality, by=by, restores=restores)


@transaction.atomic
def remove_zone(*, municipality: int, code: str, by: int | None, restores: int | None = None) -> None:
    """A zone is no more.

    Raises
    ------
    StillNeeded : a policy names it.
    """
    _require_unnamed(municipality, kind="zone", code=code)
    places.remove_zone(code=code, municipality=municipality, by=by, restores=restores)


def _require_unnamed(municipality: int, *, kind: str, code: str) -> None:
    memory.forget()
    named = queries.needed_by(municipality, kind=kind, code=code)
    if named:
        raise StillNeeded(", ".join(named), code="named-by-policy")


@transaction.atomic
def take_back(*, municipality: int, key: str, version: int, by: int | None) -> None:
    """A setting becomes again what an earlier version says; 0 is the time before the first. It is a new version.

    Raises
    ------
    NotYours : this town has no such version.
    NothingToTakeBack : it is already so.
    StillNeeded, NotRestorable, … : the room it belongs to refuses, with its reason.
    """
    places.hold_settings(municipality)
    memory.forget()
    current = places_queries.revisions(municipality, key=key, limit=1)
    if not current:
        raise NotYours
    value = places_queries.revision(municipality, key=key, version=version).value if version else None
    if value == current[0].value:
        raise NothingToTakeBack
    try:
        _restore(key, value, municipality=municipality, by=by, restores=version)
    except msgspec.ValidationError as refused:
        raise NotRestorable(str(refused)) from refused


def _restore(key: str, value: dict[str, Any] | None, *, municipality: int, by: int | None, restores: int) -> None:
    kind, _, code = key.partition(":")
    if kind not in queries.THINGS:
        _restore_policy(key, value, municipality=municipality, by=by, restores=restores)
    elif kind == "person":
        people.put_person(user=int(code), municipality=municipality, value=value, by=by, restores=restores)
    elif kind == "order":
        codes = value["codes"] if value else []
        categories.order_categories(codes, municipality=municipality, by=by, restores=restores)
    elif kind == "treaty":
        _restore_treaty(code, value, municipality=municipality, by=by)
    elif value is None:
        remove = {"department": close_department, "category": retire_category, "zone": remove_zone}[kind]
        remove(municipality=municipality, code=code, by=by, restores=restores)
    elif kind == "department":
        people.ensure_department(municipality=municipality, code=code, name=value["name"], by=by, restores=restores)
    elif kind == "category":
        wanted = msgspec.convert({**value, "code": code}, CategorySetting)
        categories.put_category(wanted, municipality=municipality, by=by, restores=restores)
    else:
        zone = msgspec.convert({**value, "code": code}, ZoneSetting)
        places.put_zone(zone, municipality=municipality, by=by, restores=restores)


def _restore_treaty(neighbour: str, value: dict[str, Any] | None, *, municipality: int, by: int | None) -> None:
    """A treaty is again what was agreed, or ends; what is under way is carried to its end either way."""
    if value is None:
        treaties.end_treaty(municipality=municipality, neighbour=neighbour, by=by)
        return
    try:
        treaties.set_treaty(msgspec.convert(value, Treaty), municipality=municipality, neighbour=neighbour, by=by)
    except Malformed as refused:  # the neighbour is not known any more, or is served here no more
        raise NotRestorable(neighbour) from refused


def _restore_policy(
    key: str, value: dict[str, Any] | None, *, municipality: int, by: int | None, restores: int
) -> None:
    kind = next((kind for kind in KINDS if kind.key == key), None)
    if kind is None:
        raise NotRestorable(key)
    wanted = kind.parse(value) if value is not None else kind()
    gone = unknown_names({key: wanted}, queries.known_codes(municipality))
    if gone:
        raise NotRestorable(", ".join(f"{named.path}: {named.code}" for named in gone), code="names-what-is-gone")
    if value is None:
        places.reset_policy(kind, municipality=municipality, by=by, restores=restores)
    else:
        places.set_policy(wanted, municipality=municipality, by=by, restores=restores)


@transaction.atomic
def take_in(wanted: Configuration, *, municipality: int, by: int | None = None) -> list[Change]:
    """Put a configuration in place, all of it or nothing. Returns what changed.

    Raises
    ------
    StillNeeded, TreeRefused, ZoneRefused, LastDepartment, NotRestorable : one change cannot be; nothing is done.
    """
    places.hold_settings(municipality)
    memory.forget()
    changes = compare(queries.configuration(municipality), wanted)
    for department in wanted.departments or ():
        people.ensure_department(municipality=municipality, code=department.code, name=department.name, by=by)
    if wanted.categories is not None and any(_is_about(change, "category", "order") for change in changes):
        categories.set_categories(wanted.categories, municipality=municipality, by=by)
    for zone in wanted.zones or ():
        places.put_zone(zone, municipality=municipality, by=by)
    memory.forget()
    gone = unknown_names(wanted.policies, _known_after(wanted, municipality))
    if gone:
        told = ", ".join(f"{named.policy}.{named.path}: {named.code}" for named in gone)
        raise NotRestorable(told, code="names-what-is-gone")
    changed = {change.key for change in changes}
    for key, policy in wanted.policies.items():
        if key in changed:
            places.set_policy(policy, municipality=municipality, by=by)
    _remove_what_is_gone(changes, municipality=municipality, by=by)
    return changes


def try_out(wanted: Configuration, *, municipality: int) -> list[Change]:
    """What putting a configuration in place would change; it is done and undone, so what would be refused is refused.

    Raises
    ------
    Refusal : as `take_in` would.
    """
    with transaction.atomic():
        changes = take_in(wanted, municipality=municipality)
        transaction.set_rollback(True)
    memory.forget()
    return changes


def _known_after(wanted: Configuration, municipality: int) -> dict[str, list[str]]:
    """What policies may name once the configuration is in place."""
    now = queries.known_codes(municipality)
    parts = {"department": wanted.departments, "category": wanted.categories, "zone": wanted.zones}
    return {
        kind: [thing.code for thing in part] if part is not None else list(now[kind]) for kind, part in parts.items()
    }


def _remove_what_is_gone(changes: list[Change], *, municipality: int, by: int | None) -> None:
    remove = {"department": close_department, "zone": remove_zone}
    for change in changes:
        kind, _, code = change.key.partition(":")
        if change.sign == "removed" and kind in remove:
            remove[kind](municipality=municipality, code=code, by=by)
        elif change.sign == "removed" and kind == "category":
            _require_unnamed(municipality, kind=kind, code=code)


def _is_about(change: Change, *kinds: str) -> bool:
    return change.key.partition(":")[0] in kinds
