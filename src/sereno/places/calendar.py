"""Which days are holidays: a country's, from the library `holidays`, and a town's own by policy; pure."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

import holidays

from sereno.places.policies import Holidays


def is_holiday(policy: Holidays, day: date) -> bool:
    """Whether a day is a holiday by a town's policy.

    >>> is_holiday(Holidays(), date(2026, 9, 18)), is_holiday(Holidays(extra=("12-08",)), date(2031, 12, 8))
    (True, True)
    """
    written = day.isoformat()
    return written in policy.extra or written[5:] in policy.extra or day in national(policy.country, year=day.year)


@lru_cache(maxsize=64)
def national(country: str, *, year: int) -> Mapping[date, str]:
    """The holidays of a country (ISO 3166 code) in a year, with their names; none where the library knows none."""
    try:
        return dict(holidays.country_holidays(country, years=year))
    except NotImplementedError:  # a country it does not know must not cost a report
        return {}
