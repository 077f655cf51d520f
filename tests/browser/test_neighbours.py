"""Two desks side by side: an incident is offered, seen with its clock, taken over; the administrator's treaties."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.desk_town import assert_accessible
from tests.stories.stand import free_port, post, stand, wait_until_healthy
from tests.town import PLAZA

pytestmark = pytest.mark.browser
AT_THE_BORDER = (-71.2005, -33.200)
NAMES = ("rosa", "carla", "administrator")


class Towns:
    """Villa Sereno and Los Aromos on one installation, and the sessions of those who work there."""

    def __init__(self, port: int, sessions: dict[str, str]) -> None:
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self.sessions = sessions

    def report(self, at: tuple[float, float], text: str) -> str:
        body = {"category": "noise", "lon": at[0], "lat": at[1], "text": text}
        _, told = post(self.port, "/api/v1/reports", body)
        return str(told["number"])

    @contextmanager
    def page(self, browser: Browser, who: str, path: str, *, width: int = 1440) -> Iterator[Page]:
        context = browser.new_context(locale="es-CL", viewport={"width": width, "height": 900})
        context.add_cookies([{"name": "sessionid", "value": self.sessions[who], "url": self.url}])
        page = context.new_page()
        page.goto(self.url + path)
        yield page
        context.close()


@pytest.fixture(scope="module")
def towns(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Towns]:
    port = free_port()
    with stand(tmp_path_factory.mktemp("towns"), database_url="") as installation:
        for town, neighbour in (("villa-sereno", "los-aromos"), ("los-aromos", "villa-sereno")):
            installation.run("tests.stories.ally", town, neighbour, "")
        keys = installation.run("tests.stories.sessions", *(f"{name}@town.test" for name in NAMES)).split()
        installation.start("serve", "serve", "--port", str(port))
        wait_until_healthy(port)
        yield Towns(port, dict(zip(NAMES, keys, strict=True)))


def look(page: Page, name: str) -> None:
    """Keep a picture where the developer asked for one."""
    if folder := os.environ.get("SERENO_TEST_SHOTS"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"))


def test_an_incident_goes_from_desk_to_desk_without_reloading(towns: Towns, chromium: Browser) -> None:
    number = towns.report(PLAZA, "Música muy fuerte en la esquina")
    with towns.page(chromium, "rosa", "/desk") as rosa, towns.page(chromium, "carla", "/desk") as carla:
        rosa.locator(f"#row-{number.partition('-')[2]}").click()
        rosa.get_by_role("button", name="Derivar a otra comuna").click()
        dialog = rosa.get_by_role("dialog")
        expect(dialog).to_contain_text("Música muy fuerte en la esquina")
        expect(dialog).to_contain_text("datos de contacto")
        dialog.get_by_label("Unas palabras para su central").fill("Es del otro lado del canal")
        assert_accessible(rosa)
        look(rosa, "offer")
        dialog.get_by_role("button", name="Ofrecer").click()
        expect(rosa.locator("#towns-head")).to_be_visible()

        offer = carla.locator("#offers-head + ul button")
        expect(offer).to_contain_text("quedan", timeout=10_000)
        look(carla, "incoming")
        offer.click()
        expect(carla.get_by_role("dialog")).to_contain_text("Es del otro lado del canal")
        assert_accessible(carla)
        look(carla, "answer")
        carla.get_by_role("button", name="Recibirlo").click()

        expect(carla.locator(".first .number")).to_contain_text("LA-")
        expect(rosa.locator(".one[data-state=accepted]")).to_contain_text("LA-", timeout=10_000)
        look(carla, "taken")
        look(rosa, "accepted")


def test_an_offer_is_returned_with_its_reason(towns: Towns, chromium: Browser) -> None:
    number = towns.report(PLAZA, "Fiesta en la terraza")
    with towns.page(chromium, "rosa", "/desk") as rosa, towns.page(chromium, "carla", "/desk") as carla:
        rosa.locator(f"#row-{number.partition('-')[2]}").click()
        rosa.get_by_role("button", name="Derivar a otra comuna").click()
        rosa.get_by_role("button", name="Ofrecer").click()
        carla.locator("#offers-head + ul button").click()
        carla.get_by_role("button", name="Devolver…").click()
        carla.get_by_label("Por qué se devuelve").fill("Esa cuadra es de ustedes")
        carla.get_by_role("button", name="Devolver", exact=True).click()

        expect(rosa.locator(".one[data-state=returned]")).to_contain_text("Esa cuadra es de ustedes", timeout=10_000)
        expect(carla.locator("#offers-head")).to_have_count(0)


def test_the_neighbours_desk_sees_what_is_at_the_border_and_may_ask_for_it(towns: Towns, chromium: Browser) -> None:
    towns.report(AT_THE_BORDER, "Pelea junto al puente")
    with towns.page(chromium, "carla", "/desk") as carla:
        across = carla.locator("details li")
        expect(across).to_contain_text("de Villa Sereno", timeout=10_000)
        look(carla, "border")
        across.get_by_role("button", name="Pedirlo").click()
        expect(across).to_contain_text("Pedido")
        assert_accessible(carla)


def test_an_open_desk_hears_of_what_happens_across_the_border_by_itself(towns: Towns, chromium: Browser) -> None:
    with towns.page(chromium, "carla", "/desk") as carla, towns.page(chromium, "rosa", "/desk") as rosa:
        expect(carla.get_by_text("En vivo")).to_be_visible(timeout=10_000)

        number = towns.report(AT_THE_BORDER, "Auto abandonado en el puente").partition("-")[2]
        across = carla.locator("details li").filter(has_text="Auto abandonado en el puente")
        expect(across).to_contain_text("Sin abrir", timeout=5_000)

        rosa.locator(f"#row-{number}").click()
        rosa.get_by_role("button", name=re.compile("^Abrir")).first.click()
        expect(across).to_contain_text("Abierto", timeout=5_000)


@pytest.mark.parametrize("width", [360, 1440])
def test_the_administrator_reads_and_changes_a_treaty(towns: Towns, chromium: Browser, width: int) -> None:
    with towns.page(chromium, "administrator", "/town/neighbours", width=width) as page:
        section = page.locator("section.neighbour").first
        expect(section).to_contain_text("Los Aromos")
        section.get_by_text("Lo que dice el convenio").click()
        assert_accessible(page)
        look(page, f"treaty-{width}")
        section.get_by_label("la conversación anterior").check()
        expect(section.get_by_label("Clave (api_key)")).to_be_hidden()
        section.get_by_label("Un servicio Open311").check()
        expect(section.get_by_label("Clave (api_key)")).to_be_visible()
        assert_accessible(page)
        look(page, f"treaty-open311-{width}")
        section.get_by_label("Atendida en esta instalación").check()
        section.get_by_role("button", name="Poner en vigencia").click()

        expect(page.get_by_role("status").first).to_contain_text("El convenio está vigente")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
