"""The demo town at its opening: its people, its past, its clock."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from pytest_django import Settings

from sereno.administration.starters import starter
from sereno.dispatch.models import Unit
from sereno.incidents.models import Incident, Report
from sereno.kernel import clock, memory
from sereno.ledger.actions import record
from sereno.ledger.models import Entry
from sereno.people import queries as people
from sereno.people.rules import Ability
from sereno.places import queries as places
from sereno.places.city.build import build_city
from sereno.places.city.read import City
from sereno.project.demo import cast, opening, rhythm, texts, town
from sereno.vocabulary.facts import SettingChanged
from sereno.vocabulary.words import Moment, Outcome, Stage
from tests import small_city
from tests.town import NOON

DAYS = 6
CATEGORIES = starter("chile").categories or ()
ROOT = Path(__file__).resolve().parents[2]


def quietly(_: str) -> None:
    """Progress that nobody reads."""


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    folder = tmp_path_factory.mktemp("small")
    return small(folder, code="chica", name="Villa Chica")


def small(folder: Path, *, code: str, name: str) -> City:
    extract, outline = folder / "town.json", folder / "outline.geojson"
    small_city.write_overpass(extract)
    small_city.write_outline(outline)
    return build_city(extract, outline, folder / code, code=code, name=name)


@pytest.fixture
def opened(city: City, db: None, settings: Settings, tmp_path: Path) -> City:
    """The demo in a fresh database, opened at noon with some days of past."""
    settings.CITY_DIR, settings.DATA_DIR = city.directory, tmp_path
    memory.forget()
    opening.prepare(city, speed=1, progress=quietly, days=DAYS)
    return city


def test_every_category_has_its_rhythm_its_words_and_its_icon() -> None:
    codes = {category.code for category in CATEGORIES if category.reportable}
    icons = json.loads((ROOT / "web" / "shared" / "icons.json").read_text(encoding="utf-8"))

    assert set(rhythm.CODES) == codes
    assert set(texts.REPORTS) == codes
    assert {category.icon for category in CATEGORIES} <= set(icons)
    assert all(set(category.names) == {"es", "en", "pt"} for category in CATEGORIES)


def test_a_week_has_seven_hundred_incidents_and_noise_comes_at_night() -> None:
    monday = NOON.replace(day=16, hour=0)
    week = [monday + timedelta(hours=hour) for hour in range(168)]
    rng = np.random.default_rng(1)

    at_night = Counter(rhythm.draw_category(rng, local=week[5 * 24 + 1]) for _ in range(400))
    at_noon = Counter(rhythm.draw_category(rng, local=week[2 * 24 + 12]) for _ in range(400))

    assert sum(rhythm.incidents_per_hour(hour) for hour in week) == pytest.approx(700)
    assert at_night["noise"] > 3 * at_noon["noise"]
    assert at_noon["bad-parking"] > 2 * at_night["bad-parking"]


def test_nobody_simulated_rides_the_unit_that_waits_for_the_visitor() -> None:
    driven = {person.unit for person in cast.CREWS}

    assert driven | {cast.RESERVED_UNIT} == {call_sign for call_sign, _ in cast.UNITS}
    assert cast.RESERVED_UNIT not in driven


def test_the_visitor_may_play_every_part(opened: City) -> None:
    own = places.served_towns()[0]
    visitor = people.viewer_of(people.account(town.VISITOR_EMAIL))
    unit = Unit.objects.get(call_sign=cast.RESERVED_UNIT)

    assert all(visitor.may(ability, own.id) for ability in Ability)
    assert not visitor.simulated
    assert unit.state == "off"
    assert unit.lon is not None


def test_opening_twice_changes_nothing(opened: City) -> None:
    before = Entry.objects.count(), Incident.objects.count(), Unit.objects.count()
    memory.forget()

    opening.prepare(opened, speed=1, progress=quietly, days=DAYS)

    assert (Entry.objects.count(), Incident.objects.count(), Unit.objects.count()) == before


def test_the_past_is_about_a_hundred_incidents_a_day_and_marked_as_simulated(opened: City) -> None:
    past = Incident.objects.all()

    assert 0.8 * 100 * DAYS < past.count() < 1.2 * 100 * DAYS
    assert not past.filter(simulated=False).exists()
    assert Report.objects.count() == past.count()
    assert not past.filter(place="").exists()


def test_the_moments_of_the_past_follow_each_other(opened: City) -> None:
    order = [Moment.RECEIVED, Moment.OPENED, Moment.CLASSIFIED, Moment.ASSIGNED, Moment.ACCEPTED, Moment.MOVING]
    order += [Moment.ON_SCENE, Moment.CLOSED, Moment.CONFIRMED]
    for incident in Incident.objects.all():
        seen = [at for moment in order if (at := getattr(incident, f"{moment.value}_at")) is not None]

        assert seen == sorted(seen)
        assert seen[-1] <= clock.now()


def test_the_past_has_false_reports_and_incidents_that_nobody_reached(opened: City) -> None:
    closed = Incident.objects.filter(stage=Stage.CLOSED.value)
    never_reached = closed.filter(moving_at__isnull=False, on_scene_at__isnull=True)

    assert 0.02 < closed.filter(outcome=Outcome.FALSE_REPORT.value).count() / closed.count() < 0.09
    assert 0.01 < never_reached.count() / closed.count() < 0.06
    assert not never_reached.filter(outcome=Outcome.ATTENDED.value).exists()
    assert (
        Incident.objects.exclude(stage=Stage.CLOSED.value).filter(received_at__lt=NOON - timedelta(days=1)).count() == 0
    )


def test_streets_matters_go_to_operations_and_complaints_to_the_citizens_office(opened: City) -> None:
    takers = takers_by_category()

    assert takers["street-light"] == takers["pothole"] == {"operaciones"}
    assert takers["complaint"] == {"oirs"}
    assert takers["abandoned-vehicle"] == {"inspeccion"}


def test_noise_goes_to_inspection_by_day_and_to_security_at_night_and_at_weekends(opened: City) -> None:
    at_night = Incident.objects.filter(category__code="noise", rule="inspected-at-night")
    on_a_workday = Incident.objects.filter(category__code="noise", rule="inspection")

    assert takers_by_category()["noise"] == {"seguridad", "inspeccion"}
    assert set(at_night.values_list("department__code", flat=True)) == {"seguridad"}
    assert set(on_a_workday.values_list("department__code", flat=True)) == {"inspeccion"}


def takers_by_category() -> dict[str, set[str]]:
    takers: dict[str, set[str]] = defaultdict(set)
    for category, department in Incident.objects.values_list("category__code", "department__code").distinct():
        takers[category].add(department)
    return takers


def test_the_clock_goes_on_from_where_a_faster_run_left_the_town(opened: City) -> None:
    later = clock.now() + timedelta(days=3)
    own = places.served_towns()[0]
    record(SettingChanged(key="patrol", version=1), municipality=own.id, actor=None, at=later)

    pace = opening.prepare(opened, speed=60, progress=quietly, days=DAYS)

    assert pace.town_start == later.timestamp()
    assert pace.speed == 60


def test_another_town_needs_another_data_directory(opened: City, city: City, tmp_path: Path) -> None:
    other = small(tmp_path, code="otra", name="Otra Villa")

    with pytest.raises(opening.DemoRefused, match="--data"):
        opening.prepare(other, speed=1, progress=quietly)
