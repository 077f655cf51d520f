"""After sending: the neighbour sees how it goes, talks with the desk, adds what is missing, and says how it ended."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from sereno.doors.shapes import follow_token
from sereno.incidents import actions, conversation
from sereno.incidents.models import Message, Report
from sereno.kernel import ids
from sereno.vocabulary.words import Outcome
from tests import town as cast
from tests.browser.phone import assert_accessible, assert_fits, phone, photo
from tests.town import Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def reported(living_town: Cast) -> Report:
    receipt = cast.report()
    return Report.objects.get(pk=receipt.report)


def follow(page: Page, report: Report) -> None:
    page.goto(f"/r/{follow_token(report.pk)}")


def test_the_neighbour_and_the_desk_talk(
    living_town: Cast, reported: Report, live_server: LiveServer, chromium: Browser
) -> None:
    with phone(chromium, address=live_server.url) as page:
        follow(page, reported)
        page.get_by_role("textbox", name="Mensaje").fill("Ahora también hay gritos")
        page.get_by_role("button", name="Enviar").click()
        mine = page.locator("#messages .mine")
        expect(mine).to_contain_text("Ahora también hay gritos")
        expect(page.locator("#pending li")).to_have_count(0)

        conversation.say_to_reporters(
            living_town.rosa, ref=reported.incident_id, message=ids.uuid7(), text="Va un móvil en camino"
        )
        page.reload()

        expect(page.locator("#messages")).to_contain_text("Va un móvil en camino")
        expect(page.locator("#messages")).to_contain_text("Rosa")
        assert_fits(page)
        assert_accessible(page)


def test_a_message_without_signal_waits_and_goes_once(
    living_town: Cast, reported: Report, live_server: LiveServer, chromium: Browser
) -> None:
    with phone(chromium, address=live_server.url) as page:
        follow(page, reported)
        page.context.set_offline(True)
        expect(page.locator("#line")).to_contain_text("Sin conexión")

        page.get_by_role("textbox", name="Mensaje").fill("Se fueron al norte")
        page.get_by_role("button", name="Enviar").click()

        expect(page.locator("#pending li")).to_contain_text("Se enviará solo")
        page.context.set_offline(False)
        expect(page.locator("#messages .mine")).to_contain_text("Se fueron al norte", timeout=15_000)
        expect(page.locator("#pending li")).to_have_count(0)
    assert Message.objects.filter(text="Se fueron al norte").count() == 1


def test_a_photo_can_follow_later(
    living_town: Cast, reported: Report, live_server: LiveServer, chromium: Browser, tmp_path: Path
) -> None:
    with phone(chromium, address=live_server.url) as page:
        follow(page, reported)

        page.locator("input[data-take]").first.set_input_files(photo(tmp_path))

        expect(page.locator("#media li")).to_have_count(1, timeout=20_000)
        expect(page.locator("#uploads li")).to_have_count(0)


def test_the_neighbour_says_whether_it_was_solved(
    living_town: Cast, reported: Report, live_server: LiveServer, chromium: Browser
) -> None:
    actions.open_incident(living_town.rosa, ref=reported.incident_id)
    actions.close(living_town.rosa, ref=reported.incident_id, outcome=Outcome.ATTENDED)
    with phone(chromium, address=live_server.url) as page:
        follow(page, reported)
        expect(page.locator(".stepper .now")).to_contain_text("Cerrado")
        assert_accessible(page)

        page.get_by_role("button", name="Sí, se resolvió").click()

        expect(page.locator("#ask time")).to_be_visible()
        page.reload()
        expect(page.locator("#ask")).to_contain_text("Usted confirmó que se resolvió")
        expect(page.get_by_role("button", name="Sí, se resolvió")).to_have_count(0)
        assert_accessible(page)
    reported.refresh_from_db()
    assert reported.solved is True


def test_a_no_stays_on_the_page_and_the_steps_say_that_it_was_taken_up_again(
    living_town: Cast, reported: Report, live_server: LiveServer, chromium: Browser
) -> None:
    actions.close(living_town.rosa, ref=reported.incident_id, outcome=Outcome.ATTENDED)
    with phone(chromium, address=live_server.url) as page:
        follow(page, reported)
        expect(page.locator("#ask")).to_be_in_viewport(ratio=1)

        page.get_by_role("button", name="No", exact=True).click()

        expect(page.locator("#ask time")).to_be_visible()
        page.wait_for_timeout(500)  # longer than the refresh that used to wipe it away
        expect(page.locator("#ask")).to_contain_text("Usted dijo que no se resolvió: lo reabrimos.")
        expect(page.locator(".stepper .now")).to_contain_text("Reabierto")
        assert_fits(page)
        assert_accessible(page)


def test_an_answer_without_signal_is_not_asked_for_again(
    living_town: Cast, reported: Report, live_server: LiveServer, chromium: Browser
) -> None:
    actions.close(living_town.rosa, ref=reported.incident_id, outcome=Outcome.ATTENDED)
    with phone(chromium, address=live_server.url, service_workers="block") as page:
        page.route("**/confirm", lambda route: route.fulfill(status=503, body=""))
        follow(page, reported)

        page.get_by_role("button", name="No", exact=True).click()
        expect(page.locator("#ask")).to_contain_text("Se enviará solo")
        page.reload()

        expect(page.locator("#ask")).to_contain_text("Se enviará solo")
        page.unroute("**/confirm")
        page.evaluate("dispatchEvent(new Event('online'))")
        expect(page.locator("#ask")).to_contain_text("lo reabrimos", timeout=15_000)


def test_ones_own_message_is_in_sight_and_anothers_is_announced(
    living_town: Cast, reported: Report, live_server: LiveServer, chromium: Browser
) -> None:
    with phone(chromium, address=live_server.url) as page:
        follow(page, reported)
        page.get_by_role("textbox", name="Mensaje").fill("Sigue igual")
        page.get_by_role("button", name="Enviar", exact=True).click()
        expect(page.locator("#messages .mine")).to_be_in_viewport()

        page.evaluate("scrollTo(0, 0)")
        page.wait_for_timeout(100)
        say(living_town, reported, "Va un móvil en camino")
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # somebody looks at the phone again

        news = page.get_by_role("button", name="Mensaje nuevo")
        expect(news).to_be_visible()
        assert_accessible(page)
        news.click()
        expect(page.locator("#messages .message").last).to_be_in_viewport()
        expect(news).to_be_hidden()


def say(living_town: Cast, reported: Report, text: str) -> None:
    conversation.say_to_reporters(living_town.rosa, ref=reported.incident_id, message=ids.uuid7(), text=text)


def test_the_language_can_be_changed_where_a_report_is_followed(
    living_town: Cast, reported: Report, live_server: LiveServer, chromium: Browser
) -> None:
    with phone(chromium, address=live_server.url) as page:
        follow(page, reported)

        page.get_by_role("button", name="English").click()

        expect(page.locator(".stepper .now")).to_contain_text("Received")
        assert "/r/" in page.url
        assert_fits(page)


def test_a_wrong_link_tells_nothing(living_town: Cast, live_server: LiveServer, chromium: Browser) -> None:
    with phone(chromium, address=live_server.url) as page:
        answer = page.goto("/r/not-a-real-token")

        assert answer is not None
        assert answer.status == 404
        expect(page.get_by_role("heading")).to_have_text("Aquí no hay nada")
        assert_accessible(page)
