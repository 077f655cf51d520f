"""A change on a day is told where it was, and nothing is told where it cannot be."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from sereno.algorithms.verdicts import Found, Reason, Verdict
from sereno.analytics import change
from sereno.analytics.change import Asked, Change, Measure
from sereno.analytics.legs import Question
from sereno.analytics.models import HistoryImport, HistorySource, PastIncident
from sereno.incidents import history
from sereno.kernel.errors import NotYours
from sereno.people.rules import Viewer
from tests.past import remember, went
from tests.town import NOON, Cast

ON = NOON.date() - timedelta(weeks=14)
NORTH, SOUTH = (-71.21, -33.19), (-71.21, -33.21)
BEFORE, AFTER = 26, 13  # weeks
ASKED = Asked(
    question=Question(begin=ON - timedelta(weeks=BEFORE), end=ON + timedelta(weeks=AFTER) - timedelta(days=1)), on=ON
)


def weeks(
    *, before: float, after: float, at: tuple[float, float] = NORTH, seed: int = 4, each: int = 8
) -> Iterator[history.PastIncident]:
    """So many incidents a week, reached after `before` seconds and from the day on after `after`, give or take."""
    chance = random.Random(seed)
    for week in range(-BEFORE, AFTER):
        good_or_bad = chance.gauss(0, 15)
        for number in range(each):
            day = ON + timedelta(weeks=week, days=number % 7)
            took = (before if week < 0 else after) + good_or_bad + chance.gauss(0, 40)
            yield went(datetime.combine(day, time(15, number), tzinfo=UTC), response=max(took, 5), at=at)


def look(town: Cast, asked: Asked = ASKED, *, by: Viewer | None = None) -> Change:
    return change.look(by or town.analyst, municipality=town.villa, asked=asked)


def test_five_minutes_that_become_three_are_a_fall(town: Cast) -> None:
    remember(weeks(before=300, after=180), municipality=town.villa)

    told = look(town)

    assert told.found == Found(Verdict.FALLS)
    assert told.effect is not None
    assert told.effect.low < -120 < told.effect.high
    assert told.mean_before == pytest.approx(300, abs=15)
    assert told.mix is not None
    assert told.mix.covered > 0.9
    assert (told.before.weeks, told.after.weeks) == (BEFORE, AFTER)
    assert (told.before.cases, told.after.cases) == (8 * BEFORE, 8 * AFTER)


def test_where_nothing_changed_nothing_is_concluded(town: Cast) -> None:
    remember(weeks(before=300, after=300), municipality=town.villa)

    told = look(town)

    assert told.found.verdict is Verdict.UNTOLD
    assert told.effect is not None
    assert told.effect.smallest > 0


def test_with_eight_weeks_of_records_there_are_too_few(town: Cast) -> None:
    remember(weeks(before=300, after=180), municipality=town.villa)
    short = replace(ASKED, question=replace(ASKED.question, begin=ON - timedelta(weeks=8)))

    told = look(town, short)

    assert told.found == Found(Verdict.FEW, Reason.WEEKS)
    assert (told.effect, told.broken, told.placebos) == (None, None, ())


def test_what_happens_in_both_zones_is_no_effect_of_the_change_in_one(town: Cast) -> None:
    """Both fall by 100 s on the day, by something else; only in the north something was changed, by another 100."""
    remember(weeks(before=400, after=200, at=NORTH), municipality=town.villa)
    remember(weeks(before=400, after=300, at=SOUTH, seed=9), municipality=town.villa)

    told = look(town, replace(ASKED, question=replace(ASKED.question, zone="norte"), against="sur"))

    assert told.effect is not None
    assert told.effect.value == pytest.approx(-100, abs=30)
    assert told.apart is not None
    assert told.found == Found(Verdict.FALLS)


def test_who_is_never_reached_does_not_make_a_service_faster(town: Cast) -> None:
    """From the day on every second one is not reached at all, and the others as before."""
    remember(weeks(before=300, after=300), municipality=town.villa)
    days = [datetime.combine(ON + timedelta(days=n), time(16), tzinfo=UTC) for n in range(7 * AFTER)]
    remember([went(day, at=NORTH) for day in days], municipality=town.villa)

    told = look(town)

    assert told.found.verdict is Verdict.RISES


def test_the_share_within_target_is_compared_as_well(town: Cast) -> None:
    """Noise is P3, a unit within the hour: about half before, all after."""
    remember(weeks(before=3_600, after=3_000), municipality=town.villa)

    told = look(town, replace(ASKED, measure=Measure.WITHIN))

    assert told.found.verdict is Verdict.RISES
    assert told.effect is not None
    assert told.effect.low > 0.2


def test_incidents_a_week_go_on_from_imported_files_and_it_says_where_they_meet(town: Cast) -> None:
    source = HistorySource.objects.create(municipality_id=town.villa, name="before")
    imported = HistoryImport.objects.create(
        municipality_id=town.villa,
        source=source,
        file_name="x.csv",
        sha256="0" * 64,
        total=0,
        at=NOON,
        finished_at=NOON,
    )
    begin = datetime.combine(ON - timedelta(weeks=BEFORE), time(15), tzinfo=UTC)
    PastIncident.objects.bulk_create(
        PastIncident(
            municipality_id=town.villa, source=source, imported=imported, key=str(n),
            occurred_at=begin + timedelta(hours=12 * n), longitude=NORTH[0], latitude=NORTH[1], cell=0,
            category_code="noise", officer_initiated=n % 2 == 1,
        )
        for n in range(14 * BEFORE + 60)
    )  # fmt: skip
    remember((one for one in weeks(before=300, after=300) if _day(one) >= ON), municipality=town.villa)

    told = look(town, replace(ASKED, measure=Measure.COUNT))

    assert told.own_since == ON
    assert (told.before.weeks, told.before.cases) == (BEFORE, 7 * BEFORE)
    assert (told.after.weeks, told.after.cases) == (AFTER, 8 * AFTER)
    assert told.mix is None


def _day(one: history.PastIncident) -> object:
    return min(one.moments.values()).date()


@pytest.mark.parametrize("name", ["rosa", "memo", "carla", "charlie", "nobody"])
def test_who_may_not_see_figures_is_told_nothing(town: Cast, name: str) -> None:
    with pytest.raises(NotYours):
        look(town, by=getattr(town, name))
