"""The working calendar of a town: its office hours, its country's holidays and its own days, in its own time."""

from sereno.algorithms.deadlines import Calendar
from sereno.kernel import clock
from sereno.kernel.memory import remembered
from sereno.places import queries
from sereno.places.calendar import days_off
from sereno.places.policies import TownCalendar

_YEARS_BACK, _YEARS_AHEAD = 1, 3


@remembered(60.0)
def calendar(municipality: int) -> Calendar:
    """When the town's offices are open; at most a minute old."""
    policy, this_year = queries.policy(TownCalendar, municipality=municipality), clock.now().year
    years = range(this_year - _YEARS_BACK, this_year + _YEARS_AHEAD + 1)
    return Calendar(
        timezone=queries.town(municipality).timezone,
        hours={
            one.day: (one.opens.hour * 60 + one.opens.minute, one.closes.hour * 60 + one.closes.minute)
            for one in policy.hours
        },
        closed=frozenset(day for year in years for day in days_off(policy, year=year)),
    )
