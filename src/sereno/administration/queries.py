"""Reading a town's configuration: as it stands, and how it came to be so. Doors ask for Ability.RUN_TOWN before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sereno.administration.rules import Configuration, DepartmentSetting, Difference, differences, named_by, plain
from sereno.incidents import categories
from sereno.incidents import queries as incidents
from sereno.people import queries as people
from sereno.places import queries as places
from sereno.places.policies import KINDS, PolicyValue
from sereno.places.rules import ZoneSetting

THINGS = ("department", "category", "zone", "person", "order", "treaty")


def policies(municipality: int) -> dict[str, PolicyValue]:
    """Every policy in force, by its key."""
    return {kind.key: places.policy(kind, municipality=municipality) for kind in KINDS}


def configuration(municipality: int) -> Configuration:
    """All that a town has decided, as it stands. People are not in it: a configuration may be shown to anybody."""
    departments = sorted(people.departments(municipality), key=lambda known: known.code)
    return Configuration(
        departments=tuple(DepartmentSetting(code=known.code, name=known.name) for known in departments),
        categories=tuple(categories.settings(municipality)),
        zones=tuple(
            ZoneSetting(code=known.code, name=known.name, outline=known.outline)
            for known in sorted(places.zones(municipality), key=lambda known: known.code)
        ),
        policies=policies(municipality),
    )


def needed_by(municipality: int, *, kind: str, code: str) -> list[str]:
    """Which policies name a department, a category or a zone: their keys and the places in them."""
    return [
        f"{named.policy}.{named.path}"
        for named in named_by(policies(municipality))
        if (named.kind, named.code) == (kind, code)
    ]


@dataclass(frozen=True, slots=True)
class Past:
    """One change of a setting: what it was before and after, who did it when, and whether it is the last of its kind.

    `undoes_to` is the version that taking it back would restore.
    """

    key: str
    version: int
    sign: str  # added | changed | removed | restored
    restores: int | None
    at: datetime
    by: str
    differences: tuple[Difference, ...]
    is_last: bool

    @property
    def kind(self) -> str:
        """The kind of thing, or "policy"."""
        kind = self.key.partition(":")[0]
        return kind if kind in THINGS else "policy"

    @property
    def code(self) -> str:
        """The code of the thing; the policy's own key for a policy."""
        return self.key.partition(":")[2] or self.key

    @property
    def undoes_to(self) -> int:
        """The version before this one; 0 is the time before the first."""
        return self.version - 1


def history(municipality: int, *, kind: str = "", key: str = "", limit: int = 100) -> list[Past]:
    """What was changed, the newest first; of one kind of thing, or of one setting."""
    rows = places.revisions(municipality, kind=kind, key=key, limit=limit)
    before = places.values_before(municipality, [(row.key, row.version) for row in rows])
    last = places.latest_versions(municipality)
    names = people.names_of(row.set_by for row in rows if row.set_by is not None)
    return [_past(row, before.get((row.key, row.version)), names, last) for row in rows]


def _past(
    row: places.RevisionView, before: dict[str, Any] | None, names: Mapping[int, str], last: Mapping[str, int]
) -> Past:
    is_policy = row.key.partition(":")[0] not in THINGS
    if is_policy:
        before = {**_default(row.key), **(before or {})}
    after = {**_default(row.key), **(row.value or {})} if is_policy else row.value
    return Past(
        key=row.key,
        version=row.version,
        sign=_sign(before, after, row.restores),
        restores=row.restores,
        at=row.set_at,
        by=names.get(row.set_by, "") if row.set_by is not None else "",
        differences=tuple(differences(_readable(row.key, before), _readable(row.key, after))),
        is_last=last[row.key] == row.version,
    )


def _readable(key: str, value: dict[str, Any] | None) -> dict[str, Any]:
    """A value as it is compared: a person's roles are one field, not a table."""
    if value is None or not key.startswith("person:"):
        return value or {}
    return {**value, "roles": [f"{held['role']}:{held['department'] or ''}" for held in value["roles"]]}


def _sign(before: object, after: object, restores: int | None) -> str:
    if restores is not None:
        return "restored"
    if before is None:
        return "added"
    return "removed" if after is None else "changed"


def _default(key: str) -> dict[str, Any]:
    kind = next((kind for kind in KINDS if kind.key == key), None)
    return plain(kind()) if kind else {}


def known_codes(municipality: int) -> dict[str, Sequence[str]]:
    """The departments, categories and zones that policies may name."""
    return {
        "department": [known.code for known in people.departments(municipality)],
        "category": list(incidents.offered_categories(municipality)),
        "zone": [known.code for known in places.zones(municipality)],
    }
