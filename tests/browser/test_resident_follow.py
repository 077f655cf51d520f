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

        expect(page.get_by_role("button", name="Sí, se resolvió")).to_have_count(0)
        page.wait_for_timeout(500)
    reported.refresh_from_db()
    assert reported.solved is True


def test_a_wrong_link_tells_nothing(living_town: Cast, live_server: LiveServer, chromium: Browser) -> None:
    with phone(chromium, address=live_server.url) as page:
        answer = page.goto("/r/not-a-real-token")

        assert answer is not None
        assert answer.status == 404
        expect(page.get_by_role("heading")).to_have_text("Aquí no hay nada")
        assert_accessible(page)
