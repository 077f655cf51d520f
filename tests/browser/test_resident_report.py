"""A neighbour reports from a cheap phone: what, where, send."""

import gzip
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from sereno.incidents.models import Report
from tests.browser.phone import assert_accessible, assert_fits, phone, photo
from tests.town import FIELD, Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SCRIPT_BUDGET_BYTES = 60_000
FOLLOW = re.compile(r"/r/[\w~.-]+$")


def choose(page: Page, name: str = "Ruidos molestos") -> None:
    page.locator(".tile", has_text=name).click()


def test_a_neighbour_reports_with_three_taps(living_town: Cast, live_server: LiveServer, chromium: Browser) -> None:
    with phone(chromium, address=live_server.url) as page:
        page.goto("/report")

        choose(page)
        page.get_by_role("button", name="Estoy aquí").click()
        expect(page.locator("#here")).to_contain_text("Villa Sereno")
        page.get_by_role("button", name="Enviar reporte").click()

        page.wait_for_url(FOLLOW)
        expect(page.locator(".stepper .now")).to_contain_text("Recibido")
    report = Report.objects.get()
    assert (report.lon, report.lat) == pytest.approx((-71.21, -33.2), abs=1e-6)
    assert report.accuracy_m == 12


def test_everything_a_phone_can_add_arrives_with_the_report(
    living_town: Cast, live_server: LiveServer, chromium: Browser, tmp_path: Path
) -> None:
    with phone(chromium, address=live_server.url) as page:
        page.goto("/report")
        choose(page)
        expect(page.locator("#here")).to_contain_text("Villa Sereno")
        page.get_by_role("textbox", name="¿Qué vio?").fill("Dos autos chocaron")
        page.locator("input[data-take]").first.set_input_files(photo(tmp_path))
        expect(page.locator("#thumbs img")).to_have_count(1)
        page.get_by_text("Dejar mi nombre").click()
        page.get_by_label("Nombre").fill("Nadia")
        page.get_by_role("switch").uncheck()

        page.get_by_role("button", name="Enviar reporte").click()

        page.wait_for_url(FOLLOW)
        expect(page.locator("#media li")).to_have_count(1, timeout=20_000)
    report = Report.objects.get()
    assert (report.text, report.contact_name, report.anonymous) == ("Dos autos chocaron", "Nadia", False)


def test_a_report_half_written_survives_that_the_page_is_loaded_again(
    living_town: Cast, live_server: LiveServer, chromium: Browser, tmp_path: Path
) -> None:
    with phone(chromium, address=live_server.url) as page:
        page.goto("/report")
        choose(page)
        expect(page.locator("#here")).to_contain_text("Villa Sereno")
        page.get_by_role("textbox", name="¿Qué vio?").fill("Dos autos chocaron")
        page.locator("input[data-take]").first.set_input_files(photo(tmp_path, width_px=800, height_px=600))
        expect(page.locator("#thumbs img")).to_have_count(1)
        page.wait_for_timeout(800)  # kept a moment after the last touch

        page.goto("/report")

        expect(page.locator("#picked-name")).to_have_text("Ruidos molestos")
        expect(page.get_by_role("textbox", name="¿Qué vio?")).to_have_value("Dos autos chocaron")
        expect(page.locator("#thumbs img")).to_have_count(1)
        expect(page.locator("#here")).to_contain_text("Villa Sereno")
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        assert_fits(page)
        assert_accessible(page)
        page.get_by_role("button", name="Enviar reporte").click()
        page.wait_for_url(FOLLOW)
        page.goto("/report")
        expect(page.locator("#outbox")).to_be_hidden()
        expect(page.locator("#picked")).to_be_hidden()
        expect(page.locator(".taken-up")).to_have_count(0)


def test_a_report_half_written_can_be_discarded(living_town: Cast, live_server: LiveServer, chromium: Browser) -> None:
    with phone(chromium, address=live_server.url) as page:
        page.goto("/report")
        choose(page)
        page.wait_for_timeout(800)
        page.goto("/report")

        page.locator(".taken-up").get_by_role("button", name="Descartar").click()

        expect(page.locator(".taken-up")).to_have_count(0)
        expect(page.locator("#picked")).to_be_hidden()


@pytest.mark.parametrize("path", ["/report", "/my"])
def test_the_reader_chooses_the_language(
    living_town: Cast, live_server: LiveServer, chromium: Browser, path: str
) -> None:
    with phone(chromium, address=live_server.url) as page:
        page.goto(path)

        page.get_by_role("button", name="English").click()

        expect(page.locator("html")).to_have_attribute("lang", "en")
        expect(page.get_by_role("button", name="English")).to_have_attribute("aria-current", "true")
        assert_fits(page)
        page.get_by_role("button", name="Español").click()
        expect(page.locator("html")).to_have_attribute("lang", "es")


def test_nothing_lies_over_the_choice_before_anything_is_chosen(
    living_town: Cast, live_server: LiveServer, chromium: Browser
) -> None:
    with phone(chromium, address=live_server.url, located=False) as page:
        page.goto("/report")

        more = page.get_by_text("Ver más")
        more.scroll_into_view_if_needed()
        more.click()

        expect(page.locator(".others")).to_have_attribute("open", "")
        bar, box = page.locator(".send-bar").bounding_box(), page.locator("#what").bounding_box()
        assert bar
        assert box
        assert bar["y"] >= box["y"] + box["height"]


@pytest.mark.parametrize("name", ["programa.exe", "foto.jpg"])
def test_a_file_that_is_no_photo_is_refused_when_it_is_chosen(
    living_town: Cast, live_server: LiveServer, chromium: Browser, name: str
) -> None:
    with phone(chromium, address=live_server.url) as page:
        page.goto("/report")
        choose(page)

        wrong = {"name": name, "mimeType": "image/jpeg", "buffer": b"MZ" + bytes(200)}
        page.locator("input[data-take]").first.set_input_files([wrong])

        expect(page.locator("#attach-status")).to_contain_text("Se aceptan fotos (JPG, PNG, WebP)")
        expect(page.locator("#thumbs li")).to_have_count(0)


def test_a_photo_of_another_kind_that_the_phone_can_open_is_made_a_jpeg(
    living_town: Cast, live_server: LiveServer, chromium: Browser, tmp_path: Path
) -> None:
    from PIL import Image

    Image.new("RGB", (40, 30), "teal").save(tmp_path / "foto.bmp")
    with phone(chromium, address=live_server.url) as page:
        page.goto("/report")
        choose(page)
        expect(page.locator("#here")).to_contain_text("Villa Sereno")
        page.locator("input[data-take]").first.set_input_files(tmp_path / "foto.bmp")
        expect(page.locator("#thumbs img")).to_have_count(1)

        page.get_by_role("button", name="Enviar reporte").click()

        page.wait_for_url(FOLLOW)
        expect(page.locator("#media li")).to_have_count(1, timeout=20_000)


def test_the_form_reports_without_any_script(living_town: Cast, live_server: LiveServer, chromium: Browser) -> None:
    with phone(chromium, address=live_server.url, java_script_enabled=False) as page:
        page.goto("/report")
        assert_fits(page)
        choose(page)
        page.locator("input[name=address]").fill("Plaza de Armas")
        page.locator("textarea[name=text]").fill("Fiesta en la plaza")

        page.get_by_role("button", name="Enviar reporte").click()

        # This small town has no address index: the refusal shows the form again, with all that was written.
        expect(page.get_by_role("alert")).to_be_visible()
        expect(page.locator("textarea[name=text]")).to_have_value("Fiesta en la plaza")
        expect(page.locator("input[value=noise]")).to_be_checked()


def test_a_poor_position_is_called_poor(living_town: Cast, live_server: LiveServer, chromium: Browser) -> None:
    with phone(chromium, address=live_server.url, accuracy_m=850) as page:
        page.goto("/report")
        choose(page)

        expect(page.locator("#fix")).to_contain_text("±850 m")
        expect(page.locator("#fix")).to_contain_text("marque el mapa")


def test_a_phone_that_gives_no_position_says_what_else_to_do(
    living_town: Cast, live_server: LiveServer, chromium: Browser
) -> None:
    with phone(chromium, address=live_server.url, located=False) as page:
        page.goto("/report")
        choose(page)
        page.get_by_role("button", name="Estoy aquí").click()
        expect(page.locator("#fix")).to_contain_text("Escriba la dirección")

        page.get_by_role("button", name="Enviar reporte").click()

        expect(page.locator("#missing")).to_have_text("Indique dónde es")
        assert Report.objects.count() == 0


def test_a_place_nobody_serves_is_told_before_and_after_sending(
    living_town: Cast, live_server: LiveServer, chromium: Browser
) -> None:
    with phone(chromium, address=live_server.url, at=FIELD) as page:
        page.goto("/report")
        choose(page)
        expect(page.locator("#here .notice")).to_contain_text("Las Quilas")
        expect(page.locator("#here .call").first).to_be_visible()
        page.get_by_role("textbox", name="¿Qué vio?").fill("Un perro herido")

        page.get_by_role("button", name="Enviar reporte").click()

        expect(page.locator("#sent")).to_have_attribute("data-state", "refused")
        expect(page.locator("#sent .call").first).to_be_visible()
        page.get_by_role("button", name="Corregir y enviar").click()
        expect(page.get_by_role("textbox", name="¿Qué vio?")).to_have_value("Un perro herido")
    assert Report.objects.count() == 0


def test_typing_finds_the_kind_of_problem(living_town: Cast, live_server: LiveServer, chromium: Browser) -> None:
    with phone(chromium, address=live_server.url) as page:
        page.goto("/report")

        page.get_by_role("searchbox").fill("RUIDO")

        expect(page.locator(".tile:visible")).to_have_count(1)
        page.get_by_role("searchbox").press("Enter")
        expect(page.locator("#picked-name")).to_have_text("Ruidos molestos")


def test_the_page_is_light_before_the_map(living_town: Cast, live_server: LiveServer, chromium: Browser) -> None:
    with phone(chromium, address=live_server.url) as page:
        scripts: dict[str, int] = {}
        page.on("response", lambda answer: _weigh(answer, scripts))
        page.goto("/report", wait_until="networkidle")
        choose(page)
        page.wait_for_timeout(300)

        weight_bytes = sum(scripts.values())

        assert scripts
        assert not any("pin" in name or "lite" in name for name in scripts)
        assert weight_bytes <= SCRIPT_BUDGET_BYTES, scripts


def _weigh(answer: object, scripts: dict[str, int]) -> None:
    url = answer.url  # type: ignore[attr-defined]
    if url.endswith(".js") and "/dist/" in url:
        scripts[url.rsplit("/", 1)[1]] = len(gzip.compress(answer.body()))  # type: ignore[attr-defined]


def test_the_map_comes_when_it_is_touched_and_places_the_pin(
    living_town: Cast, live_server: LiveServer, chromium: Browser
) -> None:
    with phone(chromium, address=live_server.url, located=False) as page:
        page.goto("/report")
        choose(page)
        page.get_by_role("button", name="En el mapa").click()
        page.locator("#map .map-marks").wait_for(state="attached")

        page.locator("#map").click(position={"x": 120, "y": 110})

        expect(page.locator("#here")).to_contain_text("Villa Sereno")
        assert page.locator("input[name=lon]").input_value()


def test_the_pages_are_accessible_and_fit_the_phone(
    living_town: Cast, live_server: LiveServer, chromium: Browser
) -> None:
    with phone(chromium, address=live_server.url) as page:
        page.goto("/report")
        page.wait_for_load_state("networkidle")
        assert_fits(page)
        assert_accessible(page)
        choose(page)
        page.get_by_text("Dejar mi nombre").click()
        expect(page.locator("#here")).to_contain_text("Villa Sereno")
        assert_fits(page)
        assert_accessible(page)
        page.get_by_role("button", name="Enviar reporte").click()
        page.wait_for_url(FOLLOW)
        page.wait_for_load_state("load")
        assert_fits(page)
        assert_accessible(page)
        page.goto("/my")
        expect(page.locator("#reports li")).to_have_count(1)
        assert_fits(page)
        assert_accessible(page)
        page.goto("/accounts/login/")
        assert_fits(page)
        assert_accessible(page)


def test_a_refused_form_comes_back_as_it_was(living_town: Cast, live_server: LiveServer, chromium: Browser) -> None:
    with phone(chromium, address=live_server.url, located=False) as page:
        page.goto("/report")
        page.evaluate(
            """() => {
                const form = document.getElementById('report');
                form.elements.category.value = 'noise';
                form.elements.lon.value = '-73';
                form.elements.lat.value = '-33.2';
                form.elements.text.value = 'En el mar';
                HTMLFormElement.prototype.submit.call(form);
            }"""
        )

        expect(page.get_by_role("alert")).to_be_visible()
        expect(page.locator("#picked-name")).to_have_text("Ruidos molestos")
        expect(page.locator("textarea[name=text]")).to_have_value("En el mar")
        expect(page.locator("#here .notice")).to_be_visible()
