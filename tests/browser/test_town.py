"""A department added from the browser on a running town, start to end; and the administrator's pages for everybody."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.desk_town import Town, assert_accessible, at_the_desk, row_of, running_town

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAGES = (
    "departments", "departments/seguridad", "people", "categories", "categories/noise", "zones", "zones/new", "numbers",
    "channels", "hours", "calendar", "targets", "alerts", "alerts/settings", "configuration", "history", "rules",
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


def click_at(page: Page, *places: tuple[int, int]) -> None:
    """Click on the map, so many pixels right of and below its middle."""
    box = page.locator("#zone-map").bounding_box()
    assert box
    for right, down in places:
        page.locator("#zone-map").click(position={"x": box["width"] / 2 + right, "y": box["height"] / 2 + down})


def outline_of(page: Page) -> dict[str, Any]:
    written: dict[str, Any] = json.loads(page.locator('textarea[name="outline"]').input_value())
    return written


def test_a_zone_of_two_parts_is_drawn_taken_apart_and_undone(quiet_town: Town, chromium: Browser) -> None:
    with administering(chromium, quiet_town) as page:
        page.goto(f"{quiet_town.url}/town/zones/new?map=lite")
        page.wait_for_selector(".zone-layer .border")
        page.wait_for_timeout(1500)
        click_at(page, (-80, -40), (-20, -40), (-20, 20), (-80, 20))
        page.get_by_role("button", name="Agregar otra parte").click()
        expect(page.locator("#zone-said")).to_contain_text("tres vértices de la parte 2")
        click_at(page, (30, -40), (80, -40), (80, 20))
        expect(page.locator(".zone-layer .drawn")).to_have_count(2)
        drawn = outline_of(page)
        assert_accessible(page)

        click_at(page, (-50, -10))  # inside the first part: that one is taken up
        expect(page.get_by_role("button", name="Parte 1")).to_have_attribute("aria-pressed", "true")
        expect(page.locator(".zone-layer .corner")).to_have_count(4)
        page.get_by_role("button", name="Quitar esta parte").click()
        expect(page.locator(".zone-layer .drawn")).to_have_count(1)
        alone = outline_of(page)
        page.get_by_role("button", name="Deshacer el último paso").click()
        page.get_by_label("Nombre").fill("Las dos plazas")
        page.get_by_role("button", name="Guardar").click()

        page.get_by_role("link", name="Las dos plazas").click()
        expect(page.locator("#zone-parts button")).to_have_count(2)
        assert outline_of(page) == drawn
        assert (drawn["type"], len(drawn["coordinates"]), alone["type"]) == ("MultiPolygon", 2, "Polygon")


def test_parts_that_share_ground_are_pointed_out_while_they_are_drawn(quiet_town: Town, chromium: Browser) -> None:
    with administering(chromium, quiet_town) as page:
        page.goto(f"{quiet_town.url}/town/zones/new?map=lite")
        page.wait_for_selector(".zone-layer .border")
        page.wait_for_timeout(1500)
        click_at(page, (-80, -40), (20, -40), (20, 40), (-80, 40))
        page.get_by_role("button", name="Agregar otra parte").click()
        click_at(page, (60, -20), (60, 20), (40, 60), (40, -60))
        page.locator('.zone-layer [data-n="0"]').focus()
        for _ in range(12):
            page.keyboard.press("ArrowLeft")

        expect(page.locator("#zone-said")).to_have_text(re.compile("comparten terreno|se cruza"))
        expect(page.locator(".zone-layer .drawn.bad").first).to_be_attached()


def test_a_closed_day_with_its_reason_is_put_in_the_calendar(quiet_town: Town, chromium: Browser) -> None:
    with administering(chromium, quiet_town) as page:
        page.goto(f"{quiet_town.url}/town/calendar")
        expect(page.locator('select[name="country"] option:checked')).to_have_text("Chile")
        first = page.get_by_role("group", name="Día cerrado 1")
        first.get_by_label("Día").fill("2026-02-16")
        first.get_by_label("Todos los años").check()
        first.get_by_label("Motivo").fill("Aniversario de la comuna")
        page.get_by_role("button", name="Poner en vigencia").click()

        expect(page.locator(".days-off tr", has_text="16 de febrero")).to_contain_text("Aniversario de la comuna")
        page.locator('select[name="country"]').select_option("AR")
        expect(page.locator('select[name="subdivision"] option', has_text="Ñuble")).to_have_count(0)
        page.get_by_role("link", name="2027").click()
        expect(page.get_by_role("heading", name="Días cerrados de 2027")).to_be_visible()


def test_on_a_phone_no_bar_covers_what_is_being_filled_in(quiet_town: Town, chromium: Browser) -> None:
    with administering(chromium, quiet_town, width=390, height=844) as page:
        page.goto(f"{quiet_town.url}/town/targets")
        button = page.get_by_role("button", name="Poner en vigencia")

        expect(button).not_to_be_in_viewport()
        button.scroll_into_view_if_needed()
        expect(button).to_be_in_viewport()
        expect(page.get_by_text("Unidad en el lugar", exact=True).first).to_be_attached()


def test_a_feed_that_fails_is_shown_with_why_and_when_it_is_tried_again(quiet_town: Town, chromium: Browser) -> None:
    with administering(chromium, quiet_town) as page:
        page.goto(f"{quiet_town.url}/town/alerts/settings")
        page.get_by_label("Dirección de la fuente").first.fill("http://127.0.0.1:9/cap.atom")
        page.get_by_role("button", name="Guardar").click()
        expect(page.get_by_text("Aún sin leer")).to_be_visible()
        for _ in range(40):  # the worker reads feeds once a minute
            page.wait_for_timeout(2000)
            page.reload()
            if page.get_by_text("Nadie responde en esa dirección").count():
                break

        expect(page.get_by_text("Próximo intento:")).to_be_visible()
        assert_accessible(page)


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
