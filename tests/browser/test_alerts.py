"""The water is cut off in the north: the supervisor says so, residents there see it, others do not; then it is over."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from sereno.alerts import actions
from tests import cap_samples as samples
from tests.browser.desk_town import Town, at_the_desk, running_town
from tests.browser.phone import assert_accessible, assert_fits, phone, sign_in
from tests.town import Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NORTH = (-71.21, -33.19)
SOUTH = (-71.21, -33.21)
BANNER = "#alerts .in-force"
SOON_MS = 20_000  # pages ask every 15 s


def shot(page: Page, name: str) -> None:
    """A picture for whoever wants to look, where SERENO_SHOTS says."""
    if folder := os.environ.get("SERENO_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def write_alert(page: Page, *, headline: str = "Sin agua hasta las 18:00", severity: str = "Moderate") -> None:
    page.get_by_label("Titular", exact=True).fill(headline)
    page.get_by_label("Qué hacer", exact=False).first.fill("Junte agua para beber.")
    page.get_by_label("¿Qué es?").fill("Corte de agua")
    page.get_by_label("¿Qué tan grave?").select_option(severity)


def test_an_alert_for_a_zone_reaches_those_inside_until_it_is_cancelled(
    living_town: Cast, live_server: LiveServer, chromium: Browser
) -> None:
    address = live_server.url
    with (
        phone(chromium, address=address, at=NORTH) as inside,
        phone(chromium, address=address, at=SOUTH) as outside,
        phone(chromium, address=address, located=False) as supervisor,
    ):
        for page in (inside, outside):
            page.goto("/report")
            expect(page.locator("#here")).to_contain_text("Villa Sereno")
        sign_in(supervisor, living_town.accounts["supervisor"], address)
        supervisor.goto("/town/alerts")
        supervisor.get_by_role("link", name="Nueva alerta").click()
        write_alert(supervisor)
        supervisor.get_by_label("Norte").check()
        assert_fits(supervisor)
        assert_accessible(supervisor)
        shot(supervisor, "alert-form")
        supervisor.get_by_role("button", name="Verla como la verán los vecinos").click()

        expect(supervisor.locator("main")).to_contain_text("4,14 km²: Norte")
        expect(supervisor.locator(".in-force")).to_contain_text("Sin agua hasta las 18:00")
        assert_fits(supervisor)
        assert_accessible(supervisor)
        shot(supervisor, "alert-preview")
        expect(inside.locator(BANNER)).to_have_count(0)
        supervisor.get_by_role("button", name="Enviarla a todos en el área").click()

        expect(supervisor.get_by_role("status")).to_contain_text("La alerta salió")
        expect(inside.locator(BANNER)).to_contain_text("Tenga cuidado", timeout=SOON_MS)
        expect(inside.locator(BANNER)).to_contain_text("lo dice Villa Sereno")
        expect(outside.locator(BANNER)).to_have_count(0)
        assert_fits(inside)
        assert_accessible(inside)
        shot(inside, "alert-resident")
        shot(supervisor, "alert-list")
        assert_accessible(supervisor)

        supervisor.get_by_role("link", name="Sin agua hasta las 18:00").click()
        assert_accessible(supervisor)
        supervisor.get_by_label("¿Por qué se cancela?").fill("Volvió el agua")
        supervisor.get_by_role("button", name="Cancelar la alerta").click()

        expect(supervisor.get_by_role("status")).to_contain_text("La alerta está cancelada")
        expect(inside.locator(BANNER)).to_have_count(0, timeout=SOON_MS)


def test_an_extreme_alert_is_not_to_be_missed_and_stays_readable_without_a_connection(
    living_town: Cast, live_server: LiveServer, chromium: Browser
) -> None:
    document = samples.fire(**{"2026-11-20T20:00:00-03:00": "2090-01-01T00:00:00-03:00"})
    actions.take_in(document, municipality=living_town.villa, by=None, simulated=False)
    with phone(chromium, address=live_server.url, at=NORTH) as page:
        page.goto("/report")

        expect(page.get_by_role("alert")).to_contain_text("Peligro extremo")
        expect(page.get_by_role("alert")).to_contain_text("Salga a pie por Avenida Ñuble.")
        assert_fits(page)
        assert_accessible(page)
        shot(page, "alert-extreme")
        page.context.set_offline(True)
        expect(page.locator(".in-force-age")).to_contain_text("Sin conexión: así estaba", timeout=SOON_MS)
        expect(page.get_by_role("alert")).to_be_visible()
        assert_accessible(page)


def test_without_scripts_residents_still_read_the_towns_alerts(
    living_town: Cast, live_server: LiveServer, chromium: Browser
) -> None:
    document = samples.fire(**{"2026-11-20T20:00:00-03:00": "2090-01-01T00:00:00-03:00"})
    actions.take_in(document, municipality=living_town.villa, by=None, simulated=False)
    with phone(chromium, address=live_server.url, java_script_enabled=False) as page:
        page.goto("/report")

        expect(page.locator(BANNER)).to_contain_text("Evacúe el sector norte")


def test_a_wrong_document_is_refused_in_words_and_a_right_one_is_shown(
    living_town: Cast, live_server: LiveServer, chromium: Browser
) -> None:
    with phone(chromium, address=live_server.url, located=False) as page:
        sign_in(page, living_town.accounts["supervisor"], live_server.url)
        page.goto("/town/alerts/take")
        page.get_by_label("O pegado aquí").fill(samples.fire(Extreme="Terrible").decode())
        page.locator("main").get_by_role("button", name="Incorporar").click()
        expect(page.get_by_role("alert")).to_contain_text("<severity> es «Terrible»")
        assert_fits(page)
        assert_accessible(page)

        page.get_by_label("O pegado aquí").fill(samples.fire().decode())
        page.locator("main").get_by_role("button", name="Incorporar").click()

        expect(page.get_by_role("status")).to_contain_text("La alerta se incorporó.")
        expect(page.locator(".alert-original")).to_contain_text("Turno regional")
        assert_accessible(page)
        shot(page, "alert-taken")


@pytest.fixture(scope="module")
def quiet_town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with running_town(tmp_path_factory.mktemp("alerts") / "town") as town:
        yield town


def test_an_area_drawn_on_the_map_is_seen_at_the_desk_at_once(quiet_town: Town, chromium: Browser) -> None:
    with at_the_desk(chromium, quiet_town) as desk:
        context = chromium.new_context(
            base_url=quiet_town.url, viewport={"width": 1366, "height": 900}, locale="es-CL", reduced_motion="reduce"
        )
        quiet_town.enter(context, "patricio.lagos@demo.invalid")
        page = context.new_page()
        page.goto("/town/alerts/new")
        write_alert(page, headline=f"Calle cerrada {uuid4().hex[:6]}", severity="Severe")
        page.locator("#area-map canvas").first.wait_for()
        page.get_by_role("button", name="Dibujar en el mapa").click()
        for x, y in ((200, 120), (420, 120), (420, 300), (200, 300)):
            page.locator("#area-map").click(position={"x": x, "y": y})
        expect(page.locator("#draw-said")).to_contain_text("4 esquinas")
        page.get_by_role("button", name="El dibujo está listo").click()
        shot(page, "alert-drawn")
        page.get_by_role("button", name="Verla como la verán los vecinos").click()
        page.locator("#area-map canvas").first.wait_for()
        page.wait_for_timeout(1_500)
        shot(page, "alert-preview-map")
        expect(page.locator(".in-force")).to_contain_text("Simulacro: no es real")
        page.get_by_role("button", name="Enviarla a todos en el área").click()
        sent = time.monotonic()

        expect(desk.get_by_role("region", name="Alertas vigentes")).to_contain_text("Calle cerrada", timeout=5_000)
        assert time.monotonic() - sent < 5
        desk.wait_for_timeout(1_000)
        shot(desk, "alert-desk")
        context.close()
