"""An administrator writes a rule, tries it on what has come in, puts it in force, and the next report goes by it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.desk_town import Town, assert_accessible, at_the_desk, row_of, running_town

pytestmark = pytest.mark.browser

NARROW, WIDE = {"width": 360, "height": 740}, {"width": 1440, "height": 900}


@pytest.fixture(scope="module")
def town_of_rules(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with running_town(tmp_path_factory.mktemp("rules") / "town") as town:
        yield town


@contextmanager
def at_the_rules(
    browser: Browser, town: Town, *, viewport: dict[str, int] = WIDE, dark: bool = False
) -> Iterator[Page]:
    """The administrator with the rules open; what was drafted is thrown away at the end."""
    scheme = "dark" if dark else "light"
    context = browser.new_context(viewport=viewport, color_scheme=scheme, locale="es-CL", reduced_motion="reduce")
    context.set_default_timeout(15_000)
    try:
        context.request.post(f"{town.url}/demo/enter", form={"role": "administrator"})
        page = context.new_page()
        page.goto(f"{town.url}/town/rules")
        expect(page.locator(".rules li").first).to_be_visible()
        yield page
        discard = page.get_by_role("button", name="Descartar el borrador")
        if discard.is_visible():
            discard.click()
            expect(discard).to_have_count(0)
    finally:
        context.close()


def sentences(page: Page) -> list[str]:
    """The rules as they stand, without their numbers."""
    return [text.rpartition(":")[2].strip() for text in page.locator(".rules .sentence").all_inner_texts()]


def test_a_rule_is_drafted_tried_put_in_force_and_said_on_the_card(town_of_rules: Town, chromium: Browser) -> None:
    with at_the_rules(chromium, town_of_rules) as page:
        page.get_by_role("button", name="Agregar una regla").click()
        page.get_by_label("Va a", exact=True).select_option(label="OIRS")
        page.get_by_role("group", name="Categorías").get_by_text("Animal suelto o herido").click()
        page.get_by_role("button", name="Guardar en el borrador").click()
        expect(page.locator(".rules")).to_contain_text("Animal suelto o herido → OIRS")
        expect(page.get_by_text("Borrador, no vigente")).to_be_visible()

        before = town_of_rules.report(page.context, "animal", text="Perro herido")
        page.get_by_role("button", name="Probar").click()
        trial = page.locator(".trial")
        expect(trial).to_contain_text("habrían ido a otro departamento")
        expect(trial.locator("tr", has_text="OIRS").locator(".difference")).to_contain_text("+")
        expect(trial.locator(".changes li").first).to_contain_text("Seguridad Pública → OIRS")
        expect(trial.locator(".moved li").first).to_contain_text("Animal suelto o herido")
        expect(trial.locator("#trial-map .map-marks")).to_be_visible()
        trial.locator(".moved button").first.click()

        page.get_by_role("button", name="Poner en vigencia").click()
        expect(page.get_by_text("Vigente: versión 2", exact=True)).to_be_visible()

    with at_the_desk(chromium, town_of_rules) as page:
        after = town_of_rules.report(page.context, "animal", text="Gato en un árbol")
        page.locator(row_of(page, after)).click()
        expect(page.locator(".why")).to_contain_text(
            "Asignado a OIRS: «Animal suelto o herido → OIRS» (regla 8, versión 2)"
        )
        page.locator(row_of(page, before)).click()
        expect(page.locator(".why")).to_contain_text(
            "Asignado a Seguridad Pública: ninguna regla coincidió (versión 1)"
        )

    with at_the_rules(chromium, town_of_rules) as page:
        page.get_by_role("button", name="Reponer Versión 1").click()
        expect(page.get_by_text("Vigente: versión 3", exact=True)).to_be_visible()
        expect(page.locator(".rules")).not_to_contain_text("Animal suelto")


def test_rules_are_reordered_by_keyboard_and_by_dragging(town_of_rules: Town, chromium: Browser) -> None:
    with at_the_rules(chromium, town_of_rules) as page:
        first, second, third, *_rest = sentences(page)

        page.get_by_role("button", name="Bajar la regla 1").focus()
        page.keyboard.press("Enter")
        expect(page.locator(".rules .sentence").nth(1)).to_contain_text(first)
        page.keyboard.press("Enter")
        expect(page.locator(".rules .sentence").nth(2)).to_contain_text(first)
        assert sentences(page)[:3] == [second, third, first]
        expect(page.get_by_role("status").first).to_have_text("Ahora es la regla 3 de 7.")

        expect(page.locator(".rules")).to_have_attribute("aria-busy", "false")
        page.locator(".grip").nth(2).drag_to(page.locator(".rules li").nth(0))
        expect(page.locator(".rules .sentence").nth(0)).to_contain_text(first)
        expect(page.locator(".rules")).to_have_attribute("aria-busy", "false")
        page.reload()
        assert sentences(page)[:3] == [first, second, third]


def test_a_rule_that_can_never_match_is_pointed_out_while_it_is_written(town_of_rules: Town, chromium: Browser) -> None:
    with at_the_rules(chromium, town_of_rules) as page:
        page.get_by_role("button", name="Duplicar la regla 7").click()
        page.get_by_label("Va a", exact=True).select_option(label="Inspección")
        page.get_by_role("button", name="Guardar en el borrador").click()

        expect(page.locator(".findings")).to_contain_text("La regla 8 nunca coincide")
        expect(page.locator(".rules li").nth(7)).to_contain_text("Nunca coincide")
        page.get_by_role("button", name="Apagar la regla 7").click()
        expect(page.locator(".findings")).not_to_contain_text("nunca coincide")
        page.get_by_role("button", name="Duplicar la regla 1").click()
        expect(page.get_by_label("Va a", exact=True)).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.locator(".rules li")).to_have_count(9)


@pytest.mark.parametrize("dark", [True, False], ids=["dark", "light"])
@pytest.mark.parametrize("viewport", [NARROW, WIDE], ids=["phone", "desk"])
def test_everybody_can_write_rules(
    town_of_rules: Town, chromium: Browser, dark: bool, viewport: dict[str, int]
) -> None:
    with at_the_rules(chromium, town_of_rules, viewport=viewport, dark=dark) as page:
        assert_accessible(page)
        page.get_by_role("button", name="Editar la regla 2").click()
        expect(page.get_by_label("Va a", exact=True)).to_be_focused()
        assert_accessible(page)
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Apagar la regla 1").click()
        page.get_by_role("button", name="Probar").click()
        expect(page.locator(".trial")).to_be_visible()
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
