"""The whole story in three windows: a neighbour reports, an operator sends a unit, a crew goes, the neighbour knows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from sereno.places.city.build import build_city
from tests.browser.desk_town import Town, at_the_desk, row_of, running_town
from tests.browser.phone import phone, photo

pytestmark = [pytest.mark.browser, pytest.mark.slow]

expect.set_options(timeout=20_000)  # three windows and a server share two cores
FOLLOW = re.compile(r"/r/[\w~.-]+$")
OBSERVED = ("received", "opened", "assigned", "accepted", "moving", "on_scene", "first_word", "closed", "confirmed")
PROVIDENCIA = (-70.6130, -33.4310)


@pytest.fixture(params=["villa-sereno", "providencia"])
def scene(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Town, tuple[float, float]]]:
    """A quiet town of the demo, drawn or real, and a place in it."""
    city = None
    if request.param == "providencia":
        found = request.getfixturevalue("reference_data") / "providencia"
        city = tmp_path / "providencia"
        build_city(
            found / "streets.overpass.json.gz",
            found / "boundary.geojson",
            city,
            code="providencia",
            name="Providencia",
            prefix="PV",
        )
    with running_town(tmp_path / "town", city=city) as town:
        yield town, PROVIDENCIA if city else (-71.2, -33.2)


def reported(resident: Page, folder: Path) -> str:
    """A neighbour says what and where, adds a photo, and sends; the number of the incident."""
    resident.goto("/report")
    resident.locator(".tile", has_text="Ruidos molestos").click()
    resident.get_by_role("button", name="Estoy aquí").click()
    resident.get_by_role("textbox", name="¿Qué vio?").fill("Música muy fuerte en el segundo piso")
    resident.locator("input[data-take]").first.set_input_files(photo(folder, width_px=800, height_px=600))
    expect(resident.locator("#thumbs img")).to_have_count(1)
    resident.get_by_role("button", name="Enviar reporte").click()
    resident.wait_for_url(FOLLOW)
    number = re.search(r"[A-Z]{2}-\d+", resident.locator("#case").inner_text())
    assert number is not None
    return number.group()


def go_on_duty(crew: Page, town: Town) -> None:
    """The visitor rides the unit kept for visitors; it begins its shift and is seen where the phone is."""
    entered = crew.request.post(f"{town.url}/demo/enter", form={"role": "crew"})
    assert entered.ok
    crew.goto("/patrol")
    crew.locator("#duty").click()
    expect(crew.locator("#duty")).to_have_attribute("aria-checked", "true")


def test_a_report_travels_the_whole_way(
    scene: tuple[Town, tuple[float, float]], chromium: Browser, tmp_path: Path
) -> None:
    town, place = scene
    near = (place[0] + 0.002, place[1])
    with (
        phone(chromium, address=town.url, at=place) as resident,
        phone(chromium, address=town.url, at=near) as crew,
        at_the_desk(chromium, town) as desk,
    ):
        go_on_duty(crew, town)
        number = reported(resident, tmp_path)

        row = desk.locator(row_of(desk, number))
        expect(row).to_contain_text("Ruidos molestos")
        row.click()
        expect(desk.locator("#next-step")).to_contain_text("Abrir")
        desk.keyboard.press("o")
        expect(resident.locator(".stepper .now")).to_contain_text("Visto por un operador")
        expect(desk.locator(".ranking .sign").first).to_have_text("M-8")
        desk.keyboard.press("r")
        desk.keyboard.type("Ya va un móvil en camino")
        desk.keyboard.press("Enter")
        expect(resident.locator("#messages")).to_contain_text("Ya va un móvil en camino")
        desk.keyboard.press("Escape")
        desk.keyboard.press("1")

        expect(crew.locator("#task h1")).to_have_text("Ruidos molestos")
        for words in ("Aceptar", "En camino"):
            crew.locator("#advance", has_text=words).click()
        crew.get_by_role("button", name="Cerrar").click()
        expect(resident.locator(".stepper .now")).to_contain_text("En camino")
        crew.locator("#advance", has_text="En el lugar").click()
        expect(desk.locator(".first .stage")).to_have_text("En el lugar")
        crew.locator("#advance", has_text="Terminar").click()
        crew.get_by_text("Atendido", exact=True).click()
        crew.locator("#sheet").get_by_role("button", name="Terminar").click()

        expect(desk.locator(".first .stage")).to_have_text("Cerrado")
        expect(resident.locator("#ask")).to_be_visible()
        resident.locator("#ask").get_by_role("button", name="Sí").first.click()
        expect(resident.locator("#ask")).to_contain_text("Usted confirmó que se resolvió")
        incident = desk.request.get(f"{town.url}/api/v1/incidents/{number.rpartition('-')[2]}").json()

    missing = [name for name in OBSERVED if incident["moments"][f"{name}_at"] is None]
    assert missing == []
    response = next(leg for leg in incident["legs"] if leg["code"] == "response")
    assert response["seconds"] > 0
    assert [one["ready"] for one in incident["media"]] == [True]
