"""The analyst's page of history: a file comes in, its mapping is corrected in a form, it is taken in and counted."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sereno.analytics import carrying
from sereno.analytics.models import HistoryFile, PastIncident
from sereno.project.commands import main
from tests.rooms.test_history_import import BAD, GOOD, HEADER
from tests.town import Cast


@pytest.fixture
def analyst(town: Cast, as_person: Callable[[str], Client]) -> Client:
    return as_person("analyst")


def send(client: Client, rows: list[str], *, source: str = "carabineros", name: str = "2024.csv") -> str:
    """Sends a file by the form; the address it leads to."""
    file = SimpleUploadedFile(name, (HEADER + "".join(rows)).encode())
    answer = client.post("/insight/history/files", {"source": source, "file": file})
    assert answer.status_code == 302
    return answer["Location"]


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def filled(html: str) -> dict[str, str]:
    """The form of the mapping as it would be sent without a change."""
    form = html[html.index("/reading") : html.index("</form>", html.index("/reading"))]
    fields = dict(re.findall(r'<input class="input" id="\w+" name="(\w+)" value="([^"]*)"', form))
    for name, options in re.findall(r'<select class="input"[^>]* name="([\w-]+)"[^>]*>(.*?)</select>', form):
        chosen = re.search(r'<option value="([^"]*)" selected>', options)
        fields[name] = chosen[1] if chosen else ""
    return fields


def test_a_file_goes_from_the_form_to_the_counts(analyst: Client) -> None:
    address = send(analyst, [*GOOD, BAD[0]])
    reading = page(analyst, address)
    carrying.carry_out_waiting()
    looked = page(analyst, address)

    analyst.post(f"{address}/import")
    waiting = analyst.get(f"{address}/progress").json()
    carrying.carry_out_waiting()
    done, listed = page(analyst, address), page(analyst, "/insight/history")

    assert "El archivo se está leyendo" in reading
    assert "Incorporar 3 incidentes históricos" in looked
    assert "sin coordenadas" in looked
    assert waiting["state"] == "importing"
    assert "Se agregaron 3 incidentes históricos" in done
    assert "2024.csv" in listed
    assert "sin coordenadas" in listed
    assert PastIncident.objects.count() == 3


def test_the_form_comes_filled_in_and_changes_what_is_changed(analyst: Client) -> None:
    address = send(analyst, GOOD)
    carrying.carry_out_waiting()
    fields = filled(page(analyst, address))
    types = list(HistoryFile.objects.get().report["types"])
    wanted = f"category-{types.index('Extravío de mascota')}"

    unchanged = analyst.post(f"{address}/reading", fields)
    carrying.carry_out_waiting()
    kept = HistoryFile.objects.get().reading
    analyst.post(f"{address}/reading", {**fields, wanted: "street-light"})
    carrying.carry_out_waiting()
    changed = HistoryFile.objects.get().reading

    assert unchanged["Location"] == address
    assert fields["column-time"] == "fecha"
    assert fields["channel-0"] in ("app", "patrol", "phone")
    assert kept["columns"] == changed["columns"]
    assert kept["categories"]["Extravío de mascota"] == ""
    assert changed["categories"] == {**kept["categories"], "Extravío de mascota": "street-light"}


def test_a_column_that_is_missing_is_asked_for_and_nothing_can_be_taken_in(analyst: Client) -> None:
    address = send(analyst, GOOD)
    carrying.carry_out_waiting()
    analyst.post(f"{address}/reading", {**filled(page(analyst, address)), "column-lat": ""})
    carrying.carry_out_waiting()

    shown = page(analyst, address)

    assert "<b>Latitud</b>: Diga cuál columna es." in shown
    assert "Todavía no está dicho qué es cada columna" in shown
    assert "/import" not in shown


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"source": "fgj"}, "Elija un archivo"),
        ({"source": "FGJ de México", "file": "old.csv"}, "Una fuente se nombra con minúsculas"),
        ({"source": "fgj", "file": "old.pdf"}, "Los archivos de historia son CSV"),
    ],
)
def test_what_cannot_be_sent_is_said_in_a_sentence(analyst: Client, sent: dict[str, str], told: str) -> None:
    body = {**sent, **({"file": SimpleUploadedFile(sent["file"], b"a,b\n")} if "file" in sent else {})}

    answer = analyst.post("/insight/history/files", body, follow=True)

    assert told in answer.content.decode()
    assert not HistoryFile.objects.exists()


def test_a_broken_file_says_so_on_its_page_and_can_be_removed(analyst: Client) -> None:
    file = SimpleUploadedFile("old.parquet", b"no parquet")
    address = analyst.post("/insight/history/files", {"source": "fgj", "file": file})["Location"]
    carrying.carry_out_waiting()
    shown = page(analyst, address)

    answer = analyst.post(f"{address}/drop", follow=True)

    assert "El archivo está dañado" in shown
    assert "El archivo se eliminó" in answer.content.decode()
    assert analyst.get(address).status_code == 404


def test_official_counts_stand_under_their_list_of_offences(analyst: Client, tmp_path: pytest.TempPathFactory) -> None:
    file = tmp_path / "cead.csv"
    file.write_text(
        "comuna,fecha,delito,delito_n\nVilla Sereno,2023-12-01,Hurtos,41\nVilla Sereno,2024-12-01,Hurtos,38\n"
        "Villa Sereno,2023-12-01,Robos,7\n",
        "utf-8",
    )
    lists = ("--taxonomy", "cead", "--taxonomy", "cead-2024@2024-01")
    main(["import", "official", str(file), "--town", "villa-sereno", "--source", "cead", *lists])

    shown = page(analyst, "/insight/history")

    assert "<h3>cead-2024</h3>" in shown
    assert "de cead · 12/2023 a 12/2023 · 2 delitos" in shown
    assert "de cead · 12/2024 a 12/2024 · 1 delitos" in shown
    assert "41" in shown


def test_a_supervisor_sees_what_was_taken_in_and_no_way_to_send(as_person: Callable[[str], Client]) -> None:
    shown = page(as_person("supervisor"), "/insight/history")

    assert "Lo incorporado" in shown
    assert "Traer un archivo" not in shown


def test_figures_begin_at_their_first_page(analyst: Client) -> None:
    assert analyst.get("/insight")["Location"] == "/insight/heat"
