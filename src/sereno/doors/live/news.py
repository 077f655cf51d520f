"""What is new for listeners: facts with the rows they touch, positions, presences; read and encoded once for all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sereno.dispatch import board
from sereno.dispatch import queries as dispatch
from sereno.doors import unitshapes
from sereno.doors.live import across
from sereno.doors.live.items import Item, event
from sereno.incidents import queries as incidents
from sereno.kernel import clock
from sereno.ledger import queries as ledger
from sereno.ledger.wires import Happened
from sereno.people.rules import Ability
from sereno.vocabulary.facts import PersonInvited, RoleGiven, RoleTaken, every_fact
from sereno.vocabulary.words import Audience

_KINDS = every_fact()
_OF_ROLES = frozenset({RoleGiven.__name__, RoleTaken.__name__, PersonInvited.__name__})
_LATE = timedelta(seconds=2)  # the longest a presence or a position waits between its moment and its commit


@dataclass(frozen=True, slots=True)
class Edition:
    """All that was new at one look."""

    items: Sequence[Item]
    cursor: ledger.Cursor
    is_full: bool = False  # there may be more right behind
    is_held_back: bool = False  # there is more, hidden until an older transaction ends


@dataclass(slots=True)
class Reader:
    """Looks for news; used by one thread. Remembers up to when positions and presences were seen."""

    cursor: ledger.Cursor
    moved_at: datetime = field(default_factory=clock.now)
    watched: frozenset[tuple[int, int, datetime]] = frozenset()
    placed: dict[int, datetime | None] = field(default_factory=dict)  # unit: its position told last

    def look(self) -> Edition:
        """Everything new since the last look."""
        now = clock.now()
        page = ledger.facts_after(self.cursor, limit=500)
        items = self.told_of(page.facts)
        self.cursor, self.moved_at = page.cursor, now
        is_full = len(page.facts) == 500
        return Edition(items, page.cursor, is_full, not is_full and ledger.is_held_back(page.cursor))

    def told_of(self, facts: Sequence[Happened]) -> list[Item]:
        """What these facts tell, here and across the borders, and what moved since the last look."""
        told = facts_as_items(facts)
        changed = {fact.ids["unit"] for fact in facts if "unit" in fact.ids}
        return [*told, *across.items_of_facts(facts, told), *self._lossy(changed)]

    def _lossy(self, changed: set[int]) -> list[Item]:
        """Units that moved or changed their state, and cards whose watchers changed."""
        # Who writes together writes one after the other: a row may be older than the last look, so each look goes back.
        since = self.moved_at - _LATE * max(clock.speed(), 1)
        moved = dispatch.units_moved_since(since, or_among=changed)
        units = [view for view in moved if view.id in changed or self.placed.get(view.id) != view.fix_at]
        self.placed = {view.id: view.fix_at for view in moved}
        watched = frozenset(incidents.presence_since(since))
        cards = {(municipality, incident) for municipality, incident, _ in watched - self.watched}
        self.watched = watched
        presences = [presence_item(town, incident) for town, incident in cards]
        return [*(unit_item(view) for view in units), *across.items_of_units(units), *presences]


def facts_as_items(facts: Sequence[Happened]) -> list[Item]:
    """Facts with the current rows of their incidents, read in one go."""
    about = {fact.about for fact in facts if fact.about is not None}
    rows = {placed.row.id: placed for placed in board.rows(incidents.rows_by_id(about))} if about else {}
    riding = dispatch.units_by_incident(about) if about else {}
    return [_fact_item(fact, rows, riding) for fact in facts]


def _fact_item(fact: Happened, rows: Mapping[int, board.PlacedRow], riding: Mapping[int, frozenset[int]]) -> Item:
    placed = rows.get(fact.about) if fact.about is not None else None
    told: dict[str, Any] = {"kind": fact.kind, "at": fact.at, "ids": fact.ids, "about": fact.about}
    cursor = str(ledger.Cursor(fact.turn, fact.entry))
    units = riding.get(fact.about, frozenset()) if fact.about is not None else frozenset()
    own = fact.ids.get("unit")
    kind, sender = _KINDS.get(fact.kind), fact.ids.get("from_department")
    return Item(
        municipality=fact.municipality,
        for_desk=event("fact", {**told, "incident": placed.row if placed else None}, cursor=cursor),
        for_others=event("fact", {"kind": fact.kind, "at": fact.at, "ids": fact.ids}, cursor=cursor),
        for_sender=event("fact", {**told, "incident": None, "gone": True}, cursor=cursor) if sender else b"",
        sender=sender,
        placed=placed,
        about=fact.about,
        report=fact.ids.get("report"),
        units=units | {own} if isinstance(own, int) else units,
        audience=kind.audience if kind else frozenset(),
        changes_rights=_changes_rights(fact),
    )


def _changes_rights(fact: Happened) -> bool:
    """Whether a fact is about what somebody may do: a role given or taken, a person switched off or put back."""
    return fact.kind in _OF_ROLES or str(fact.ids.get("key", "")).startswith("person:")


def unit_item(view: dispatch.UnitView) -> Item:
    """A unit where it is now."""
    return Item(
        municipality=view.municipality,
        for_desk=event("unit", unitshapes.unit_shape(view)),
        audience=frozenset({Audience.DESK}),
        ability=Ability.SEE_UNITS,
    )


def presence_item(municipality: int, incident: int) -> Item:
    """Who has a card open now."""
    who = [{"id": user, "name": name} for user, name in incidents.present([incident])[incident]]
    return Item(
        municipality=municipality,
        for_desk=event("presence", {"incident": incident, "who": who}),
        audience=frozenset({Audience.DESK}),
    )
