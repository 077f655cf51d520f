"""`sereno import official`: monthly counts come in whole or not at all, each under its list of offences."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sereno.analytics.models import OfficialCount
from sereno.ledger.models import Entry
from sereno.project.commands import main
from tests.town import Cast

HEADER = "comuna,fecha,delito,delito_n\n"
ROWS = (
    "Villa Sereno,2023-12-01,Hurtos,41\n"
    "Villa Sereno,2024-01-01,Hurtos,38\n"
    "VILLA SERENO,2024-01-01,Robo por sorpresa,7\n"
    "Los Aromos,2024-01-01,Hurtos,900\n"
)


def take_in(path: Path, *more: str) -> int:
    lists = ("--taxonomy", "cead", "--taxonomy", "cead-2024@2024-01")
    return main(["import", "official", str(path), "--town", "villa-sereno", "--source", "cead", *lists, *more])


def stored() -> dict[tuple[str, str, date], int]:
    rows = OfficialCount.objects.values_list("taxonomy", "offence", "month", "count")
    return {(taxonomy, offence, month): count for taxonomy, offence, month, count in rows}


def test_the_towns_own_counts_come_in_under_the_list_of_their_month(town: Cast, tmp_path: Path) -> None:
    file = tmp_path / "cead.csv"
    file.write_text(HEADER + ROWS, "utf-8")

    code = take_in(file)

    assert code == 0
    assert stored() == {
        ("cead", "Hurtos", date(2023, 12, 1)): 41,
        ("cead-2024", "Hurtos", date(2024, 1, 1)): 38,
        ("cead-2024", "Robo por sorpresa", date(2024, 1, 1)): 7,
    }
    assert set(OfficialCount.objects.values_list("municipality_id", flat=True)) == {town.villa}


def test_a_repeated_file_adds_nothing_and_a_revised_one_changes_what_was_revised(town: Cast, tmp_path: Path) -> None:
    file = tmp_path / "cead.csv"
    for text in (ROWS, ROWS, ROWS.replace("Hurtos,38", "Hurtos,39")):
        file.write_text(HEADER + text, "utf-8")
        take_in(file)

    told = [entry.ids for entry in Entry.objects.filter(kind="OfficialCountsImported").order_by("id")]
    assert told == [
        {"counts": 3, "added": 3, "changed": 0},
        {"counts": 3, "added": 0, "changed": 0},
        {"counts": 3, "added": 0, "changed": 1},
    ]
    assert stored()["cead-2024", "Hurtos", date(2024, 1, 1)] == 39


def test_a_dry_run_says_it_and_stores_nothing(town: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "cead.csv"
    file.write_text(HEADER + ROWS, "utf-8")

    take_in(file, "--dry-run")

    assert "3 counts, would add 3, would change 0" in capsys.readouterr().out
    assert stored() == {}


@pytest.mark.parametrize(
    ("text", "more", "said"),
    [
        (HEADER + ROWS + "Villa Sereno,2024-02-01,Hurtos,many\n", (), "row 5: not a count"),
        (HEADER + ROWS + "Villa Sereno,2024-02-01,Hurtos,-1\n", (), "row 5: not a count"),
        (HEADER + ROWS + "Villa Sereno,2024-02-01,,3\n", (), "row 5: no offence"),
        (HEADER + ROWS + "Villa Sereno,pronto,Hurtos,3\n", (), "row 5: unreadable month"),
        (HEADER + ROWS + "Villa Sereno,2024-01-01,Hurtos,3\n", (), "stands there twice"),
        (HEADER + ROWS, ("--place", "Las Quilas"), "no rows of 'Las Quilas'"),
        (HEADER + ROWS, ("--taxonomy", "new@someday"), "is no taxonomy"),
        ("comuna,fecha\nVilla Sereno,2024-01-01\n", (), "offence: no column found"),
    ],
)
def test_one_bad_row_refuses_the_file_with_its_number(
    town: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, more: tuple[str, ...], said: str
) -> None:
    file = tmp_path / "cead.csv"
    file.write_text(text, "utf-8")

    code = take_in(file, *more)

    assert code == 1
    assert said in capsys.readouterr().err
    assert stored() == {}


def test_before_the_first_list_of_offences_nothing_can_be_counted(
    town: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "cead.csv"
    file.write_text(HEADER + ROWS, "utf-8")

    code = main(
        ["import", "official", str(file), "--town", "villa-sereno", "--source", "cead", "--taxonomy", "cead@2024-01"]
    )

    assert code == 1
    assert "row 1: before the first taxonomy" in capsys.readouterr().err


def test_sixteen_years_of_providencia_come_in_under_two_lists(town: Cast, reference_data: Path) -> None:
    code = take_in(reference_data / "providencia" / "cead_monthly.parquet", "--place", "Providencia")

    assert code == 0
    assert OfficialCount.objects.count() == 30 * 192
    assert OfficialCount.objects.filter(taxonomy="cead-2024").count() == 30 * 24
