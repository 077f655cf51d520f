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


@dataclass(frozen=True, slots=True)
class Chore:
    """What a room does because time has passed, not because something happened: a clock that runs out, a feed to read.

    `act` works in small transactions of its own, is idempotent and says how much it did; only one worker has it at a
    time.
    """

    act: Callable[[], int]
    every_s: float


_owed: dict[str, tuple[str, ...]] = {}
_by_name: dict[str, Reaction] = {}
_chores: list[Chore] = []


def connect(table: Mapping[type[Fact], Sequence[Reaction]], *, chores: Sequence[Chore] = ()) -> None:
    """Take the table of (fact → reactions) and the chores; they replace earlier ones."""
    _owed.clear()
    _by_name.clear()
    _chores[:] = chores
    for kind, reactions in table.items():
        _owed[kind.__name__] = tuple(name_of(reaction) for reaction in reactions)
        _by_name.update((name_of(reaction), reaction) for reaction in reactions)


def chores() -> tuple[Chore, ...]:
    """The chores of every room."""
    return tuple(_chores)


def name_of(reaction: Callable[..., object]) -> str:
    """A reaction's stable name: room and verb."""
    return f"{reaction.__module__.removeprefix('sereno.').removesuffix('.reactions')}.{reaction.__name__}"


def owed(kind: str) -> tuple[str, ...]:
    """The names of the reactions a kind of fact owes."""
    return _owed.get(kind, ())


def reaction(name: str) -> Reaction | None:
    """The reaction of that name, or None when this version no longer has it."""
    return _by_name.get(name)
