"""Which days a town's offices are closed: the holidays of its country, from the library `holidays`, and its own."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

import holidays
from holidays.registry import COUNTRIES

from sereno.places.policies import TownCalendar


@dataclass(frozen=True, slots=True)
class DayOff:
    """Why a day is one on which offices are closed."""

    name: str
    source: Literal["country", "town"]


def is_holiday(policy: TownCalendar, day: date) -> bool:
    """Whether a day is a holiday by a town's calendar.

    >>> from sereno.places.policies import OwnDay
    >>> own = TownCalendar(closed_days=(OwnDay(day="12-09"),), worked_days=(OwnDay(day="2026-12-08"),))
    >>> [is_holiday(own, date(year, 12, day)) for year, day in ((2031, 9), (2026, 8), (2027, 8))]
    [True, False, True]
    """
    return day in days_off(policy, year=day.year)


@lru_cache(maxsize=256)
def days_off(policy: TownCalendar, *, year: int) -> Mapping[date, DayOff]:
    """The days of a year on which the offices are closed, in order; what the town says goes before the country."""
    national_days = national(policy.country, subdivision=policy.subdivision, year=year)
    found = {day: DayOff(name, "country") for day, name in national_days.items()}
    first = date(year, 1, 1)
    for day in (first + timedelta(days=number) for number in range((date(year + 1, 1, 1) - first).days)):
        if any(own.falls_on(day) for own in policy.worked_days):
            found.pop(day, None)
        for own in policy.closed_days:
            if own.falls_on(day):
                found[day] = DayOff(own.name, "town")
    return dict(sorted(found.items()))


@lru_cache(maxsize=64)
def national(country: str, *, year: int, subdivision: str = "") -> Mapping[date, str]:
    """The holidays of a country (ISO 3166 code) in a year, named in its language; none where the library knows none."""
    try:
        # Without a language the library takes that of the machine.
        spoken = holidays.country_holidays(country).default_language
        return dict(holidays.country_holidays(country, subdiv=subdivision or None, years=year, language=spoken))
    except NotImplementedError:  # a country or region it does not know must not cost a report
        return national(country, year=year) if subdivision else {}


@lru_cache(maxsize=1)
def countries() -> Mapping[str, str]:
    """The countries whose holidays are known: ISO 3166 code and English name, by name.

    >>> countries()["NZ"]
    'New Zealand'
    """
    named = {codes[1]: re.sub(r"(?<=[a-z])(?=[A-Z])", " ", codes[0]) for codes in COUNTRIES.values()}
    return dict(sorted(((code, name) for code, name in named.items() if len(code) == 2), key=lambda pair: pair[1]))


@lru_cache(maxsize=64)
def regions(country: str) -> Mapping[str, str]:
    """The regions of a country that may have holidays of their own: code and name; none where none is known.

    >>> regions("CL")["AP"], regions("ZZ")
    ('Arica y Parinacota', {})
    """
    try:
        known = holidays.country_holidays(country)
    except NotImplementedError:
        return {}
    named = known.get_subdivision_aliases()
    fitting = (code for code in known.subdivisions if re.fullmatch("[A-Z0-9]{1,3}", code))
    found = {code: next(iter(named.get(code, ())), code) for code in fitting}
    return dict(sorted(found.items(), key=lambda pair: pair[1]))
