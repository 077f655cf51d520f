"""An analyst brings in a file of the past on a running town, from choosing it to its counts, and everybody can."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.desk_town import Town, assert_accessible, running_town

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ANALYST = "andrea.molina@demo.invalid"
READ_WITHIN_MS = 60_000  # a process starts, and the machine may be busy
HEADER = "folio;fecha;latitud;longitud;delito;canal\n"
PAST = [
    f"A-{n};05/03/2024 22:{n % 60:02};-33,20{n % 90:02};-71,20{n % 70:02};RUIDOS MOLESTOS;Llamada\n" for n in range(900)
]
ASIDE = [f"B-{n};05/03/2024 22:15;;;RUIDOS MOLESTOS;Llamada\n" for n in range(3)]


@pytest.fixture(scope="module")
def quiet_town(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[Town]:
    with running_town(tmp_path_factory.mktemp("history") / "town") as town:
        yield town


@contextmanager
def analysing(browser: Browser, town: Town, *, dark: bool = False, width: int = 1440) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if dark else "light",
        locale="es-CL",
        reduced_motion="reduce",
    )
    context.set_default_timeout(15_000)
    try:
        town.enter(context, ANALYST)
        page = context.new_page()
        page.goto(f"{town.url}/insight/history")
        yield page
    finally:
        context.close()


def test_a_file_comes_in_from_the_browser_and_its_counts_stand(
    quiet_town: Town, chromium: Browser, tmp_path: Path
) -> None:
    file = tmp_path / "2024.csv"
    file.write_text(HEADER + "".join([*PAST, *ASIDE]), "utf-8")
    with analysing(chromium, quiet_town) as page:
        assert_accessible(page)
        page.get_by_label("Archivo (CSV").set_input_files(file)
        page.get_by_label("De quién es").fill("linea-1460")
        page.get_by_role("button", name="Revisarlo").click()

        take_in = page.get_by_role("button", name="Incorporar 900 incidentes")
        expect(take_in).to_be_visible(timeout=READ_WITHIN_MS)
        expect(page.get_by_label("Latitud")).to_have_value("latitud")
        expect(page.locator(".reasons")).to_contain_text("3 sin coordenadas")
        assert_accessible(page)
        page.get_by_label("Tipo", exact=True).select_option("")
        page.get_by_role("button", name="Mirar de nuevo").click()
        expect(take_in).to_be_visible(timeout=READ_WITHIN_MS)
        expect(page.get_by_label("Tipo", exact=True)).to_have_value("")
        take_in.click()

        expect(page.get_by_text("Se agregaron 900 incidentes históricos")).to_be_visible(timeout=READ_WITHIN_MS)
        page.get_by_role("link", name="Toda la historia").click()
        row = page.get_by_role("row").filter(has_text="2024.csv")
        expect(row).to_contain_text("903")
        expect(row).to_contain_text("Andrea Molina")
        row.locator("summary").click()
        expect(row).to_contain_text("3 sin coordenadas")


def test_the_pages_of_history_fit_a_phone_and_a_dark_screen(
    quiet_town: Town, chromium: Browser, tmp_path: Path
) -> None:
    file = tmp_path / "2023.csv"
    file.write_text(HEADER + "".join([*PAST[:5], *ASIDE]), "utf-8")
    with analysing(chromium, quiet_town, dark=True, width=360) as page:
        page.get_by_label("Archivo (CSV").set_input_files(file)
        page.get_by_label("De quién es").fill("linea-1468")
        page.get_by_role("button", name="Revisarlo").click()
        expect(page.get_by_role("heading", name="Cómo se lee")).to_be_visible(timeout=READ_WITHIN_MS)

        for address in (page.url, f"{quiet_town.url}/insight/history"):
            page.goto(address)
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address
            assert_accessible(page)
