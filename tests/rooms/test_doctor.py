"""The doctor finds what is wrong, says how to mend it, and is content with a healthy installation."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from sereno.ledger.models import Delivery, Entry
from sereno.places.city.build import build_city
from sereno.project import doctor
from sereno.project.commands import main
from sereno.project.doctor import State
from sereno.walls import inspection
from tests import small_city
from tests.town import NOON, Cast

LONG_KEY = "k" * 48


@pytest.fixture
def healthy(town: Cast, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """The cast on an installation where all is as it should be, but for a map of its own."""
    settings.DATA_DIR, settings.CITY_DIR = tmp_path, None
    settings.DEMO, settings.DEBUG, settings.SECRET_KEY = False, False, LONG_KEY
    settings.PUBLIC_URL = "https://sereno.example"
    monkeypatch.delenv("SERENO_SECRET_KEY", raising=False)
    return town


def owe(town: Cast, *, since: timedelta, parked: bool = False) -> None:
    entry = Entry.objects.filter(municipality_id=town.villa).first()
    Delivery.objects.create(
        municipality_id=town.villa,
        entry=entry,
        reaction="notifications.tell_reporters",
        due_at=NOON - since,
        parked_at=NOON if parked else None,
    )


def in_memory() -> bool:
    """Whether the tests' own database lives in memory, which the doctor rightly finds too loose for a town."""
    return connection.vendor == "sqlite"


def test_a_healthy_installation_has_nothing_to_mend_but_its_missing_map(healthy: Cast) -> None:
    Delivery.objects.all().delete()

    to_mend = [check for check in doctor.examine() if check.state is not State.GOOD]
    if in_memory():
        to_mend = [check for check in to_mend if check != doctor.durability()]

    assert len(to_mend) == 1
    assert "SERENO_CITY" in to_mend[0].mend


def test_each_finding_that_is_not_good_says_how_to_mend_it(healthy: Cast, settings: Settings) -> None:
    settings.SECRET_KEY, settings.DEBUG, settings.DATA_DIR = "short", True, Path("/nowhere")
    owe(healthy, since=timedelta(hours=1))

    wrong = [check for check in doctor.examine() if check.state is not State.GOOD]

    assert len(wrong) >= 4
    assert all(check.mend for check in wrong)


def test_a_key_that_others_can_read_is_broken(healthy: Cast, tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text(LONG_KEY)
    (tmp_path / "secret_key").chmod(0o644)

    assert doctor.secret_key().state is State.BAD
    (tmp_path / "secret_key").chmod(0o600)
    assert doctor.secret_key().state is State.GOOD


def test_a_data_directory_that_cannot_be_written_is_broken(healthy: Cast, settings: Settings) -> None:
    settings.DATA_DIR = Path("/nowhere/at/all")

    assert doctor.disk().state is State.BAD


def test_a_demo_at_a_public_address_is_a_warning(healthy: Cast, settings: Settings) -> None:
    settings.DEMO = True

    assert doctor.demo_mode().state is State.WARNING


def test_a_city_is_checked_file_by_file_and_against_the_database(
    healthy: Cast, settings: Settings, tmp_path: Path
) -> None:
    extract = small_city.write_overpass(tmp_path / "town.json")
    outline = small_city.write_outline(tmp_path / "outline.geojson")
    city = build_city(extract, outline, tmp_path / "city", code="chica", name="Villa Chica")
    settings.CITY_DIR = city.directory

    assert doctor.map_files().state is State.GOOD
    assert doctor.towns().state is State.BAD  # the database serves Villa Sereno
    city.basemap_path.write_bytes(b"not a map")
    assert doctor.map_files().state is State.BAD
    (city.directory / "zones.geojson").unlink()
    assert "zones.geojson" in doctor.map_files().found


def test_a_reaction_that_waits_for_minutes_means_that_nobody_works(healthy: Cast) -> None:
    Delivery.objects.all().delete()
    assert doctor.deliveries().state is State.GOOD

    owe(healthy, since=timedelta(minutes=10))

    assert doctor.deliveries().state is State.BAD
    assert "sereno work" in doctor.deliveries().mend


def test_a_reaction_set_aside_is_a_warning(healthy: Cast) -> None:
    Delivery.objects.all().delete()
    owe(healthy, since=timedelta(0), parked=True)

    assert doctor.deliveries().state is State.WARNING


def test_only_a_database_that_writes_to_disk_is_good_enough(healthy: Cast) -> None:
    assert doctor.durability().state is (State.BAD if in_memory() else State.GOOD)


@pytest.mark.postgresql
def test_a_table_without_its_wall_is_found_and_named(healthy: Cast) -> None:
    assert doctor.walls().state is State.GOOD

    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE incidents_note NO FORCE ROW LEVEL SECURITY")

    assert (doctor.walls().state, "incidents_note" in doctor.walls().found) == (State.BAD, True)


@pytest.mark.postgresql
def test_a_role_that_no_wall_stops_is_a_warning_that_says_how_to_mend_it(
    healthy: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inspection, "role_above_walls", lambda: "postgres")

    assert doctor.walls().state is State.WARNING
    assert "NOBYPASSRLS" in doctor.walls().mend


@pytest.mark.postgresql
def test_a_ledger_from_another_cluster_is_found(healthy: Cast) -> None:
    assert doctor.turns().state is State.GOOD

    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_entry SET turn = turn + 1000000000")

    assert doctor.turns().state is State.BAD


def test_the_command_prints_every_check_and_its_exit_code_tells(
    healthy: Cast, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.DATA_DIR = Path("/nowhere")

    assert main(["doctor", "--json"]) == 1
    checks = json.loads(capsys.readouterr().out)
    assert main(["doctor"]) == 1
    printed = capsys.readouterr().out

    assert [check["name"] for check in checks] == [check.name for check in doctor.examine()]
    assert all(check["found"] in printed and check["mend"] in printed for check in checks)
