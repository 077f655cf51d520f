"""The demo's years before: the same file each time, taken in as any town's would be, and over when its days begin."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sereno.administration import actions as administration
from sereno.administration.starters import starter
from sereno.analytics.models import HistoryImport, OfficialCount, PastIncident
from sereno.places import queries as places
from sereno.places.city.villa.town import build_villa
from sereno.project.demo import archive, rhythm
from sereno.project.demo.scenery import Scenery, open_scenery
from tests.town import NOON, Cast

TOWN = ZoneInfo("America/Santiago")
UNTIL = NOON - timedelta(days=60)
YEARS = 0.4


@pytest.fixture(scope="module")
def villa(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("villa") / "city"
    build_villa(folder)
    return folder


@pytest.fixture(scope="module")
def scenery(villa: Path) -> Scenery:
    return open_scenery(villa)


def made(scenery: Scenery, *, years: float = YEARS, seed: int = archive.SEED) -> list[archive.Row]:
    return archive.rows(scenery, town=places.served_towns()[0], until=UNTIL, years=years, seed=seed)


def test_the_same_seed_makes_the_same_file_and_another_a_different_one(town: Cast, scenery: Scenery) -> None:
    first = made(scenery)

    assert made(scenery) == first
    assert made(scenery, seed=1) != first


def test_it_has_what_real_files_have_and_nothing_after_its_end(town: Cast, scenery: Scenery) -> None:
    past = made(scenery)

    moments = [datetime.strptime(row[1], "%d/%m/%Y %H:%M:%S").replace(tzinfo=TOWN) for row in past]
    at_midnight = sum(moment.time() == datetime.min.time() for moment in moments) / len(past)
    channels = Counter(row[5] for row in past)
    assert len(past) == pytest.approx(rhythm.PER_DAY * 365.25 * YEARS, rel=0.15)
    assert max(moments) <= UNTIL
    assert at_midnight == pytest.approx(archive.HEAPED, rel=0.3)
    assert set(channels) == set(archive.CHANNELS)
    assert {row[4] for row in past} == set(archive.TYPES.values())
    assert 0 < sum(row[2] == "" for row in past) < 0.02 * len(past)


def test_summer_nights_are_louder_than_winter_nights(town: Cast, scenery: Scenery) -> None:
    past = made(scenery, years=1)

    noises = Counter(row[1][3:5] for row in past if row[4] == archive.TYPES["noise"])
    assert noises["01"] > 1.2 * noises["07"]


def test_it_comes_in_once_with_the_official_counts_and_a_second_start_finds_it(
    town: Cast, villa: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    administration.take_in(starter("chile"), municipality=town.villa)
    monkeypatch.setenv("SERENO_CITY", str(villa))
    monkeypatch.setattr(archive.looking, "box_around", lambda _town, margin_km=0: (-72.0, -34.0, -71.0, -33.0))

    first = archive.take_in(tmp_path, until=UNTIL, years=YEARS)
    again = archive.take_in(tmp_path, until=UNTIL, years=YEARS)

    done = HistoryImport.objects.get()
    assert (first, again) == (done.rows, 0)
    assert done.added == PastIncident.objects.count() == done.rows - done.set_aside
    assert set(done.reasons) == {"no coordinates"}
    assert PastIncident.objects.filter(officer_initiated=True).exists()
    assert set(OfficialCount.objects.values_list("taxonomy", flat=True)) == set(archive.LISTS)
