"""A town's configuration as one value: what it holds, what it names, and in what two of them differ; pure.

kernel.errors.NotAllowed
├── StillNeeded       something else names it, or work is open in it
├── NothingToTakeBack it is already as that version says
└── NotRestorable     the earlier version no longer fits what there is
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import msgspec

from sereno.incidents.catalogue import CategorySetting
from sereno.kernel.errors import NotAllowed
from sereno.places.policies import PolicyValue
from sereno.places.rules import ZoneSetting

# A field of a policy by this name holds codes of this kind of thing, whatever the policy.
NAMING = {
    "department": "department",
    "departments": "department",
    "fallback": "department",
    "category": "category",
    "categories": "category",
    "zone": "zone",
    "zones": "zone",
}


class StillNeeded(NotAllowed):
    """Something else names it, or work is open in it; the message says what."""

    code = "still-needed"


class NothingToTakeBack(NotAllowed):
    """It is already as that version says."""

    code = "nothing-to-take-back"


class NotRestorable(NotAllowed):
    """The earlier version no longer fits what there is; the message says where."""

    code = "not-restorable"


class DepartmentSetting(msgspec.Struct, frozen=True, kw_only=True):
    """A department as the file writes it."""

    code: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=120)]


class Configuration(msgspec.Struct, frozen=True, kw_only=True):
    """All that a town has decided. A part that is None was not said and is left as it is; so is a policy not named."""

    departments: tuple[DepartmentSetting, ...] | None = None
    categories: tuple[CategorySetting, ...] | None = None
    zones: tuple[ZoneSetting, ...] | None = None
    policies: dict[str, PolicyValue] = msgspec.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that differs, by its path; None where it was not there."""

    path: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that would be added, changed or removed; `key` as in the versions of settings."""

    key: str
    sign: str  # added | changed | removed
    differences: tuple[Difference, ...] = ()


def compare(before: Configuration, after: Configuration) -> list[Change]:
    """What putting `after` in place of `before` changes, in the order of the file."""
    changes: list[Change] = []
    for kind, part in (("department", "departments"), ("category", "categories"), ("zone", "zones")):
        wanted = getattr(after, part)
        if wanted is not None:
            old, new = (by_code(getattr(side, part) or ()) for side in (before, after))
            changes += _compare(kind, old, new)
            if kind == "category" and list(old) != list(new) and set(old) == set(new):
                changes.append(Change("order:categories", "changed", (Difference("", list(old), list(new)),)))
    for key, policy in after.policies.items():
        was = before.policies.get(key)
        found = tuple(differences(plain(was) if was else {}, plain(policy)))
        if found:
            changes.append(Change(key, "changed", found))
    return changes


def by_code(things: Sequence[Any]) -> dict[str, dict[str, Any]]:
    """Things as plain values by their code."""
    values = [plain(thing) for thing in things]
    return {value.pop("code"): value for value in values}


def plain(thing: msgspec.Struct) -> dict[str, Any]:
    """A thing as the database keeps it: only what JSON knows."""
    value: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(thing))
    return value


def _compare(kind: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    for code, value in new.items():
        if code not in old:
            yield Change(f"{kind}:{code}", "added", tuple(differences({}, value)))
        elif old[code] != value:
            yield Change(f"{kind}:{code}", "changed", tuple(differences(old[code], value)))
    for code, value in old.items():
        if code not in new:
            yield Change(f"{kind}:{code}", "removed", tuple(differences(value, {})))


def differences(before: Any, after: Any, *, path: str = "") -> Iterator[Difference]:
    """The fields in which two plain values differ; lists of plain words are one field.

    >>> list(differences({"name": "OIRS", "hours": [8, 9]}, {"name": "OIRS", "hours": [8]}))
    [Difference(path='hours', before=[8, 9], after=[8])]
    """
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for name in dict.fromkeys([*before, *after]):
            yield from differences(before.get(name), after.get(name), path=f"{path}.{name}" if path else str(name))
    elif _is_table(before) and _is_table(after) and (before or after):
        for number in range(max(len(before), len(after))):
            pair = (side[number] if number < len(side) else None for side in (before, after))
            yield from differences(*pair, path=f"{path}[{number + 1}]")
    elif before != after and (before or after or None not in (before, after)):
        yield Difference(path, before, after)


def _is_table(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(row, Mapping) for row in value)


@dataclass(frozen=True, slots=True)
class Named:
    """A policy names a thing: where, which kind, which code."""

    policy: str
    path: str
    kind: str
    code: str


def named_by(policies: Mapping[str, PolicyValue]) -> list[Named]:
    """Every department, category and zone that policies name."""
    return [named for key, policy in policies.items() for named in _named(key, plain(policy), path="")]


def _named(policy: str, value: Any, *, path: str) -> Iterator[Named]:
    if isinstance(value, Mapping):
        for name, held in value.items():
            here = f"{path}.{name}" if path else str(name)
            kind = NAMING.get(str(name))
            codes = [held] if isinstance(held, str) else held if isinstance(held, list) else []
            if kind and all(isinstance(code, str) for code in codes):
                yield from (Named(policy, here, kind, code) for code in codes if code)
            else:
                yield from _named(policy, held, path=here)
    elif isinstance(value, list):
        for number, held in enumerate(value):
            yield from _named(policy, held, path=f"{path}[{number + 1}]")


def unknown_names(policies: Mapping[str, PolicyValue], known: Mapping[str, Sequence[str]]) -> list[Named]:
    """What policies name and is not there."""
    return [named for named in named_by(policies) if named.code not in known[named.kind]]
