"""What a careful reader would say of a list of assignment rules: dead rules, overlaps, names that are gone; pure.

A rule is a box: a set of kinds × zones × channels × slots of the week, each set an integer. A rule is dead when the
boxes before it cover its own, found by cutting them out of it one by one; what is left after the last cut can still
match. Covering a box by boxes is hard in the worst case, so past `MOST_PIECES` the search gives up and says nothing:
a rule is never called dead that some report could match.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sereno.incidents.assigning import FALLBACK, when
from sereno.places.policies import Assignment, AssignmentRule

MOST_PIECES = 20_000


class Flaw(StrEnum):
    """What is worth telling about a rule."""

    COVERED = "covered"  # earlier rules take all it could match
    IMPOSSIBLE = "impossible"  # nothing meets its own conditions
    OVERLAP = "overlap"  # shares reports with an earlier rule to another department; the order decides
    EXCEPTION = "exception"  # an overlap where the earlier rule lies wholly inside: a rule and its exception
    GONE = "gone"  # names a department, category, zone … that no longer exists


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to tell about a rule; `others` are the ids of the rules, or the codes, it has to do with."""

    flaw: Flaw
    rule: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """A category a report may have, with what comes with it."""

    category: str
    group: str
    priority: int


@dataclass(frozen=True, slots=True)
class Known:
    """What there is in a town: only such reports can come."""

    departments: Collection[str]
    kinds: Sequence[Kind]
    zones: Sequence[str]
    channels: Sequence[str]


Box = tuple[int, int, int, int]


def review(policy: Assignment, known: Known) -> list[Finding]:
    """Everything worth telling, in the order of the rules."""
    on = [rule for rule in policy.rules if rule.on]
    boxes = _boxes(on, known)
    found: list[Finding] = []
    for place, (rule, box) in enumerate(zip(on, boxes, strict=True)):
        found += [Finding(Flaw.GONE, rule.id, gone) for gone in (missing(rule, known),) if gone]
        if not all(box):
            found.append(Finding(Flaw.IMPOSSIBLE, rule.id))
            continue
        meeting = [earlier for earlier in range(place) if _meet(boxes[earlier], box)]
        if _covers([boxes[earlier] for earlier in meeting], box):
            found.append(Finding(Flaw.COVERED, rule.id, tuple(on[earlier].id for earlier in meeting)))
            continue
        for earlier in meeting:
            if on[earlier].department != rule.department:
                flaw = Flaw.EXCEPTION if _inside(boxes[earlier], box) else Flaw.OVERLAP
                found.append(Finding(flaw, rule.id, (on[earlier].id,)))
    if policy.fallback not in known.departments:
        found.append(Finding(Flaw.GONE, FALLBACK, (policy.fallback,)))
    return found


def missing(rule: AssignmentRule, known: Known) -> tuple[str, ...]:
    """The codes a rule names that the town does not have, or no longer has."""
    named = (
        ((rule.department,), set(known.departments)),
        (rule.categories, {kind.category for kind in known.kinds}),
        (rule.groups, {kind.group for kind in known.kinds}),
        (rule.zones, set(known.zones)),
        (rule.channels, set(known.channels)),
    )
    return tuple(code for codes, there in named for code in codes if code not in there)


def _boxes(rules: Sequence[AssignmentRule], known: Known) -> list[Box]:
    """Zones and channels that only rules name are kept: a report stored long ago may still have them."""
    zones = list(dict.fromkeys([*(known.zones or [""]), *(zone for rule in rules for zone in rule.zones)]))
    channels = list(dict.fromkeys([*known.channels, *(channel for rule in rules for channel in rule.channels)]))
    return [
        (
            _bits(_is_of(kind, rule) for kind in known.kinds),
            _bits(not rule.zones or zone in rule.zones for zone in zones),
            _bits(not rule.channels or channel in rule.channels for channel in channels),
            when(rule),
        )
        for rule in rules
    ]


def _is_of(kind: Kind, rule: AssignmentRule) -> bool:
    named = not (rule.categories or rule.groups) or kind.category in rule.categories or kind.group in rule.groups
    return named and (not rule.priorities or kind.priority in rule.priorities)


def _bits(held: Iterable[bool]) -> int:
    return sum(1 << place for place, holds in enumerate(held) if holds)


def _meet(one: Box, other: Box) -> bool:
    return bool(one[0] & other[0] and one[1] & other[1] and one[2] & other[2] and one[3] & other[3])


def _inside(one: Box, other: Box) -> bool:
    return all(mine & theirs == mine for mine, theirs in zip(one, other, strict=True))


def _covers(cutters: Sequence[Box], box: Box) -> bool:
    """Whether nothing of the box is left once all have been cut out."""
    left = [box]
    for cutter in cutters:
        left = [piece for one in left for piece in _cut(one, cutter)]
        if not left:
            return True
        if len(left) > MOST_PIECES:
            return False
    return False


def _cut(box: Box, cutter: Box) -> list[Box]:
    """What is left of a box, as boxes that do not meet: one for each side that sticks out."""
    if not _meet(box, cutter):
        return [box]
    kinds, zones, channels, slots = box
    left = (
        (kinds & ~cutter[0], zones, channels, slots),
        (kinds & cutter[0], zones & ~cutter[1], channels, slots),
        (kinds & cutter[0], zones & cutter[1], channels & ~cutter[2], slots),
        (kinds & cutter[0], zones & cutter[1], channels & cutter[2], slots & ~cutter[3]),
    )
    return [piece for piece in left if all(piece)]
