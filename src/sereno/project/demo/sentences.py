"""The assignment rules of the demo town: a few sentences that show what sentences can say."""

from collections.abc import Sequence

from sereno.places.policies import Assignment, AssignmentRule

_INSPECTED = ("noise", "street-trade", "bad-parking")


def assignment(zones: Sequence[str]) -> Assignment:
    """The rules of a town with these zones; in the first of them Seguridad also sees to bad parking by day."""
    in_the_first = [
        AssignmentRule(id="parking", department="seguridad", categories=("bad-parking",), zones=(zone,))
        for zone in zones[:1]
    ]
    rules = (
        AssignmentRule(
            id="inspected-at-night", department="seguridad", categories=_INSPECTED, from_hour=20, until_hour=8
        ),
        AssignmentRule(id="inspected-at-weekends", department="seguridad", categories=_INSPECTED, weekdays=(6, 7)),
        AssignmentRule(id="inspected-on-holidays", department="seguridad", categories=_INSPECTED, holiday="yes"),
        *in_the_first,
        AssignmentRule(id="inspection", department="inspeccion", categories=(*_INSPECTED, "abandoned-vehicle")),
        AssignmentRule(id="upkeep", department="operaciones", groups=("streets",), priorities=(3, 4)),
        AssignmentRule(id="oirs", department="oirs", categories=("complaint",)),
    )
    return Assignment(rules=rules, fallback="seguridad")
