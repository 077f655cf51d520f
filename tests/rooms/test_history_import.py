"""`sereno import incidents`: files of the past come in once, of whatever kind; bad rows are set aside with why."""

from __future__ import annotations

import csv
import json
import os
import stat
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
import shapely

from sereno.analytics import history, storing
from sereno.analytics.models import HistoryImport, HistorySource, PastIncident
from sereno.ledger.models import Entry
from sereno.places import actions as places
from sereno.places.city.read import City, Description, Territory
from sereno.project.commands import main
from tests.town import Cast

HEADER = "folio;fecha;latitud;longitud;delito;canal\n"
GOOD = [
    "A-1;05/03/2024 22:15;-33,2001;-71,2101;RUIDOS MOLESTOS;Llamada 1468\n",
    "A-2;06/03/2024 09:00;-33,2002;-71,2102;Robo con violencia;Patrullaje\n",
    "A-3;07/03/2024 00:00;-33,2003;-71,2103;Extravío de mascota;Aplicación\n",
]
BAD = [
    "B-1;05/03/2024 22:15;;;RUIDOS MOLESTOS;Llamada\n",
    "B-2;05/03/2024 22:15;-71,21;-33,20;RUIDOS MOLESTOS;Llamada\n",
    "B-3;05/03/2024 22:15;-36,82;-73,05;RUIDOS MOLESTOS;Llamada\n",
    "B-4;ayer en la noche;-33,20;-71,21;RUIDOS MOLESTOS;Llamada\n",
    "B-5;05/03/2031 22:15;-33,20;-71,21;RUIDOS MOLESTOS;Llamada\n",
    "B-6;05/03/2024 22:15;-33,20;-71,21;RUIDOS MOLESTOS;Llamada;y algo más\n",
    ";05/03/2024 22:15;-33,20;-71,21;RUIDOS MOLESTOS;Llamada\n",
]


def write(path: Path, rows: list[str], *, encoding: str = "utf-8") -> Path:
    path.write_text(HEADER + "".join(rows), encoding=encoding)
    return path


def take_in(path: Path, *more: str, source: str = "carabineros", town: str = "villa-sereno") -> int:
    return main(["import", "incidents", str(path), "--town", town, "--source", source, *more])


def counts() -> list[tuple[int, int, int, int]]:
    return list(HistoryImport.objects.order_by("id").values_list("rows", "added", "repeated", "set_aside"))


def test_a_file_comes_in_by_what_its_columns_are_called_and_by_the_towns_clocks(town: Cast, tmp_path: Path) -> None:
    code = take_in(write(tmp_path / "old.csv", GOOD), "--accept")

    stored = {one.key: one for one in PastIncident.objects.all()}
    assert code == 0
    assert set(stored) == {"A-1", "A-2", "A-3"}
    assert stored["A-1"].occurred_at == datetime(2024, 3, 6, 1, 15, tzinfo=UTC)  # summer in Chile: three hours behind
    assert (stored["A-1"].longitude, stored["A-1"].latitude) == (-71.2101, -33.2001)
    assert stored["A-1"].category_code == "noise"
    assert (stored["A-3"].category_code, stored["A-3"].original_type) == ("", "Extravío de mascota")
    assert {key: (one.channel, one.officer_initiated) for key, one in stored.items()} == {
        "A-1": ("phone", False),
        "A-2": ("patrol", True),
        "A-3": ("app", False),
    }
    assert {one.municipality_id for one in stored.values()} == {town.villa}


def test_the_same_file_twice_adds_nothing_and_an_overlapping_one_only_what_is_new(town: Cast, tmp_path: Path) -> None:
    take_in(write(tmp_path / "march.csv", GOOD[:2]), "--accept")
    take_in(tmp_path / "march.csv")
    take_in(write(tmp_path / "spring.csv", GOOD))

    assert counts() == [(2, 2, 0, 0), (2, 0, 2, 0), (3, 1, 2, 0)]
    assert PastIncident.objects.count() == 3


def test_without_numbers_of_their_own_two_equal_rows_are_two_incidents_however_often_they_come(
    town: Cast, tmp_path: Path
) -> None:
    row = "2024-03-05 22:15:00,-33.2001,-71.2101,ruido\n"
    (tmp_path / "one.csv").write_text("fecha,lat,lon,tipo\n" + row * 2, "utf-8")
    (tmp_path / "two.csv").write_text("fecha,lat,lon,tipo\n" + row * 3, "utf-8")

    take_in(tmp_path / "one.csv", "--accept")
    take_in(tmp_path / "two.csv")

    assert counts() == [(2, 2, 0, 0), (3, 1, 2, 0)]


def test_a_bad_row_is_set_aside_as_it_stands_with_its_reason_and_the_others_come_in(
    town: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = take_in(write(tmp_path / "mixed.csv", [GOOD[0], *BAD, GOOD[1]]), "--accept")

    aside = tmp_path / "mixed.set-aside.csv"
    with aside.open(encoding="utf-8", newline="") as source:
        told = {(row["row"], row["folio"]): row["reason"] for row in csv.DictReader(source)}
    assert code == 0
    assert counts() == [(9, 2, 0, 7)]
    assert told == {
        ("2", "B-1"): "no coordinates",
        ("3", "B-2"): "longitude and latitude are the wrong way round",
        ("4", "B-3"): "outside of the plausible box",
        ("5", "B-4"): "unreadable time",
        ("6", "B-5"): "in the future",
        ("7", "B-6"): "unknown columns: more values than the header has names",
        ("8", ""): "no number of its own",
    }
    assert stat.S_IMODE(aside.stat().st_mode) == 0o600
    assert "set aside 7" in capsys.readouterr().out


def test_a_dry_run_writes_the_mapping_for_people_and_nothing_else(
    town: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, mapping = write(tmp_path / "old.csv", [*GOOD, BAD[0]]), tmp_path / "mapping.yaml"

    code = take_in(file, "--dry-run", "--mapping", str(mapping))

    text = mapping.read_text("utf-8")
    assert code == 0
    assert 'time: "fecha"' in text
    assert '"RUIDOS MOLESTOS": "noise"  # 2 rows' in text
    assert '"Extravío de mascota": ""  # 1 rows' in text
    assert "4 rows, would add 3, already there 0, set aside 1" in capsys.readouterr().out
    assert not PastIncident.objects.exists()
    assert not HistorySource.objects.exists()
    assert not (tmp_path / "old.set-aside.csv").exists()


def test_a_corrected_mapping_counts_and_is_remembered(town: Cast, tmp_path: Path) -> None:
    file, mapping = write(tmp_path / "old.csv", GOOD), tmp_path / "mapping.yaml"
    take_in(file, "--dry-run", "--mapping", str(mapping))
    corrected = mapping.read_text("utf-8").replace('"Extravío de mascota": ""', '"Extravío de mascota": "street-light"')
    mapping.write_text(corrected, "utf-8")
    take_in(file, "--dry-run", "--mapping", str(mapping))
    untouched = mapping.read_text("utf-8")

    take_in(file, "--mapping", str(mapping))
    take_in(write(tmp_path / "new.csv", [GOOD[2].replace("A-3", "A-4")]))

    assert untouched == corrected
    assert [one.category_code for one in PastIncident.objects.filter(key__in=["A-3", "A-4"])] == ["street-light"] * 2


def test_a_new_source_is_not_taken_in_before_somebody_has_seen_its_mapping(
    town: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = take_in(write(tmp_path / "old.csv", GOOD))

    assert code == 1
    assert "--dry-run --mapping" in capsys.readouterr().err
    assert not PastIncident.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "more", "said"),
    [
        ("old.pdf", b"%PDF", (), "is none of .csv"),
        ("old.parquet", b"not parquet", (), "is broken"),
        ("old.csv", b"", (), "it has no header"),
        ("old.csv", b"a,b\n1,2\n", (), "columns.time: not said"),
        ("old.csv", b"fecha,lat,lon\n2024-01-01,1,2\n", ("--column", "type=delito"), "no column 'delito'"),
        ("old.csv", b"fecha,lat,lon\n2024-01-01,1,2\n", ("--column", "when=fecha"), "there is no such role"),
        ("none.csv", None, (), "none.csv cannot be read"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_a_sentence(
    town: Cast,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    content: bytes | None,
    more: tuple[str, ...],
    said: str,
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)

    code = take_in(tmp_path / name, "--accept", *more)

    assert code == 1
    assert said in capsys.readouterr().err
    assert not HistorySource.objects.exists()


def test_a_mapping_with_a_category_the_town_has_not_is_refused_by_name(
    town: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, mapping = write(tmp_path / "old.csv", GOOD), tmp_path / "mapping.yaml"
    mapping.write_text('columns: {time: fecha, lon: longitud, lat: latitud}\ncategories: {"Hurto": "hurto"}\n', "utf-8")

    code = take_in(file, "--mapping", str(mapping))

    assert code == 1
    assert "categories.Hurto: the town has no category 'hurto'" in capsys.readouterr().err


def as_parquet(path: Path, table: pl.DataFrame) -> Path:
    table.write_parquet(path.with_suffix(".parquet"))
    return path.with_suffix(".parquet")


def as_excel(path: Path, table: pl.DataFrame) -> Path:
    """The smallest workbook there is: moments as numbers of days with a date's style, as Excel keeps them."""
    days = (table["fecha"] - datetime(1899, 12, 30)).dt.total_seconds() / 86_400
    cells = "".join(
        f'<row><c s="1"><v>{day!r}</v></c><c><v>{lat}</v></c><c><v>{lon}</v></c>'
        f'<c t="inlineStr"><is><t>{tipo}</t></is></c></row>'
        for day, (_, lat, lon, tipo) in zip(days, table.iter_rows(), strict=True)
    )
    heads = "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in table.columns)
    sheets = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    packed = "http://schemas.openxmlformats.org/package/2006/relationships"
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{packed}"><Relationship Id="a" Type="{rel}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{packed}"><Relationship Id="b" Type="{rel}/worksheet" '
        'Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {sheets} xmlns:r="{rel}"><sheets>'
        '<sheet name="S" sheetId="1" r:id="b"/></sheets></workbook>',
        "xl/styles.xml": f'<styleSheet {sheets}><cellXfs><xf numFmtId="0"/><xf numFmtId="22"/></cellXfs></styleSheet>',
        "xl/worksheets/sheet1.xml": f"<worksheet {sheets}><sheetData><row>{heads}</row>{cells}</sheetData></worksheet>",
    }
    path = path.with_suffix(".xlsx")
    with zipfile.ZipFile(path, "w") as book:
        for name, text in parts.items():
            book.writestr(name, text)
    return path


def as_geojson(path: Path, table: pl.DataFrame) -> Path:
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [row["lon"], row["lat"]]},
            "properties": {"fecha": row["fecha"].isoformat(), "tipo": row["tipo"]},
        }
        for row in table.iter_rows(named=True)
    ]
    path = path.with_suffix(".geojson")
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return path


def as_latin(path: Path, table: pl.DataFrame) -> Path:
    text = table.with_columns(pl.col("fecha").dt.strftime("%d-%m-%Y %H:%M:%S")).write_csv(separator="\t")
    path = path.with_suffix(".tsv")
    path.write_bytes(text.encode("cp1252"))
    return path


@pytest.mark.parametrize("form", [as_parquet, as_excel, as_geojson, as_latin])
def test_the_same_incidents_are_the_same_in_every_kind_of_file(town: Cast, tmp_path: Path, form: object) -> None:
    table = pl.DataFrame(
        {
            "fecha": [datetime(2024, 3, 5, 22, 15), datetime(2024, 7, 5, 22, 15)],
            "lat": [-33.2001, -33.2002],
            "lon": [-71.2101, -71.2102],
            "tipo": ["Ruidos molestos", "Daños"],
        }
    )
    (tmp_path / "plain.csv").write_text(table.write_csv(datetime_format="%Y-%m-%dT%H:%M:%S.000"), "utf-8")
    take_in(tmp_path / "plain.csv", "--accept")

    code = take_in(form(tmp_path / "other", table), "--accept")  # type: ignore[operator]

    assert code == 0
    assert counts() == [(2, 2, 0, 0), (2, 0, 2, 0)]


def test_midnight_that_the_clocks_skip_is_kept_an_hour_later(town: Cast, tmp_path: Path) -> None:
    (tmp_path / "spring.csv").write_text("fecha,lat,lon\n2024-09-08,-33.2001,-71.2101\n", "utf-8")

    take_in(tmp_path / "spring.csv", "--accept")

    assert PastIncident.objects.get().occurred_at == datetime(2024, 9, 8, 4, 0, tzinfo=UTC)


def test_a_run_that_is_broken_off_keeps_true_counts_and_goes_on_where_it_stopped(
    living_town: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [f"A-{number};05/03/2024 22:15;-33,2001;-71,2101;Ruido;Radio\n" for number in range(10)]
    file = write(tmp_path / "long.csv", [*rows, BAD[0]])
    monkeypatch.setattr(history, "_AT_ONCE", {"postgresql": 4, "sqlite": 4})
    insert, calls = storing.insert, []

    def power_cut(rows: pl.DataFrame, **owner: int) -> int:
        added = insert(rows, **owner)
        calls.append(added)
        if len(calls) == 2:
            raise KeyboardInterrupt  # after the rows were written, before the batch is committed
        return added

    monkeypatch.setattr(storing, "insert", power_cut)
    broken_off = take_in(file, "--accept")
    halfway = (counts(), PastIncident.objects.count(), HistoryImport.objects.get().finished_at)
    monkeypatch.setattr(storing, "insert", insert)
    went_on = take_in(file)

    assert (broken_off, went_on) == (130, 0)
    assert halfway == ([(4, 4, 0, 0)], 4, None)
    assert counts() == [(11, 10, 0, 1)]
    assert PastIncident.objects.count() == 10
    assert "went on after row 4" in capsys.readouterr().out
    facts = Entry.objects.filter(kind="PastIncidentsImported")
    assert [fact.ids for fact in facts] == [
        {"history_import": HistoryImport.objects.get().pk, "rows": 11, "added": 10, "repeated": 0, "set_aside": 1}
    ]


def test_two_towns_keep_sources_of_the_same_name_apart(town: Cast, tmp_path: Path) -> None:
    file = write(tmp_path / "old.csv", GOOD)

    take_in(file, "--accept")
    take_in(file, "--accept", town="los-aromos")

    assert PastIncident.objects.filter(municipality_id=town.villa).count() == 3
    assert PastIncident.objects.filter(municipality_id=town.aromos).count() == 3


def test_pages_and_workers_start_without_the_readers_of_files() -> None:
    asked = "import sereno.project.wsgi, sereno.project.wiring, sys; print('polars' in sys.modules)"
    told = subprocess.run(
        [sys.executable, "-c", asked],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "sereno.project.settings"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert told.stdout.strip() == "False"


def install(code: str, zone: str, box: tuple[float, float, float, float]) -> None:
    middle = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    places.install_city(
        City(
            directory=Path("nowhere"),
            description=Description(
                code=code, name=code.title(), prefix="XX", timezone=zone, centre=middle, bbox=box,
                source="tests", licence="none", generator="tests",
            ),
            territories=(Territory(code, code.title(), "XX", True, shapely.box(*box)),),
            zones=(),
        )
    )  # fmt: skip


@pytest.mark.slow
def test_four_years_of_mexico_city_come_in_once_and_noon_is_flagged(
    town: Cast, reference_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    install("cdmx", "America/Mexico_City", (-99.20, 19.35, -99.12, 19.47))
    file = reference_data / "incidents" / "cdmx_two_boroughs_2019_2022.parquet"
    aside = tmp_path / "aside.csv"

    take_in(file, "--accept", "--set-aside", str(aside), town="cdmx", source="fgj")
    take_in(file, "--set-aside", str(aside), town="cdmx", source="fgj")

    (first, second) = counts()
    assert first[0] == second[0] == 189_853
    assert second[1] == 0
    assert first[1] == PastIncident.objects.count() == 189_853 - first[3]
    assert first[3] < 50  # a few far outside of the city
    assert 20_000 < PastIncident.objects.filter(heaped=True).count() < 23_000
    assert "heaped: 12:00" in capsys.readouterr().out


@pytest.mark.slow
def test_toronto_whose_hours_stand_in_a_column_of_their_own_comes_in(
    town: Cast, reference_data: Path, tmp_path: Path
) -> None:
    install("toronto", "America/Toronto", (-79.65, 43.58, -79.11, 43.86))
    file = reference_data / "incidents" / "toronto_2014_2021.parquet"

    take_in(file, "--accept", "--set-aside", str(tmp_path / "aside.csv"), town="toronto", source="tps")

    assert counts()[0][0] == 240_992
    assert PastIncident.objects.count() == 240_992 - counts()[0][3] > 240_000
    first = PastIncident.objects.order_by("occurred_at").first()
    assert first is not None
    assert first.occurred_at == datetime(1966, 6, 9, 4, 0, tzinfo=UTC)  # midnight in Toronto
    nine = PastIncident.objects.get(occurred_at=datetime(1968, 1, 1, 14, 0, tzinfo=UTC))  # 9 in the morning there
    assert nine.original_type == "Assault"
