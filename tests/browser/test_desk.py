"""An operator works through the night at the desk: everything by keyboard, nothing reloaded, nothing lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.desk_town import Town, assert_accessible, at_the_desk, row_of, running_town

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def quiet_town(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[Town]:
    with running_town(tmp_path_factory.mktemp("desk") / "town") as town:
        for call_sign, east in (("M-1", 0.001), ("M-2", 0.004), ("T-1", 0.008)):
            town.put_on_duty(chromium, call_sign, east=east)
        yield town


def test_a_new_report_appears_by_itself_and_is_seen(quiet_town: Town, chromium: Browser) -> None:
    with at_the_desk(chromium, quiet_town) as page:
        number = quiet_town.report(page.context, "violence", text="Pelean con palos")

        row = page.locator(row_of(page, number))
        expect(row).to_be_visible(timeout=2_000)
        expect(row).to_contain_text("Agresión o pelea")
        expect(row).to_contain_text("Sin abrir")


def test_a_new_department_is_offered_at_an_open_desk_without_a_reload(quiet_town: Town, chromium: Browser) -> None:
    with at_the_desk(chromium, quiet_town) as page:
        option = page.locator("select option[value='medio-ambiente']").first
        before = option.count()
        office = chromium.new_context()
        quiet_town.enter(office, "ines.valdebenito@demo.invalid")
        quiet_town.post_form(office, "/town/departments", {"name": "Medio Ambiente"})

        expect(option).to_be_attached(timeout=10_000)
        assert before == 0
        office.close()


def test_the_desk_says_when_it_listens_and_what_residents_are_told_out_of_hours(
    quiet_town: Town, chromium: Browser
) -> None:
    always = {f"desk--{end}_{day}": "00:00" for day in range(1, 8) for end in ("opens", "closes")}
    other_day = (datetime.now(ZoneInfo("America/Santiago")) + timedelta(days=3)).isoweekday()
    another = {f"desk--opens_{other_day}": "08:00", f"desk--closes_{other_day}": "20:00"}
    office = chromium.new_context()
    quiet_town.enter(office, "ines.valdebenito@demo.invalid")
    try:
        with at_the_desk(chromium, quiet_town) as page:
            expect(page.locator("#duty-figure")).to_have_count(0)
            quiet_town.post_form(office, "/town/hours", {"otherwise_call": "1460", **always})
            expect(page.locator("#duty-figure")).to_have_text("Atiende día y noche", timeout=10_000)

            quiet_town.post_form(office, "/town/hours", {"otherwise_call": "1460", **another})
            expect(page.locator("#out-of-hours")).to_contain_text("Fuera de horario. Abre:", timeout=10_000)
            expect(page.locator("#out-of-hours")).to_contain_text("que llamen al 1460 si no puede esperar")
            assert_accessible(page)

            quiet_town.post_form(office, "/town/hours", {"otherwise_call": ""})
            expect(page.locator("#out-of-hours")).to_have_count(0, timeout=10_000)
    finally:
        office.close()


def test_an_incident_goes_from_opening_to_closing_by_keyboard_alone(quiet_town: Town, chromium: Browser) -> None:
    with at_the_desk(chromium, quiet_town) as page:
        number = quiet_town.report(page.context, "robbery-in-progress", text="Forcejean con una señora")
        row = page.locator(row_of(page, number))
        row.focus()
        page.keyboard.press("Enter")
        page.keyboard.press("j")
        page.keyboard.press("k")
        row.click()
        next_step = page.locator("#next-step")

        expect(next_step).to_contain_text("Abrir")
        page.keyboard.press("o")
        expect(page.locator(".first .stage")).to_have_text("Abierto")
        expect(page.locator(".ranking button")).to_have_count(3)
        sent = page.locator(".ranking .sign").first.inner_text()
        page.keyboard.press("1")
        expect(next_step).to_have_text(f"Esperando a {sent}")
        for step, stage in (("accept", "Asignado"), ("moving", "En camino"), ("arrive", "En el lugar")):
            quiet_town.crew_does(chromium, sent, step)
            expect(page.locator(".first .stage")).to_have_text(stage)
        expect(next_step).to_contain_text("Controlado")
        page.keyboard.press("o")
        expect(next_step).to_contain_text("Cerrar")
        page.keyboard.press("c")
        page.keyboard.press("1")
        page.keyboard.press("Enter")

        expect(page.locator(".first .stage")).to_have_text("Cerrado")
        expect(row).to_have_count(0)


def test_a_reply_is_shown_at_once_and_a_draft_stays_with_its_incident(quiet_town: Town, chromium: Browser) -> None:
    with at_the_desk(chromium, quiet_town) as page:
        here = quiet_town.report(page.context, "noise", text="Fiesta", east=0.003)
        there = quiet_town.report(page.context, "animal", text="Perro suelto", east=-0.003)
        page.locator(row_of(page, here)).click()
        page.keyboard.press("r")
        page.keyboard.type("¿Sigue la música?")
        page.keyboard.press("Enter")
        expect(page.locator(".lines li.desk")).to_contain_text("¿Sigue la música?")
        page.keyboard.type("Le llamo en")
        page.locator(row_of(page, there)).click()
        expect(page.locator("#composer")).to_have_value("")

        page.locator(row_of(page, here)).click()

        expect(page.locator("#composer")).to_have_value("Le llamo en")


def test_two_operators_on_one_card_see_each_other(quiet_town: Town, chromium: Browser) -> None:
    with (
        at_the_desk(chromium, quiet_town) as rosa,
        at_the_desk(chromium, quiet_town, who="manuel.ibarra@demo.invalid") as manuel,
    ):
        number = quiet_town.report(rosa.context, "suspicious", text="Mira autos")
        for page in (rosa, manuel):
            page.locator(row_of(page, number)).click()

        expect(rosa.locator(".who")).to_contain_text("Manuel")
        expect(manuel.locator(".who")).to_contain_text("Rosa")
        watched = rosa.locator(row_of(rosa, number)).locator(".here")
        expect(watched).to_contain_text("MI")
        manuel.keyboard.press("Escape")
        expect(watched).to_have_count(0)


def test_a_lost_line_is_said_at_once_and_nothing_is_missed(quiet_town: Town, chromium: Browser) -> None:
    elsewhere = chromium.new_context()
    with at_the_desk(chromium, quiet_town) as page:
        opened = quiet_town.report(elsewhere, "pothole", text="Hoyo sin tapa", east=-0.006)
        expect(page.locator(row_of(page, opened))).to_be_visible()
        page.context.set_offline(True)
        expect(page.locator(".line[data-state]")).to_contain_text("Sin conexión", timeout=2_000)
        page.locator(row_of(page, opened)).click()
        expect(page.locator(".side .banner.bad")).to_contain_text("El servidor no responde")
        numbers = [quiet_town.report(elsewhere, "noise", text=f"Corte {n}", east=n / 1_000) for n in range(5)]

        page.context.set_offline(False)

        expect(page.locator(".line[data-state]")).to_have_attribute("data-state", "connected")
        for number in numbers:
            expect(page.locator(row_of(page, number))).to_have_count(1)
        expect(page.locator(".side .banner.bad")).to_have_count(0)
        expect(page.locator(".side .text")).to_have_text("Hoyo sin tapa")
        expect(page.locator(".ranking button")).to_have_count(3)
    elsewhere.close()


def test_a_call_becomes_an_incident_with_its_place_from_the_map(quiet_town: Town, chromium: Browser) -> None:
    with at_the_desk(chromium, quiet_town) as page:
        page.keyboard.press("n")
        expect(page.locator("#phone-address")).to_be_focused()
        page.keyboard.type("Tacna 1")
        page.locator("#address-list li").first.wait_for()
        page.keyboard.press("Enter")
        expect(page.locator(".map-point")).to_be_visible()
        page.locator(".tile", has_text="Emergencia médica").click()
        page.fill("#phone-text", "Cayó en la escalera")
        page.fill("#caller-phone", "+56 9 5555 0100")
        page.keyboard.press("Control+Enter")

        expect(page.locator(".side h2")).to_have_text("Emergencia médica")
        expect(page.locator(".side")).to_contain_text("+56 9 5555 0100")
        expect(page.locator(".first .stage")).to_have_text("Abierto")


def test_a_busy_unit_is_taken_only_after_a_second_word(quiet_town: Town, chromium: Browser) -> None:
    with at_the_desk(chromium, quiet_town) as page:
        for n, category in enumerate(("crash", "fire", "violence", "medical")):
            number = quiet_town.report(page.context, category, text=f"Caso {n}", east=n / 2_000)
            page.locator(row_of(page, number)).click()
            page.keyboard.press("o")
            expect(page.locator(".first .stage")).to_have_text("Abierto")
            expect(page.locator(".ranking button").first).to_be_enabled()
            page.keyboard.press("1")
            expect(page.locator(".task, dialog[open]").first).to_be_visible()
            if page.locator("dialog[open]").count():
                break

        expect(page.locator("dialog")).to_contain_text("está ocupad")
        page.get_by_role("button", name="Retirarlo y enviarlo").click()

        expect(page.locator(".task").first).to_be_visible()


@pytest.mark.parametrize("dark", [True, False], ids=["dark", "light"])
def test_everybody_can_use_it(quiet_town: Town, chromium: Browser, dark: bool) -> None:
    with at_the_desk(chromium, quiet_town, dark=dark) as page:
        number = quiet_town.report(page.context, "medical", text="Se desmayó")
        page.locator(row_of(page, number)).click()
        expect(page.locator(".ranking button").first).to_be_visible()
        assert_accessible(page)
        cut = "(all) => all.filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.textContent)"
        assert page.locator(".side header h2, .short").evaluate_all(cut) == []
        page.locator("#tab-history").click()
        assert_accessible(page)
        for key in ("?", "c", "t"):
            page.evaluate("document.activeElement.blur()")
            page.keyboard.press(key)
            expect(page.locator("dialog")).to_be_visible()
            assert_accessible(page)
            page.keyboard.press("Escape")
        page.keyboard.press("n")
        expect(page.locator("#phone-address")).to_be_focused()
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 1366


def test_a_key_right_after_escape_is_not_lost(quiet_town: Town, chromium: Browser) -> None:
    with at_the_desk(chromium, quiet_town) as page:
        page.keyboard.press("?")
        expect(page.locator("dialog")).to_be_visible()

        page.evaluate(
            """() => {
              const press = (key) => document.activeElement.dispatchEvent(
                new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
              press('Escape'); // both before the browser tells that the sheet has closed
              press('n');
            }"""
        )

        expect(page.locator("#phone-address")).to_be_focused()
        expect(page.locator("dialog")).to_have_count(0)


def test_one_letter_keys_can_be_switched_off(quiet_town: Town, chromium: Browser) -> None:
    with at_the_desk(chromium, quiet_town) as page:
        page.keyboard.press("?")
        page.get_by_label("Usar teclas de una letra").uncheck()
        page.keyboard.press("Escape")

        page.keyboard.press("n")

        expect(page.locator("#phone-address")).to_have_count(0)


def test_escape_empties_the_search_and_the_whole_queue_is_back(quiet_town: Town, chromium: Browser) -> None:
    with at_the_desk(chromium, quiet_town) as page:
        number = quiet_town.report(page.context, "noise", text="Otra fiesta", east=0.0045)
        row, search = page.locator(row_of(page, number)), page.locator("#queue-search")
        expect(row).to_be_visible()
        page.keyboard.press("/")
        page.keyboard.type("VS-9999")
        expect(row).to_have_count(0)

        page.keyboard.press("Escape")

        expect(search).to_have_value("")
        expect(search).not_to_be_focused()
        expect(row).to_be_visible()


def test_what_is_typed_right_after_the_key_is_text_and_no_command(quiet_town: Town, chromium: Browser) -> None:
    with at_the_desk(chromium, quiet_town) as page:
        number = quiet_town.report(page.context, "noise", text="Taladro", east=-0.0045)
        page.locator(row_of(page, number)).click()
        expect(page.locator(".ranking button")).to_have_count(3)

        # As fast as keys can come: all of them before the browser does anything else.
        page.evaluate(
            """() => { for (const key of 'ia') {
                const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true });
                window.written = document.activeElement.dispatchEvent(event);
            } }"""
        )

        assert page.evaluate("window.written && document.activeElement.id") == "composer"
        expect(page.locator(".task")).to_have_count(0)


def test_every_unit_on_duty_can_be_sent(quiet_town: Town, chromium: Browser) -> None:
    for call_sign, east in (("M-3", 0.0125), ("M-4", 0.013)):
        quiet_town.put_on_duty(chromium, call_sign, east=east)
    with at_the_desk(chromium, quiet_town) as page:
        first, second = (
            quiet_town.report(page.context, "noise", text="Fiesta", east=east) for east in (-0.007, -0.009)
        )
        page.locator(row_of(page, first)).click()
        expect(page.locator(".ranking button")).to_have_count(3)
        page.keyboard.press("s")
        expect(page.locator(".others button").first).to_be_focused()
        assert_accessible(page)
        page.get_by_role("button", name="Enviar M-3").focus()
        page.keyboard.press("Enter")
        expect(page.locator(".task")).to_contain_text("M-3")

        page.locator(row_of(page, second)).click()
        page.locator("#desk-units .unit", has_text="M-4").click()
        page.get_by_role("button", name=f"Enviar a {second}").click()

        expect(page.locator(".task")).to_contain_text("M-4")


def test_an_incident_taken_up_again_runs_a_clock_of_its_own(quiet_town: Town, chromium: Browser) -> None:
    quiet_town.put_on_duty(chromium, "M-5", east=0.0135)
    with at_the_desk(chromium, quiet_town) as page:
        number = quiet_town.report(page.context, "noise", text="Sigue igual", east=-0.011)
        row = page.locator(row_of(page, number))
        row.click()
        page.locator("#desk-units .unit", has_text="M-5").click()
        page.get_by_role("button", name=f"Enviar a {number}").click()
        expect(page.locator(".task")).to_contain_text("M-5")
        for step in ("accept", "moving", "arrive"):
            quiet_town.crew_does(chromium, "M-5", step)
        expect(row.locator(".left")).to_contain_text("cerrar")  # answered and arrived: what is left is to close
        quiet_town.crew_does(chromium, "M-5", "done")
        expect(row).to_have_count(0)

        link = quiet_town.follow_links[number]
        assert page.context.request.post(f"{link}/confirm", data={"solved": False}).ok

        expect(row).to_contain_text("Reabierto")
        expect(row.locator(".left")).to_have_class(re.compile("is-calm"))
        expect(row.locator(".left")).to_have_text(re.compile(r"(9:5\d|10:00)$"))  # ten minutes to answer, anew
        expect(page.locator(".side header .clock")).to_contain_text("reabierto")


def test_a_unit_that_grows_silent_looks_stale_without_any_news(quiet_town: Town, chromium: Browser) -> None:
    with at_the_desk(chromium, quiet_town) as page:
        quiet_town.put_on_duty(chromium, "M-6", east=0.014, seen_s_ago=55)

        expect(page.locator("#desk-units .unit.stale", has_text="M-6")).to_contain_text("Visto", timeout=12_000)


@pytest.mark.parametrize("noticed", ["by a step", "by the stream"])
def test_the_end_of_a_session_is_said_once_with_the_way_back_in(
    quiet_town: Town, chromium: Browser, noticed: str
) -> None:
    with at_the_desk(chromium, quiet_town) as page:
        number = quiet_town.report(page.context, "noise", text="Gritos", east=0.0165)
        page.locator(row_of(page, number)).click()
        expect(page.locator(".ranking button")).to_have_count(3)
        page.context.clear_cookies()
        if noticed == "by a step":
            page.keyboard.press("o")
        else:
            page.context.set_offline(True)
            expect(page.locator(".line[data-state]")).to_have_attribute("data-state", "lost")
            page.context.set_offline(False)

        banner = page.locator("#session-over")
        expect(banner).to_contain_text("Su sesión terminó")
        expect(banner.get_by_role("link")).to_have_attribute("href", "/")
        expect(page.locator(".line[data-state]")).to_have_attribute("data-state", "signed out")
        expect(page.locator(".side .banner.bad")).to_have_count(0)
        assert_accessible(page)


@pytest.mark.parametrize("engine", ["lite", "gl"])
def test_both_map_engines_keep_the_same_promises(quiet_town: Town, chromium: Browser, engine: str) -> None:
    with at_the_desk(chromium, quiet_town, query=f"?map={engine}") as page:
        # On the map without the gl engine a unit stands exactly there: it must hide nothing.
        number = quiet_town.report(page.context, "pothole", text="Hoyo", east={"lite": 0.008, "gl": -0.013}[engine])
        page.locator(row_of(page, number)).click()
        page.locator(".map-marks").wait_for()
        page.wait_for_timeout(1_500)  # the map flies to the incident, which then stands in the middle
        box = page.locator("#desk-map").bounding_box()
        assert box is not None
        middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.keyboard.press("Escape")
        expect(page.locator("#next-step")).to_have_count(0)

        page.mouse.click(*middle)
        expect(page.locator(".number")).to_have_text(number)

        page.keyboard.press("n")
        page.mouse.click(*middle)
        expect(page.locator(".map-point")).to_be_visible()
        before = page.input_value("#phone-address")
        page.locator(".map-point").focus()
        for _ in range(12):
            page.keyboard.press("Shift+ArrowUp")
        expect(page.locator("#phone-address")).not_to_have_value(before)
