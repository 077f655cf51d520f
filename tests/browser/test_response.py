"""Response times, and before and after, on a running town: a bar leads to its incidents, and everybody can."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.desk_town import Town, assert_accessible, running_town

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SUPERVISOR = "patricio.lagos@demo.invalid"
PAGES = (
    "/insight/response", "/insight/response?by=category&leg=opening", "/insight/response/incidents?missing=1",
    "/insight/change", "/insight/change?measure=count&on=2026-03-01",
)  # fmt: skip


@pytest.fixture(scope="module")
def quiet_town(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[Town]:
    with running_town(tmp_path_factory.mktemp("response") / "town") as town:
        yield town


@contextmanager
def looking(browser: Browser, town: Town, *, dark: bool = False, width: int = 1440) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if dark else "light",
        locale="es-CL",
        reduced_motion="reduce",
    )
    context.set_default_timeout(15_000)
    try:
        town.enter(context, SUPERVISOR)
        yield context.new_page()
    finally:
        context.close()


def test_from_a_figure_to_a_group_to_a_bar_to_its_incidents(quiet_town: Town, chromium: Browser) -> None:
    with looking(chromium, quiet_town) as page:
        page.goto(f"{quiet_town.url}/insight/response")
        page.get_by_role("link", name="Canal", exact=True).click()
        page.locator("section", has_text="Respuesta, por separado").get_by_role("link", name="Aplicación o web").click()
        expect(page.get_by_label("Canal", exact=True)).to_have_value("app")
        page.get_by_text("Como tabla").click()
        bar = page.locator("details .row-link").first
        count = bar.inner_text()
        bar.click()

        expect(page.locator("tbody tr")).to_have_count(int(count))
        page.get_by_role("link", name="Tiempos de respuesta").last.click()
        expect(page.get_by_label("Canal", exact=True)).to_have_value("app")


def test_filters_are_chosen_by_form_and_stay_in_the_address(quiet_town: Town, chromium: Browser) -> None:
    with looking(chromium, quiet_town) as page:
        page.goto(f"{quiet_town.url}/insight/response?leg=opening")
        page.get_by_label("Prioridad", exact=True).select_option("3")
        page.get_by_role("button", name="Mostrar").click()

        expect(page.get_by_role("heading", name="Hasta abrirlo", exact=True)).to_be_visible()
        assert "priority=3" in page.url
        assert "leg=opening" in page.url


@pytest.mark.parametrize(("dark", "width"), [(False, 1440), (True, 360)])
def test_everybody_can_use_the_pages(quiet_town: Town, chromium: Browser, dark: bool, width: int) -> None:
    with looking(chromium, quiet_town, dark=dark, width=width) as page:
        for address in PAGES:
            page.goto(f"{quiet_town.url}{address}")
            page.wait_for_load_state("networkidle")
            page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
            assert_accessible(page)
            assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), address
