"""Which reactions each kind of fact owes: the table is given once, by the roof."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sereno.vocabulary.facts import Fact


@dataclass(frozen=True, slots=True)
class Happened:
    """A fact as a reaction receives it: its ids, where and when it happened, and its number in the ledger."""

    entry: int
    turn: int
    kind: str
    municipality: int
    at: datetime
    actor: int | None
    about: int | None
    ids: Mapping[str, Any]


Reaction = Callable[[Happened], None]

_owed: dict[str, tuple[str, ...]] = {}
_by_name: dict[str, Reaction] = {}


def connect(table: Mapping[type[Fact], Sequence[Reaction]]) -> None:
    """Take the table of (fact → reactions); it replaces an earlier one."""
    _owed.clear()
    _by_name.clear()
    for kind, reactions in table.items():
        _owed[kind.__name__] = tuple(name_of(reaction) for reaction in reactions)
        _by_name.update((name_of(reaction), reaction) for reaction in reactions)


def name_of(reaction: Reaction) -> str:
    """A reaction's stable name: room and verb."""
    return f"{reaction.__module__.removeprefix('sereno.').removesuffix('.reactions')}.{reaction.__name__}"


def owed(kind: str) -> tuple[str, ...]:
    """The names of the reactions a kind of fact owes."""
    return _owed.get(kind, ())


def reaction(name: str) -> Reaction | None:
    """The reaction of that name, or None when this version no longer has it."""
    return _by_name.get(name)
