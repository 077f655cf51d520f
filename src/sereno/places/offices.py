"""The working calendar of a town: its office hours, its country's holidays and its own days, in its own time."""

from datetime import date

from sereno.algorithms.deadlines import Calendar
from sereno.kernel import clock
from sereno.kernel.memory import remembered
from sereno.places import queries
from sereno.places.calendar import national
from sereno.places.policies import WorkingCalendar

_YEARS_BACK, _YEARS_AHEAD = 1, 3


@remembered(60.0)
def calendar(municipality: int) -> Calendar:
    """When the town's offices are open; at most a minute old."""
    policy = queries.policy(WorkingCalendar, municipality=municipality)
    own = {one.day for one in policy.own_days}
    return Calendar(
        timezone=queries.town(municipality).timezone,
        hours={
            one.day: (one.opens.hour * 60 + one.opens.minute, one.closes.hour * 60 + one.closes.minute)
            for one in policy.hours
        },
        closed=frozenset(own | set(_holidays(policy.country, clock.now().year))),
    )


@remembered(3600.0)
def _holidays(country: str, year: int) -> frozenset[date]:
    """The holidays around a year; calculated by the law in force, so far as the package knows it."""
    if not country:
        return frozenset()
    years = range(year - _YEARS_BACK, year + _YEARS_AHEAD + 1)
    return frozenset(day for each in years for day in national(country, year=each))
