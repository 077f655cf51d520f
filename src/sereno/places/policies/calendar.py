"""The town's calendar: whose holidays count, the town's own closed and worked days, and its office hours."""

from collections.abc import Mapping
from datetime import date, time
from typing import Annotated, Any, ClassVar

import msgspec

from sereno.places.policies.value import PolicyValue

_LEAP_YEAR = "2024"  # in which every day of a year exists
Day = Annotated[str, msgspec.Meta(pattern=r"^(\d{4}-)?(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]


class OfficeHours(msgspec.Struct, frozen=True, kw_only=True):
    """When offices open and close on one day of the week (0 Monday … 6 Sunday)."""

    day: int
    opens: time
    closes: time

    def __post_init__(self) -> None:
        if not 0 <= self.day <= 6:
            raise ValueError(f"day {self.day} must lie in 0..6")
        if self.opens >= self.closes:
            raise ValueError(f"opens {self.opens} must be before closes {self.closes}")


class OwnDay(msgspec.Struct, frozen=True, kw_only=True):
    """A day of the town's own: 2026-12-08, or 12-08 for every year."""

    day: Day
    name: str = ""

    def __post_init__(self) -> None:
        written = self.day if len(self.day) > len("12-08") else f"{_LEAP_YEAR}-{self.day}"
        try:
            date.fromisoformat(written)
        except ValueError as wrong:
            raise ValueError(f"there is no day {self.day}") from wrong

    def falls_on(self, day: date) -> bool:
        """Whether a day is this one, in this year or in every year."""
        return day.isoformat().endswith(self.day)


class TownCalendar(PolicyValue, frozen=True, kw_only=True):
    """Which days are holidays here and when offices work: rules, clocks and desks that rest on holidays follow it."""

    key: ClassVar[str] = "calendar"
    country: Annotated[str, msgspec.Meta(pattern="^([A-Z]{2})?$")] = "CL"  # whose holidays; empty for none
    subdivision: Annotated[str, msgspec.Meta(pattern="^[A-Z0-9]{0,3}$")] = ""  # a region with holidays of its own
    closed_days: tuple[OwnDay, ...] = ()  # besides the country's holidays
    worked_days: tuple[OwnDay, ...] = ()  # the country's holidays on which this town works all the same
    hours: tuple[OfficeHours, ...] = (
        *(OfficeHours(day=day, opens=time(8, 30), closes=time(17, 30)) for day in range(4)),
        OfficeHours(day=4, opens=time(8, 30), closes=time(16, 30)),
    )

    def __post_init__(self) -> None:
        if not self.hours:
            raise ValueError("hours must open on at least one day of the week")


FORMER = ("holidays", "working-calendar")  # the two policies that the calendar was before it was one


def of_former(said: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """What the two former policies say together, as the calendar writes it; of two countries the one said last holds.

    >>> of_former({"holidays": {"country": "CL", "extra": ["12-09"]}})
    {'country': 'CL', 'closed_days': [{'day': '12-09', 'name': ''}]}

    Raises
    ------
    KeyError, TypeError, ValueError : they are not written as they were.
    """
    fields = {"holidays": {"country", "extra"}, "working-calendar": {"country", "own_days", "hours"}}
    unknown = [f"{key}.{name}" for key, value in said.items() for name in {*value} - fields[key]]
    if unknown:
        raise ValueError(", ".join(sorted(unknown)))
    working = said.get("working-calendar") or {}
    named = [{"day": one["day"], "name": one.get("name", "")} for one in working.get("own_days", [])]
    known = {one["day"] for one in named}
    extra = (said.get("holidays") or {}).get("extra", [])
    countries = [value["country"] for value in said.values() if "country" in value]
    return {
        **({"country": countries[-1]} if countries else {}),
        "closed_days": [*named, *({"day": day, "name": ""} for day in extra if day not in known)],
        **({"hours": working["hours"]} if working.get("hours") else {}),
    }
