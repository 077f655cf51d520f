"""Which department takes a report: ordered rules, as sentences."""

from typing import Annotated, ClassVar, Literal

import msgspec

from sereno.places.policies.value import PolicyValue

Hour = Annotated[int, msgspec.Meta(ge=0, le=24)]
Weekday = Annotated[int, msgspec.Meta(ge=1, le=7)]  # ISO: Monday is 1
Level = Annotated[int, msgspec.Meta(ge=1, le=4)]
MOST_RULES = 500


class AssignmentRule(msgspec.Struct, frozen=True, kw_only=True):
    """One sentence: when all that is given holds, the department gets the report. An empty list holds always.

    `categories` and `groups` together say what: any of them will do. The hours may pass midnight (20 until 6); the
    hours after midnight then belong to the night of the day before, with its weekday and whether it was a holiday.
    `id` stays with the rule when rules are reordered.
    """

    department: str
    id: Annotated[str, msgspec.Meta(max_length=40)] = ""
    categories: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    priorities: tuple[Level, ...] = ()
    weekdays: tuple[Weekday, ...] = ()
    holiday: Literal["any", "yes", "no"] = "any"
    from_hour: Hour = 0
    until_hour: Hour = 24
    on: bool = True


class Assignment(PolicyValue, frozen=True, kw_only=True):
    """Which department takes a report: ordered rules, first match wins, the fallback takes the rest."""

    key: ClassVar[str] = "assignment"
    rules: Annotated[tuple[AssignmentRule, ...], msgspec.Meta(max_length=MOST_RULES)] = ()
    fallback: str = "seguridad"

    def __post_init__(self) -> None:
        """Name the rules of versions older than names by their place, r1, r2 …; refuse a name used twice."""
        if any(not rule.id for rule in self.rules):
            msgspec.structs.force_setattr(self, "rules", _named(self.rules))
        if len({rule.id for rule in self.rules}) < len(self.rules):
            raise ValueError("two rules have the same id")


def _named(rules: tuple[AssignmentRule, ...]) -> tuple[AssignmentRule, ...]:
    taken = {rule.id for rule in rules}
    free = (name for number in range(1, MOST_RULES * 2) if (name := f"r{number}") not in taken)
    return tuple(rule if rule.id else msgspec.structs.replace(rule, id=next(free)) for rule in rules)
