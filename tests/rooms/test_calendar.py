"""The town's calendar: one for rules, clocks and desks, and what became of the two policies before it."""

from datetime import date

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from sereno.kernel import clock, memory
from sereno.places import actions
from sereno.places import queries as places
from sereno.places.models import Revision
from sereno.places.offices import calendar
from sereno.places.policies import KINDS, DeskHours, DutyHours, Listening, OwnDay, TownCalendar
from tests.town import NOON, Cast, report

BEFORE = [("places", "0003_drafts_apart_from_what_is_in_force")]
HOURS = [{"day": 0, "opens": "09:00:00", "closes": "14:00:00"}]


def test_a_holiday_on_which_the_town_works_is_no_holiday_for_rules_nor_clocks(town: Cast) -> None:
    own = TownCalendar(closed_days=(OwnDay(day="11-20"),), worked_days=(OwnDay(day="2026-12-08"),))
    actions.set_policy(own, municipality=town.villa)

    days = [date(2026, 12, 8), date(2027, 12, 8), date(2026, 11, 20), date(2027, 11, 20)]
    with clock.frozen(NOON):
        closed = calendar(town.villa).closed

    assert [places.is_holiday(town.villa, day) for day in days] == [False, True, True, True]
    assert [day in closed for day in days] == [False, True, True, True]


def test_a_country_or_region_nobody_knows_costs_no_report_anywhere(town: Cast) -> None:
    week = tuple(Listening(day=day, opens="08:00", closes="18:00") for day in range(1, 8))
    actions.set_policy(DutyHours(desks=(DeskHours(week=week, rests_on_holidays=True),)), municipality=town.villa)
    for unknown in (TownCalendar(country="QQ"), TownCalendar(country="CL", subdivision="ZZZ")):
        actions.set_policy(unknown, municipality=town.villa)
        memory.forget()

        assert report("street-light") is not None
        assert places.duty(town.villa, at=clock.now()) is not None
        assert date(2026, 11, 19) not in calendar(town.villa).closed


def test_a_day_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="no day"):
        OwnDay(day="02-30")


@pytest.mark.django_db(transaction=True)
def test_the_versions_of_both_old_policies_become_versions_of_one_and_can_be_taken_back(town: Cast) -> None:
    executor = MigrationExecutor(connection)
    everything = executor.loader.graph.leaf_nodes()
    executor.migrate(BEFORE)
    said = [
        ("holidays", 1, {"country": "CL", "extra": ["11-20"]}),
        ("working-calendar", 1, {"country": "ar", "own_days": [{"day": "2026-12-09", "name": "A"}], "hours": HOURS}),
        ("holidays", 2, {"country": "CL", "extra": []}),
    ]
    for key, version, value in said:
        Revision.objects.create(
            municipality_id=town.villa, key=key, version=version, value=value, set_at=NOON, set_by=7
        )

    MigrationExecutor(connection).migrate(everything)
    memory.forget()
    made = [places.policy_at(TownCalendar, municipality=town.villa, version=number) for number in (1, 2, 3)]
    MigrationExecutor(connection).migrate(BEFORE)
    back = {(row.key, row.version): row.value for row in Revision.objects.filter(municipality_id=town.villa)}
    MigrationExecutor(connection).migrate(everything)
    memory.forget()

    assert [one.country for one in made] == ["CL", "AR", "CL"]
    assert [[own.day for own in one.closed_days] for one in made] == [
        ["11-20"],
        ["2026-12-09", "11-20"],
        ["2026-12-09"],
    ]
    assert [len(one.hours) for one in made] == [5, 1, 1]
    assert back["holidays", 3] == {"country": "CL", "extra": ["2026-12-09"]}
    assert back["working-calendar", 3]["hours"] == HOURS
    assert places.policy(TownCalendar, municipality=town.villa) == made[2]


def test_every_policy_has_its_own_key() -> None:
    assert len({kind.key for kind in KINDS}) == len(KINDS)
