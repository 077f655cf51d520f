"""The desk's board: rows of incidents with the units on them, the same for a page load and for the live stream.

`board` is what a fresh screen shows; `apply` is what a screen does with facts. A test holds them equal.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec

from sereno.dispatch import queries
from sereno.incidents import clock_rules
from sereno.incidents import queries as incidents
from sereno.ledger.wires import Happened
from sereno.people.rules import Ability, Seat, Viewer
from sereno.places import queries as places
from sereno.places.policies import Targets
from sereno.vocabulary.words import Stage


class Ticking(msgspec.Struct, frozen=True, kw_only=True):
    """A clock that still waits for its moment: when it is due, from when it looks near, whether it stands still."""

    target: str
    due_at: datetime
    near_at: datetime
    paused: bool


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One incident in the queue."""

    id: int
    number: str
    stage: str
    priority: int
    category: str
    icon: str
    emergency: bool
    lon: float
    lat: float
    place: str
    zone: str
    department: str
    channel: str
    received_at: datetime
    opened_at: datetime | None
    assigned_at: datetime | None
    on_scene_at: datetime | None
    closed_at: datetime | None
    reopened_at: datetime | None
    reports: int
    media: int
    messages: int
    unread: int
    units: Sequence[str]
    text: str
    reporter: str
    version: int
    demo: bool
    round: int
    paused_at: datetime | None
    escalated_to: str
    parent: int | None
    clocks: Sequence[Ticking]


# An incident nobody was sent to has no units to ask for.
_WITH_UNITS = frozenset(stage.value for stage in Stage) - {Stage.NEW.value, Stage.OPEN.value}


@dataclass(frozen=True, slots=True)
class PlacedRow:
    """A row with whose it is, so that the live stream can decide who may see it."""

    municipality: int
    department: int
    row: Row

    def is_for(self, seat: Seat) -> bool:
        """Whether somebody in this seat may see the row."""
        return seat.municipality == self.municipality and (not seat.departments or self.department in seat.departments)


def number_of(incident: int, *, municipality: int) -> str:
    """The number people say on the telephone: the town's letters and the incident's number."""
    return f"{places.town(municipality).prefix}-{incident}"


def rows(tuples: Sequence[tuple[Any, ...]]) -> list[PlacedRow]:
    """Rows from tuples of `incidents.COLUMNS`, with the units on them."""
    under_way = [columns[0] for columns in tuples if columns[2] in _WITH_UNITS]
    units = queries.call_signs_by_incident(under_way) if under_way else {}
    words = {municipality: _Words.of(municipality) for municipality in {columns[1] for columns in tuples}}
    return [_row(columns, units.get(columns[0], ()), words[columns[1]]) for columns in tuples]


@dataclass(frozen=True, slots=True)
class _Words:
    """What the rows of one town are written with."""

    prefix: str
    categories: Mapping[int, incidents.CategoryView]
    departments: Mapping[int, str]
    targets: Targets

    @classmethod
    def of(cls, municipality: int) -> "_Words":
        return cls(
            places.town(municipality).prefix,
            incidents.categories_by_id(municipality),
            incidents.department_codes(municipality),
            places.policy(Targets, municipality=municipality),
        )


def _row(columns: tuple[Any, ...], units: Sequence[str], words: _Words) -> PlacedRow:
    known = dict(zip(incidents.COLUMNS, columns, strict=True))
    category = words.categories[known["category_id"]]
    row = Row(
        id=known["id"],
        number=f"{words.prefix}-{known['id']}",
        stage=known["stage"],
        priority=known["priority"],
        category=category.code,
        icon=category.icon,
        emergency=known["emergency"],
        lon=known["lon"],
        lat=known["lat"],
        place=known["place"],
        zone=known["zone"],
        department=words.departments[known["department_id"]],
        channel=known["channel"],
        received_at=known["received_at"],
        opened_at=known["opened_at"],
        assigned_at=known["assigned_at"],
        on_scene_at=known["on_scene_at"],
        closed_at=known["closed_at"],
        reopened_at=known["reopened_at"],
        reports=known["report_count"],
        media=known["media_count"],
        messages=known["message_count"],
        unread=known["unread_count"],
        units=units,
        text=known["gist"],
        reporter="anonymous" if known["anonymous"] else "named",
        version=known["version"],
        demo=known["simulated"],
        round=known["round"],
        paused_at=known["paused_at"],
        escalated_to=known["escalated_to"],
        parent=known["parent_id"],
        clocks=_ticking(known, words.targets),
    )
    return PlacedRow(known["municipality_id"], known["department_id"], row)


def _ticking(known: Mapping[str, Any], policy: Targets) -> tuple[Ticking, ...]:
    if known["closed_at"] is not None:
        return ()
    hands = clock_rules.hands(clock_rules.Kept.read(known), pausing=policy.pausing)
    return tuple(
        Ticking(
            target=hand.clock.value,
            due_at=hand.due_at,
            near_at=clock_rules.near_at(hand, near_percent=policy.near_percent),
            paused=hand.paused_at is not None,
        )
        for hand in hands
        if clock_rules.is_unmet(hand)
    )


@dataclass(frozen=True, slots=True)
class Board:
    """The open incidents of a viewer, by id."""

    rows: Mapping[int, Row] = field(default_factory=dict)


def board(viewer: Viewer) -> Board:
    """The board as a fresh screen has it."""
    return Board({placed.row.id: placed.row for placed in rows(incidents.queue(viewer, limit=5000))})


def apply(before: Board, facts: Iterable[Happened], *, viewer: Viewer) -> Board:
    """The board after some facts, as the live screen makes it: replace the rows that facts name, drop closed ones."""
    touched = {fact.about for fact in facts if fact.about is not None}
    changed = rows_seen(viewer, touched)
    kept = {ref: row for ref, row in before.rows.items() if ref not in touched}
    kept |= {row.id: row for row in changed if row.stage != Stage.CLOSED.value}
    return Board(kept)


def rows_seen(viewer: Viewer, ids: Iterable[int]) -> list[Row]:
    """Some rows, those the viewer may see."""
    seats = viewer.places(Ability.READ_INCIDENTS)
    found = rows(incidents.rows_by_id(ids))
    return [placed.row for placed in found if any(placed.is_for(seat) for seat in seats)]
