"""Response times are told as they were, to those who may know, of the cases they may know of."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from sereno.analytics import cases, picking, response
from sereno.analytics.legs import LEGS, Apart, Dimension, Hours, Question
from sereno.analytics.response import Answer, Which
from sereno.incidents import actions, columns
from sereno.incidents import queries as incidents
from sereno.incidents.history import PastIncident
from sereno.incidents.models import Category, Incident
from sereno.kernel import clock, memory
from sereno.kernel.errors import NotYours
from sereno.people import actions as people
from sereno.people import queries as people_queries
from sereno.people.rules import Viewer
from sereno.vocabulary.words import Channel, Clock, Moment, Outcome, Role
from sereno.walls import openings
from tests.past import remember, went
from tests.town import MARKET, NOON, Cast, report

WEEK = timedelta(weeks=1)
SOUTH = (-71.210, -33.210)
QUESTION = Question(begin=NOON.date() - timedelta(days=90), end=NOON.date())


def ask(town: Cast, question: Question = QUESTION, *, by: Viewer | None = None) -> Answer:
    return response.answer(by or town.analyst, municipality=town.villa, question=question)


def spread(responses: Iterable[float | None], **more: object) -> list[PastIncident]:
    """One incident a day, back from ten days ago."""
    begun = NOON - timedelta(days=10)
    return [went(begun - timedelta(days=n), response=took, **more) for n, took in enumerate(responses)]


def test_median_and_nine_of_ten_are_those_of_the_incidents(town: Cast) -> None:
    """Forty incidents, reached after 60, 120 … 2,400 seconds."""
    remember(spread(60.0 * n for n in range(1, 41)), municipality=town.villa)

    whole = ask(town).whole

    assert (whole.done, whole.median) == (40, 1_230.0)
    assert whole.p90 == pytest.approx(60 + 0.9 * 39 * 60, rel=1e-4)
    assert whole.missing_share == 0.0


def test_twenty_nine_incidents_are_insufficient_data(town: Cast) -> None:
    remember(spread([300.0] * 29), municipality=town.villa)

    told = ask(town)

    assert (told.whole.done, told.whole.median, told.bars, told.waiting) == (29, None, [], None)


def test_patrols_own_finds_duplicates_and_false_reports_are_counted_apart(town: Cast) -> None:
    remember(spread([300.0] * 30), municipality=town.villa)
    remember(spread([10.0] * 3, channel=Channel.PATROL), municipality=town.villa)
    remember(spread([10.0] * 4, outcome=Outcome.DUPLICATE), municipality=town.villa)
    remember(spread([10.0] * 5, outcome=Outcome.FALSE_REPORT), municipality=town.villa)

    told = ask(town)

    assert (told.counted, told.whole.median) == (30, 300.0)
    assert told.apart == {Apart.PART: 0, Apart.OFFICERS: 3, Apart.DUPLICATE: 4, Apart.FALSE_REPORT: 5}


def test_what_went_to_another_service_waits_for_no_unit_and_what_nobody_reached_does(town: Cast) -> None:
    remember(spread([300.0] * 30), municipality=town.villa)
    remember(spread([None] * 6, outcome=Outcome.REFERRED), municipality=town.villa)
    remember(spread([None] * 10, outcome=Outcome.NO_FINDING), municipality=town.villa)

    told = ask(town)

    legs = {line.code: line.summary for line in told.legs}
    assert (told.whole.done, told.whole.missing, told.whole.missing_share) == (30, 10, 0.25)
    assert (legs["opening"].done, legs["opening"].median) == (46, 30.0)
    assert told.waiting is not None
    assert told.waiting.by90 is None


def test_the_share_within_target_is_by_what_was_promised_then(town: Cast) -> None:
    """Noise is P3: a unit within the hour. Twenty in time, ten late, ten never."""
    remember(spread([600.0] * 20 + [4_000.0] * 10 + [None] * 10), municipality=town.villa)

    assert ask(town).whole.within == 0.5


@pytest.mark.parametrize(
    ("dimension", "groups"),
    [
        (Dimension.PRIORITY, {"1": 31, "3": 30}),
        (Dimension.CHANNEL, {"app": 30, "phone": 31}),
        (Dimension.CATEGORY, {"noise": 30, "robbery-in-progress": 31}),
        (Dimension.ZONE, {"norte": 30, "sur": 31}),
        (Dimension.HOURS, {Hours.AFTERNOON: 30, Hours.NIGHT: 31}),
        (Dimension.UNIT, {"": 61}),
    ],
)
def test_incidents_are_told_apart_by_what_they_are(town: Cast, dimension: Dimension, groups: dict[str, int]) -> None:
    night = [replace(one, moments=_later(one, hours=12)) for one in
             spread([100.0] * 31, category="robbery-in-progress", channel=Channel.PHONE, at=SOUTH)]  # fmt: skip
    remember(spread([200.0] * 30, at=(-71.21, -33.19)), municipality=town.villa)
    remember(night, municipality=town.villa)

    by = ask(town, replace(QUESTION, by=dimension)).by

    assert {line.code: line.summary.done for line in by} == groups
    for code, count in groups.items():
        if code:
            assert ask(town, QUESTION.only(dimension, code)).whole.done == count


def _later(one: PastIncident, *, hours: int) -> dict[Moment, datetime]:
    return {moment: at + timedelta(hours=hours) for moment, at in one.moments.items()}


def test_behind_a_bar_are_its_incidents_and_no_others(town: Cast) -> None:
    remember(spread([100.0] * 30 + [500.0] * 7 + [None] * 2), municipality=town.villa)
    told = ask(town)

    behind = {
        bar.from_s: response.incidents_behind(
            town.supervisor, municipality=town.villa, question=QUESTION, which=Which(bar.from_s, bar.until_s)
        )
        for bar in told.bars
    }
    never = response.incidents_behind(
        town.supervisor, municipality=town.villa, question=QUESTION, which=Which(missing=True)
    )

    assert [behind[bar.from_s].count for bar in told.bars] == [bar.cases for bar in told.bars]
    assert sum(bar.cases for bar in told.bars) == 37
    assert {one.seconds for found in behind.values() for one in found.listed} == {100.0, 500.0}
    assert (never.count, {one.seconds for one in never.listed}) == (2, {None})


def test_who_may_not_read_incidents_gets_no_address_of_one(town: Cast) -> None:
    remember(spread([100.0] * 30), municipality=town.villa)
    Incident.objects.update(place="Los Olmos 12")

    places = {
        name: {
            one.place
            for one in response.incidents_behind(
                getattr(town, name), municipality=town.villa, question=QUESTION, which=Which()
            ).listed
        }
        for name in ("analyst", "supervisor")
    }

    assert places == {"analyst": {""}, "supervisor": {"Los Olmos 12"}}


@pytest.mark.parametrize("name", ["administrator", "rosa", "memo", "carla", "charlie", "nobody"])
def test_who_may_not_see_single_incidents_cannot_go_behind_a_bar(town: Cast, name: str) -> None:
    with pytest.raises(NotYours):
        response.incidents_behind(getattr(town, name), municipality=town.villa, question=QUESTION, which=Which())


@pytest.mark.parametrize("name", ["rosa", "memo", "carla", "charlie", "nobody"])
def test_who_may_not_see_figures_gets_none(town: Cast, name: str) -> None:
    with pytest.raises(NotYours):
        ask(town, by=getattr(town, name))


def test_the_next_towns_incidents_are_in_no_figure_of_ours(town: Cast) -> None:
    remember(spread([100.0] * 30), municipality=town.villa)
    remember(spread([900.0] * 50, at=MARKET), municipality=town.aromos)

    assert (ask(town).counted, ask(town).whole.median) == (30, 100.0)


def test_what_is_kept_in_memory_stays_behind_the_wall(town: Cast) -> None:
    remember(spread([100.0] * 30), municipality=town.villa)
    assert ask(town).counted == 30

    with openings.open_to(town.aromos), pytest.raises(NotYours):
        ask(town)


def test_confidential_kinds_are_counted_only_for_who_may_read_incidents(town: Cast) -> None:
    remember(spread([100.0] * 30), municipality=town.villa)
    remember(spread([100.0] * 8, category="bad-parking"), municipality=town.villa)
    Category.objects.filter(code="bad-parking").update(confidential=True)
    memory.forget()

    assert (ask(town).counted, ask(town, by=town.supervisor).counted) == (30, 38)


def test_who_is_limited_to_a_department_sees_its_figures_only(town: Cast) -> None:
    remember(spread([100.0] * 30), municipality=town.villa)  # by day noise is Inspección's
    remember(spread([100.0] * 12, category="bad-parking"), municipality=town.villa)
    head = people.ensure_person(email="head@town.test", name="Head")
    department = next(one for one in people_queries.departments(town.villa) if one.code == "inspeccion")
    people.give_role(user=head.pk, municipality=town.villa, role=Role.SUPERVISOR, department=department.id)
    memory.forget()

    assert ask(town, by=people_queries.viewer_of(head)).counted == 30
    assert ask(town, by=town.supervisor).counted == 42


def test_columns_are_what_the_incidents_say(town: Cast) -> None:
    remember(spread([61.5, None, 3_600.25], closed=9_000.75), municipality=town.villa)

    found = columns.columns(town.villa)

    for place, ref in enumerate(found.ids.tolist()):
        incident = Incident.objects.get(pk=ref)
        assert found.received[place] == pytest.approx(incident.received_at.timestamp(), abs=1e-3)
        for moment, at in incidents.moments_of(incident).items():
            told = float(found.moments[moment][place])
            assert (at is None) == bool(np.isnan(told))
            if at is not None:
                assert told == pytest.approx((at - incident.received_at).total_seconds(), abs=0.01)
        assert float(found.due[Clock.ARRIVAL][place]) == pytest.approx(3_600, abs=0.01)
        assert (found.zone[place], found.channel[place]) == (incident.zone, columns.CHANNELS.index(Channel.APP))


def test_an_empty_town_has_no_figures(town: Cast) -> None:
    told = ask(town)

    assert (told.counted, told.by, told.bars) == (0, [], [])
    assert {line.code for line in told.legs} == {leg.code for leg in LEGS}


def test_the_day_and_the_hour_are_those_of_the_towns_clocks(town: Cast) -> None:
    """On Sunday, 6 September 2026, clocks in Chile went from midnight to one: three hours behind instead of four."""
    moments = [
        datetime(2026, 9, 6, 3, 30, tzinfo=UTC),  # Saturday, 23:30
        datetime(2026, 9, 6, 4, 30, tzinfo=UTC),  # Sunday, 1:30
        datetime(2026, 9, 7, 2, 30, tzinfo=UTC),  # Sunday, 23:30
    ]
    remember([went(at, response=60.0) for at in moments], municipality=town.villa)

    known = cases.cases(town.villa)

    assert [picking.date_of(int(day)) for day in known.day] == [date(2026, 9, 5), date(2026, 9, 6), date(2026, 9, 6)]
    assert known.quarter.tolist() == [3, 0, 3]


def test_what_happens_at_the_desk_is_in_the_figures_some_seconds_later(living_town: Cast) -> None:
    """Only what facts tell of is read again."""
    town = living_town
    today = Question(begin=clock.now().date() - WEEK, end=clock.now().date() + WEEK)
    first = report("noise").incident
    assert ask(town, today).counted == 1

    second = report("bad-parking").incident

    actions.open_incident(town.rosa, ref=first)
    fresh = heard(town.villa, second)

    assert set(fresh.columns.ids.tolist()) == {first, second}
    opened = dict(zip(fresh.columns.ids.tolist(), fresh.columns.moments[Moment.OPENED].tolist(), strict=True))
    assert not np.isnan(opened[first])
    assert np.isnan(opened[second])


def heard(municipality: int, ref: int) -> cases.Cases:
    """What is kept once the facts up to an incident are heard: PostgreSQL holds them back while others still write."""
    kept = cases._shelf(municipality)
    for _ in range(300):
        fresh = kept.fresh()
        if ref in fresh.columns.ids:
            break
        time.sleep(0.1)
    return fresh
