"""The analyst's week: where did it happen, what changed, what does one corner look like, and the map to take along."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.desk_town import Town, assert_accessible, running_town

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[Town]:
    with running_town(tmp_path_factory.mktemp("heat") / "town") as town:
        context = chromium.new_context()
        town.enter(context, "andrea.molina@demo.invalid")
        page = context.new_page()
        page.goto(f"{town.url}/insight/heat")
        for _ in range(60):  # the columns are written by a chore of the town's own
            if page.locator(".sum b").count() and page.locator(".take a").count():
                break
            page.wait_for_timeout(1_000)
            page.reload()
        context.close()
        yield town


def at_the_map(browser: Browser, town: Town, query: str = "", *, dark: bool = False, phone: bool = False) -> Page:
    context = browser.new_context(
        viewport={"width": 390, "height": 844} if phone else {"width": 1366, "height": 768},
        color_scheme="dark" if dark else "light",
        locale="es-CL",
        reduced_motion="reduce",
        accept_downloads=True,
    )
    town.enter(context, "andrea.molina@demo.invalid")
    page = context.new_page()
    page.goto(f"{town.url}/insight/heat{query}")
    return page


def counted(page: Page) -> int:
    text = page.locator(".sum b").inner_text()
    return int(re.sub(r"\D", "", text))


def test_a_filter_counts_less_and_the_address_is_the_view(town: Town, chromium: Browser) -> None:
    page = at_the_map(chromium, town)
    expect(page.locator(".sum b")).to_contain_text("n =")
    everything = counted(page)
    page.get_by_label("Ruidos molestos").check()
    expect(page).to_have_url(re.compile("category=noise"))
    expect(page.locator(".sum b")).not_to_have_text(f"n = {everything}")
    some = counted(page)

    page.reload()

    expect(page.get_by_label("Ruidos molestos")).to_be_checked()
    expect(page.locator(".sum b")).to_contain_text(str(some))
    assert 0 < some < everything
    page.context.close()


def test_one_place_is_opened_from_the_list_and_shows_its_weeks_and_hours(town: Town, chromium: Browser) -> None:
    page = at_the_map(chromium, town)
    first = page.locator(".top button").first
    number = first.locator("b").inner_text()
    first.click()

    expect(page.locator(".cell")).to_contain_text(number)
    expect(page.locator(".cell .week i")).to_have_count(7 * 24)
    expect(page).to_have_url(re.compile("cell="))
    page.get_by_role("button", name="Mostrar los incidentes").click()
    expect(page.locator(".points li")).to_have_count(int(number))
    page.get_by_role("button", name="Ocultar").click()
    expect(page.locator(".cell")).to_have_count(0)
    page.context.close()


def test_a_click_on_the_map_opens_what_lies_there(town: Town, chromium: Browser) -> None:
    page = at_the_map(chromium, town)
    page.locator(".top button").first.click()
    expect(page.locator(".cell")).to_be_visible()
    page.get_by_role("button", name="Ocultar").click()
    page.wait_for_timeout(500)
    box = page.locator(".map-box").bounding_box()
    assert box is not None

    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    expect(page.locator(".cell")).to_be_visible()
    page.context.close()


def test_nothing_is_compared_with_a_time_of_which_nothing_is_known(town: Town, chromium: Browser) -> None:
    page = at_the_map(chromium, town, "?view=compare&begin=2020-01-01&end=2020-03-01")

    expect(page.locator(".banner.warn")).to_contain_text("No hay con qué comparar")
    page.context.close()


def test_the_map_is_taken_along_as_a_table_and_as_a_picture(town: Town, chromium: Browser) -> None:
    page = at_the_map(chromium, town)
    with page.expect_download() as table:
        page.get_by_role("link", name="CSV").click()
    with page.expect_download() as picture:
        page.get_by_role("button", name="PNG").click()

    assert "h3,lon,lat,incidents" in table.value.path().read_text(encoding="utf-8")
    assert picture.value.path().read_bytes().startswith(b"\x89PNG")
    page.context.close()


@pytest.mark.parametrize("dark", [True, False], ids=["dark", "light"])
@pytest.mark.parametrize("phone", [True, False], ids=["phone", "desktop"])
def test_everybody_can_use_it(town: Town, chromium: Browser, dark: bool, phone: bool) -> None:
    page = at_the_map(chromium, town, dark=dark, phone=phone)
    page.locator(".top button").first.click()
    expect(page.locator(".cell")).to_be_visible()
    assert_accessible(page)
    if phone:
        page.locator(".filters > summary").click()
    for name in ("Suave", "Comparar", "Película"):
        page.get_by_role("button", name=name).click()
        page.wait_for_timeout(600)
        assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.context.close()
