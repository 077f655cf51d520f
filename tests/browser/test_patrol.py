"""A crew works a task from the offer to the end, with gloves, at night, and through a tunnel."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from sereno.dispatch import actions
from sereno.dispatch.models import Task, Unit
from sereno.incidents import actions as incidents
from sereno.incidents.models import Incident, Note, Report
from sereno.kernel import clock
from sereno.vocabulary.words import TaskState
from tests import town as cast
from tests.browser.phone import assert_accessible, assert_fits, phone, sign_in
from tests.town import PLAZA, Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CORNER = (PLAZA[0] + 0.004, PLAZA[1])  # 370 m from the plaza


@pytest.fixture
def offered(living_town: Cast) -> Incident:
    """Something happens at the corner, and the desk offers it to Memo's car."""
    cast.on_duty(living_town.memo, living_town.car, now=clock.now())
    receipt = cast.report("robbery-in-progress", at=CORNER, text="Dos personas en moto")
    incident = Report.objects.get(pk=receipt.report).incident
    incidents.open_incident(living_town.rosa, ref=incident.pk)
    actions.assign(living_town.rosa, incident_ref=incident.pk, unit=living_town.car)
    return incident


def open_patrol(page: Page, living_town: Cast, address: str) -> None:
    sign_in(page, living_town.accounts["memo"], address)
    page.goto("/patrol")


def press(page: Page, words: str) -> None:
    page.locator("#advance", has_text=words).click()


def test_a_task_is_accepted_driven_reached_and_finished(
    living_town: Cast, offered: Incident, live_server: LiveServer, chromium: Browser
) -> None:
    with phone(chromium, address=live_server.url) as page:
        open_patrol(page, living_town, live_server.url)
        expect(page.locator("#task h1")).to_have_text("Robo en curso")
        expect(page.locator("#distance")).to_contain_text("370 m")
        assert_fits(page)
        assert_accessible(page)

        press(page, "Aceptar")
        press(page, "En camino")
        expect(page.get_by_role("link", name="Waze")).to_be_visible()
        assert_accessible(page)
        page.get_by_role("button", name="Cerrar").click()
        press(page, "En el lugar")
        page.get_by_role("textbox", name="Nota para la central").fill("Un detenido")
        page.get_by_role("button", name="Guardar la nota").click()
        expect(page.locator("#said")).to_contain_text("Un detenido")
        press(page, "Terminar")
        assert_fits(page)
        page.get_by_text("Atendido", exact=True).click()
        page.locator("#sheet").get_by_role("button", name="Terminar").click()

        expect(page.locator("#resting-words")).to_contain_text("Esperando una tarea")
        expect(page.locator("#today li")).to_have_count(1)
        assert_accessible(page)
    task = Task.objects.get()
    assert task.state == TaskState.DONE
    assert None not in (task.accepted_at, task.moving_at, task.on_scene_at)
    assert Note.objects.filter(text="Un detenido").count() == 1


def test_a_crew_is_told_at_once_that_a_file_is_no_photo(
    living_town: Cast, offered: Incident, live_server: LiveServer, chromium: Browser
) -> None:
    with phone(chromium, address=live_server.url) as page:
        open_patrol(page, living_town, live_server.url)
        expect(page.locator("#advance")).to_contain_text("Aceptar")

        wrong = {"name": "informe.jpg", "mimeType": "image/jpeg", "buffer": b"MZ" + bytes(200)}
        page.locator("#photo").set_input_files([wrong])

        expect(page.locator("#toast")).to_contain_text("Se aceptan fotos (JPG, PNG, WebP)")
        expect(page.locator("#connection")).not_to_contain_text("por enviar")


def test_a_crew_that_cannot_go_says_why(
    living_town: Cast, offered: Incident, live_server: LiveServer, chromium: Browser
) -> None:
    with phone(chromium, address=live_server.url) as page:
        open_patrol(page, living_town, live_server.url)

        page.get_by_role("button", name="Rechazar").click()
        page.get_by_text("Vehículo averiado").click()
        page.locator("#sheet").get_by_role("button", name="Rechazar").click()

        expect(page.locator("#resting")).to_be_visible()
        expect(page.locator("#connection")).not_to_contain_text("por enviar")
    assert Task.objects.get().state == TaskState.DECLINED


def test_steps_taken_in_a_tunnel_arrive_in_order(
    living_town: Cast, offered: Incident, live_server: LiveServer, chromium: Browser
) -> None:
    with phone(chromium, address=live_server.url) as page:
        open_patrol(page, living_town, live_server.url)
        expect(page.locator("#advance")).to_contain_text("Aceptar")
        page.context.set_offline(True)

        press(page, "Aceptar")
        press(page, "En camino")
        page.get_by_role("button", name="Cerrar").click()

        expect(page.locator("#connection")).to_contain_text("2 por enviar")
        assert Task.objects.get().state == TaskState.OFFERED
        page.context.set_offline(False)
        expect(page.locator("#connection")).not_to_contain_text("por enviar", timeout=15_000)
        expect(page.locator("#advance")).to_contain_text("En el lugar")
    assert Task.objects.get().state == TaskState.MOVING


def test_the_position_is_sent_while_on_duty_and_the_crew_sees_it(
    living_town: Cast, live_server: LiveServer, chromium: Browser
) -> None:
    cast.on_duty(living_town.memo, living_town.car)
    with phone(chromium, address=live_server.url, at=CORNER) as page:
        open_patrol(page, living_town, live_server.url)
        expect(page.locator("#position")).to_contain_text("±12 m")

        with page.expect_response("**/positions") as sent:
            pass

        assert sent.value.ok
        page.get_by_role("switch").click()
        expect(page.locator("#position")).to_contain_text("apagada")
        expect(page.locator("#connection")).not_to_contain_text("por enviar")
    unit = Unit.objects.get(pk=living_town.car)
    assert (unit.lon, unit.lat) == pytest.approx(CORNER)
    assert unit.state == "off"


@pytest.mark.parametrize(("status", "body"), [(403, "{}"), (200, '{"kept": 0, "refused": 1}')])
def test_a_crew_whose_positions_are_not_taken_is_told_so(
    living_town: Cast, live_server: LiveServer, chromium: Browser, status: int, body: str
) -> None:
    cast.on_duty(living_town.memo, living_town.car)
    with phone(chromium, address=live_server.url) as page:
        page.clock.install()
        open_patrol(page, living_town, live_server.url)
        expect(page.locator("#position")).to_have_attribute("data-tone", "good")
        page.clock.run_for(5_000)
        page.route("**/positions", lambda route: route.fulfill(status=status, body=body))

        for accuracy_m in range(20, 29):
            page.context.set_geolocation({"longitude": CORNER[0], "latitude": CORNER[1], "accuracy": accuracy_m})
            expect(page.locator("#position")).to_contain_text(re.compile(f"±{accuracy_m} m|Sin posición"))
            page.clock.run_for(5_000)

        expect(page.locator("#position")).to_contain_text(re.compile(r"Sin posición desde hace \d+ (s|min)"))
        expect(page.locator("#position")).to_have_attribute("data-tone", "bad")
        expect(page.locator("#advice")).to_contain_text("avise por radio")
        assert_fits(page)
        assert_accessible(page)
        page.unroute("**/positions")
        page.context.set_geolocation({"longitude": PLAZA[0], "latitude": PLAZA[1], "accuracy": 9})
        with page.expect_response("**/positions"):
            page.clock.run_for(9_000)
        page.clock.run_for(1_000)
        expect(page.locator("#position")).to_have_attribute("data-tone", "good")
        expect(page.locator("#advice")).to_be_hidden()


def test_a_crew_that_allows_no_location_is_told_what_to_do(
    living_town: Cast, live_server: LiveServer, chromium: Browser
) -> None:
    cast.on_duty(living_town.memo, living_town.car)
    with phone(chromium, address=live_server.url, located=False) as page:
        open_patrol(page, living_town, live_server.url)

        expect(page.locator("#position")).to_have_text("Posición no permitida")
        expect(page.locator("#advice")).to_contain_text("Permita la ubicación")
        assert_fits(page)
        assert_accessible(page)


def test_the_map_shows_the_way_from_me_to_the_task(
    living_town: Cast, offered: Incident, live_server: LiveServer, chromium: Browser
) -> None:
    with phone(chromium, address=live_server.url) as page:
        open_patrol(page, living_town, live_server.url)

        page.get_by_role("button", name="Mapa").click()

        expect(page.locator("#map canvas.map-marks")).to_be_attached()
        assert_fits(page)


def test_a_crew_without_a_unit_is_told_so(living_town: Cast, live_server: LiveServer, chromium: Browser) -> None:
    actions.board_unit(user=living_town.accounts["tito"].pk, unit=living_town.car)
    with phone(chromium, address=live_server.url) as page:
        sign_in(page, living_town.accounts["rosa"], live_server.url)

        answer = page.goto("/patrol")

        assert answer is not None
        assert answer.status == 403
        assert_accessible(page)


def test_a_crew_whose_session_ended_is_told_and_loses_no_step(
    living_town: Cast, offered: Incident, live_server: LiveServer, chromium: Browser
) -> None:
    with phone(chromium, address=live_server.url) as page:
        open_patrol(page, living_town, live_server.url)
        expect(page.locator("#task h1")).to_have_text("Robo en curso")
        page.context.clear_cookies()
        press(page, "Aceptar")

        banner = page.locator("#session-over")
        expect(banner).to_contain_text("Su sesión terminó")
        expect(banner.get_by_role("link")).to_have_attribute("href", re.compile(r"/accounts/login/\?next=%2Fpatrol"))
        expect(page.locator("#connection")).to_contain_text("Sin sesión")
        expect(page.locator("#toast")).to_be_hidden()
        assert_fits(page)
        assert_accessible(page)

        open_patrol(page, living_town, live_server.url)
        expect(page.locator("#advance")).to_contain_text("En camino")
    assert Task.objects.get().state == TaskState.ACCEPTED
