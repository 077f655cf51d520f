"""What neighbours hear of a town's news: its incidents near their border and its units, where both treaties say so.

These events carry no cursor: whoever comes back after a lost line asks anew for what is across the border.
"""

from collections.abc import Iterable, Sequence

from sereno.dispatch import queries as dispatch
from sereno.doors import acrossshapes
from sereno.doors.live.items import Item, event
from sereno.federation import lines, treaties
from sereno.ledger.wires import Happened
from sereno.people.rules import Ability
from sereno.places import queries as places
from sereno.vocabulary.facts import IncidentClassified, SettingChanged
from sereno.vocabulary.words import Audience, UnitState


def items_of_facts(facts: Sequence[Happened], items: Sequence[Item]) -> list[Item]:
    """For the neighbours: the incidents that these facts touched, as they are now, and that a treaty changed."""
    placed = {item.placed.row.id: item.placed for item in items if item.placed is not None}
    retyped = {fact.about for fact in facts if fact.kind == IncidentClassified.__name__}
    sights = lines.sights(placed.values(), retyped={ref for ref in retyped if ref is not None})
    shown = [
        _item(
            sight.town,
            "across",
            acrossshapes.incident_shape(sight.across) if sight.across else {"id": sight.incident, "gone": True},
            ability=Ability.READ_INCIDENTS,
        )
        for sight in sights
    ]
    return [*shown, *_changed(facts)]


def items_of_units(units: Iterable[dispatch.UnitView]) -> list[Item]:
    """For the neighbours: where these units are; off duty nobody else sees them."""
    found = []
    for unit in units:
        watchers = lines.watchers_of_units(unit.municipality)
        is_gone = unit.state == UnitState.OFF.value
        told = {"id": unit.id, "gone": True} if is_gone else acrossshapes.unit_shape(unit)
        found += [_item(town, "unit_across", told, ability=Ability.SEE_UNITS) for town in watchers]
    return found


def _changed(facts: Sequence[Happened]) -> list[Item]:
    """A treaty is new, other or over: both desks ask again what they may see."""
    found = []
    for fact in facts:
        code = treaties.neighbour_of(str(fact.ids.get("key", ""))) if fact.kind == SettingChanged.__name__ else ""
        there = next((town.id for town in places.served_towns() if town.code == code), None)
        towns = [fact.municipality, *([there] if there is not None else [])] if code else []
        found += [_item(town, "treaty", {}, ability=Ability.READ_INCIDENTS) for town in towns]
    return found


def _item(town: int, name: str, told: object, *, ability: Ability) -> Item:
    return Item(municipality=town, for_desk=event(name, told), audience=frozenset({Audience.DESK}), ability=ability)
