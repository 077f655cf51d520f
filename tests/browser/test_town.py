"""A department added from the browser on a running town, start to end; and the administrator's pages for everybody."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.desk_town import Town, assert_accessible, at_the_desk, row_of, running_town

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAGES = (
    "departments", "departments/seguridad", "people", "categories", "categories/noise", "zones", "zones/new", "numbers",
    "channels", "hours", "configuration", "history",
)  # fmt: skip
BOSS = "ines.valdebenito@demo.invalid"
SEES_ALL, INSPECTOR = "rosa.contreras@demo.invalid", "gloria.sepulveda@demo.invalid"


@pytest.fixture(scope="module")
def quiet_town(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[Town]:
    with running_town(tmp_path_factory.mktemp("administration") / "town") as town:
        yield town


@contextmanager
def administering(
    browser: Browser, town: Town, *, dark: bool = False, width: int = 1440, height: int = 900
) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
        locale="es-CL",
        reduced_motion="reduce",
    )
    context.set_default_timeout(15_000)
    try:
        town.enter(context, BOSS)
        yield context.new_page()
    finally:
        context.close()


def sign_in_by_letter(context: BrowserContext, town: Town, email: str) -> None:
    """As an invited person does: ask for the code, read the letter, type it in."""
    page = context.new_page()
    before = len((town.data / "said.txt").read_text())
    page.goto(f"{town.url}/accounts/login/code/")
    page.fill('input[name="email"]', email)
    page.locator("main form button, .entrance form button").first.click()
    page.wait_for_selector('input[name="code"]')
    letter = wait_for_letter(town, before)
    code = re.search(r"^([A-Z0-9]{3,6}-?[A-Z0-9]{2,6})$", letter, re.M)
    assert code, letter
    page.fill('input[name="code"]', code[1])
    page.press('input[name="code"]', "Enter")
    page.wait_for_url(lambda url: "/accounts/" not in url)
    page.close()


def wait_for_letter(town: Town, before: int) -> str:
    for _ in range(50):
        said = (town.data / "said.txt").read_text()[before:]
        if "Subject:" in said and "-----" in said.split("Subject:", 1)[1]:
            return said
        time.sleep(0.2)
    raise AssertionError((town.data / "said.txt").read_text()[before:])


def add_department(page: Page, town: Town) -> None:
    page.goto(f"{town.url}/town/departments")
    page.get_by_label("Nombre").fill("Medio Ambiente")
    page.get_by_role("button", name="Agregar").click()
    expect(page.get_by_role("heading", name="Medio Ambiente", exact=True)).to_be_visible()
    expect(page.locator(".facts dd").first).to_have_text("0")


def invite_its_operator(page: Page, town: Town) -> None:
    page.goto(f"{town.url}/town/people")
    page.get_by_label("Nombre").fill("Ana Rivas")
    page.get_by_label("Correo").fill("ana.rivas@demo.invalid")
    page.get_by_label("Rol", exact=True).select_option(label="Operador")
    page.get_by_label("Ve solo los procedimientos de").select_option(label="Medio Ambiente")
    page.get_by_role("button", name="Invitar").click()
    expect(page.get_by_role("link", name="Ana Rivas")).to_be_visible()


def send_it_the_rubbish(page: Page, town: Town) -> None:
    """The first rule of the file from now on, looked at before it is put in place."""
    text = page.request.get(f"{town.url}/town/configuration/file").text()
    rule = "      - department: medio-ambiente\n        categories: [rubbish]\n"
    moved = text.replace("    rules:\n", f"    rules:\n{rule}", 1)
    page.goto(f"{town.url}/town/configuration")
    page.set_input_files("#file", {"name": "reglas.yaml", "mimeType": "text/yaml", "buffer": moved.encode()})
    page.get_by_role("button", name="Revisarlo").click()
    expect(page.get_by_text("Reglas de asignación").first).to_be_visible()
    page.get_by_role("button", name="Aplicar").click()
    expect(page.get_by_role("heading", name="Historial")).to_be_visible()


def test_a_department_added_on_a_running_town_works_within_a_minute_and_sees_only_its_own(
    quiet_town: Town, chromium: Browser
) -> None:
    town = quiet_town
    begun = time.monotonic()
    with administering(chromium, town) as page:
        add_department(page, town)
        invite_its_operator(page, town)
        send_it_the_rubbish(page, town)

    ana = chromium.new_context(locale="es-CL", viewport={"width": 1366, "height": 768}, reduced_motion="reduce")
    try:
        sign_in_by_letter(ana, town, "ana.rivas@demo.invalid")
        desk = ana.new_page()
        desk.goto(f"{town.url}/desk")
        expect(desk.locator(".line")).to_have_attribute("data-state", "connected")
        hers = town.report(ana, "rubbish", text="Escombros en la esquina")
        elsewhere = town.report(ana, "street-light", text="Luminaria apagada")
        expect(desk.locator(row_of(desk, hers))).to_be_visible()
        took_s = time.monotonic() - begun

        with at_the_desk(chromium, town, who=SEES_ALL) as all_of_it:
            expect(all_of_it.locator(row_of(all_of_it, hers))).to_be_visible()
            expect(all_of_it.locator(row_of(all_of_it, elsewhere))).to_be_visible()
        with at_the_desk(chromium, town, who=INSPECTOR) as other:
            expect(other.locator(row_of(other, hers))).to_have_count(0)
            assert other.request.get(f"{town.url}/api/v1/incidents/{hers.rpartition('-')[2]}").status == 404
        expect(desk.locator(row_of(desk, elsewhere))).to_have_count(0)
        expect(desk.locator("#queue [data-incident]")).to_have_count(1)
        assert ana.request.get(f"{town.url}/town").status == 403
        assert took_s < 60, took_s
    finally:
        ana.close()

    with administering(chromium, town) as page:
        page.goto(f"{town.url}/town/departments/medio-ambiente")
        expect(page.locator(".facts dd").first).to_have_text("1")


def test_a_wrong_name_is_undone_with_one_click(quiet_town: Town, chromium: Browser) -> None:
    with administering(chromium, quiet_town) as page:
        page.goto(f"{quiet_town.url}/town/departments/oirs")
        page.get_by_role("textbox", name="Nombre").fill("OIRSS")
        page.get_by_role("button", name="Guardar").click()
        page.goto(f"{quiet_town.url}/town/history?of=department")
        page.get_by_role("button", name="Deshacer").first.click()

        page.goto(f"{quiet_town.url}/town/departments/oirs")
        expect(page.get_by_role("heading", name="OIRS", exact=True)).to_be_visible()


def test_a_zone_is_drawn_corner_by_corner_and_moved_by_keyboard(quiet_town: Town, chromium: Browser) -> None:
    with administering(chromium, quiet_town) as page:
        page.goto(f"{quiet_town.url}/town/zones/new?map=lite")
        page.wait_for_selector(".zone-layer .border")
        page.wait_for_timeout(1500)
        box = page.locator("#zone-map").bounding_box()
        assert box
        middle_x, middle_y = box["width"] / 2, box["height"] / 2
        for right, down in ((-60, -60), (60, -60), (60, 60), (-60, 60)):
            page.locator("#zone-map").click(position={"x": middle_x + right, "y": middle_y + down})
        expect(page.locator(".zone-layer .corner")).to_have_count(4)
        before = page.locator('textarea[name="outline"]').input_value()
        page.locator('.zone-layer [data-n="0"]').focus()
        page.keyboard.press("ArrowLeft")
        after = page.locator('textarea[name="outline"]').input_value()
        page.get_by_label("Nombre").fill("Plaza")
        page.get_by_role("button", name="Guardar").click()

        expect(page.get_by_role("link", name="Plaza")).to_be_visible()
        expect(page.get_by_text("comparten terreno").first).to_be_visible()
        assert before != after


@pytest.mark.parametrize(("dark", "width", "height"), [(False, 1440, 900), (True, 360, 740)])
def test_everybody_can_use_the_administrators_pages(
    quiet_town: Town, chromium: Browser, dark: bool, width: int, height: int
) -> None:
    with administering(chromium, quiet_town, dark=dark, width=width, height=height) as page:
        for name in PAGES:
            page.goto(f"{quiet_town.url}/town/{name}")
            page.wait_for_load_state("networkidle")
            assert_accessible(page)
            assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), name
