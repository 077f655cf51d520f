"""A report made in a tunnel: kept on the phone, sent by itself, and stored exactly once."""

import re
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from sereno.incidents.models import Attachment, Report
from tests.browser.phone import assert_accessible, phone, photo
from tests.town import Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FOLLOW = re.compile(r"/r/[\w~.-]+$")
REPORTS = "**/api/v1/reports"


def fill_in(page: Page) -> None:
    page.locator(".tile", has_text="Ruidos molestos").click()
    expect(page.locator("#here")).to_contain_text("Villa Sereno")
    page.get_by_role("textbox", name="¿Qué vio?").fill("Música desde las once")


def send(page: Page) -> None:
    page.get_by_role("button", name="Enviar reporte").click()


def test_a_report_without_signal_is_kept_and_sends_itself_once(
    living_town: Cast, live_server: LiveServer, chromium: Browser, tmp_path: Path
) -> None:
    with phone(chromium, address=live_server.url) as page:
        page.goto("/report")
        fill_in(page)
        page.locator("input[data-take]").first.set_input_files(photo(tmp_path))
        expect(page.locator("#thumbs img")).to_have_count(1)
        page.context.set_offline(True)

        send(page)

        expect(page.locator("#sent")).to_contain_text("Guardado en su teléfono")
        assert_accessible(page)
        assert Report.objects.count() == 0
        page.context.set_offline(False)
        page.wait_for_url(FOLLOW)
        expect(page.locator("#media li")).to_have_count(1, timeout=20_000)
        expect(page.locator("#uploads li")).to_have_count(0)
    assert Report.objects.count() == 1
    assert Attachment.objects.count() == 1


def test_an_answer_lost_on_the_way_does_not_make_a_second_report(
    living_town: Cast, live_server: LiveServer, chromium: Browser
) -> None:
    keys: list[str] = []

    def lose_the_first_answer(route: Route) -> None:
        keys.append(route.request.headers["idempotency-key"])
        if len(keys) == 1:
            route.fetch()  # the server stores it, and the phone never hears so
            route.abort("connectionreset")
        else:
            route.continue_()

    with phone(chromium, address=live_server.url, service_workers="block") as page:
        page.route(REPORTS, lose_the_first_answer)
        page.goto("/report")
        fill_in(page)

        send(page)

        page.wait_for_url(FOLLOW, timeout=20_000)
    assert len(keys) == 2
    assert keys[0] == keys[1]
    assert [report.pk for report in Report.objects.all()] == [UUID(keys[0])]


def test_a_server_in_trouble_is_asked_again(living_town: Cast, live_server: LiveServer, chromium: Browser) -> None:
    answers = iter([503, 429, 0])

    def stumble(route: Route) -> None:
        status = next(answers)
        route.fulfill(status=status, body="") if status else route.continue_()

    with phone(chromium, address=live_server.url, service_workers="block") as page:
        page.route(REPORTS, stumble)
        page.goto("/report")
        fill_in(page)

        send(page)
        expect(page.locator("#sent")).to_contain_text("Guardado en su teléfono")

        page.wait_for_url(FOLLOW, timeout=30_000)
    assert Report.objects.count() == 1


def test_what_the_server_refuses_is_shown_and_not_sent_for_ever(
    living_town: Cast, live_server: LiveServer, chromium: Browser
) -> None:
    asked: list[str] = []

    def refuse(route: Route) -> None:
        asked.append(route.request.url)
        problem = '{"title": "Categoría desconocida", "detail": "Elija otra."}'
        route.fulfill(status=400, content_type="application/problem+json", body=problem)

    with phone(chromium, address=live_server.url, service_workers="block") as page:
        page.route(REPORTS, refuse)
        page.goto("/report")
        fill_in(page)

        send(page)

        expect(page.locator("#sent")).to_contain_text("Categoría desconocida")
        page.goto("/my")
        card = page.locator("#outbox .parcel.refused")
        expect(card).to_contain_text("Elija otra.")
        page.wait_for_timeout(2_500)
        assert len(asked) == 1
        card.get_by_role("button", name="Descartar").click()
        expect(page.locator("#outbox .parcel")).to_have_count(0)


def test_the_page_opens_in_a_tunnel(living_town: Cast, live_server: LiveServer, chromium: Browser) -> None:
    with phone(chromium, address=live_server.url) as page:
        page.goto("/report")
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        page.wait_for_function("navigator.serviceWorker.controller !== null")
        page.context.set_offline(True)

        page.reload()

        fill_offline = page.locator(".tile", has_text="Ruidos molestos")
        expect(fill_offline).to_be_visible()
        fill_offline.click()
        page.locator("input[name=lon]").evaluate("field => field.value")
        expect(page.locator("#fix")).to_contain_text("±12 m")
        send(page)
        expect(page.locator("#sent")).to_contain_text("Guardado en su teléfono")
        page.goto("/my")
        expect(page.locator("#outbox .parcel")).to_contain_text("Se enviará solo")
        page.context.set_offline(False)
        expect(page.locator("#reports li")).to_have_count(1, timeout=20_000)
    assert Report.objects.count() == 1


def test_the_page_can_be_installed(living_town: Cast, live_server: LiveServer, chromium: Browser) -> None:
    with phone(chromium, address=live_server.url) as page:
        page.goto("/report")
        devtools = page.context.new_cdp_session(page)

        manifest = devtools.send("Page.getAppManifest")

        assert manifest["errors"] == []
        icons = page.request.get("/manifest.webmanifest").json()["icons"]
        assert {icon["sizes"] for icon in icons} == {"192x192", "512x512"}
        assert all(page.request.get(icon["src"]).ok for icon in icons)


def test_the_browser_sends_it_when_no_page_is_open_any_more(
    living_town: Cast, live_server: LiveServer, chromium: Browser
) -> None:
    with phone(chromium, address=live_server.url) as page:
        registrations: list[dict[str, str]] = []
        devtools = page.context.new_cdp_session(page)
        devtools.on(
            "ServiceWorker.workerRegistrationUpdated", lambda event: registrations.extend(event["registrations"])
        )
        devtools.send("ServiceWorker.enable")
        page.goto("/report")
        page.wait_for_function("navigator.serviceWorker.controller !== null")
        fill_in(page)
        page.context.set_offline(True)
        send(page)
        expect(page.locator("#sent")).to_contain_text("Guardado en su teléfono")
        page.goto("about:blank")
        page.context.set_offline(False)

        # A browser under test never fires background sync by itself; this is the event it would fire, and repeat.
        told = {"origin": live_server.url, "registrationId": registrations[0]["registrationId"]}
        for _ in range(20):
            devtools.send("ServiceWorker.dispatchSyncEvent", {**told, "tag": "outbox", "lastChance": False})
            page.wait_for_timeout(750)
            if Report.objects.count():
                break

        assert Report.objects.count() == 1
