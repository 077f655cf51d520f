"""The pages around the work: the demo's front door, the installation's health, and what a wrong role is told."""

import pytest
from playwright.sync_api import Browser, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests.browser.phone import assert_accessible, assert_fits, phone, sign_in
from tests.town import Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_demo_opens_five_places_and_says_that_nothing_is_real(
    living_town: Cast, live_server: LiveServer, chromium: Browser, settings: Settings
) -> None:
    settings.DEMO = True
    with phone(chromium, address=live_server.url, located=False) as page:
        page.goto("/")

        expect(page.locator(".role form[target=_blank] button")).to_have_count(5)
        expect(page.get_by_role("complementary")).to_contain_text("nada de esto es real")
        expect(page.locator(".story li").first).to_contain_text("fuera de servicio")
        expect(page.locator(".languages").get_by_role("button")).to_have_text(["Español", "English"])
        assert_fits(page)
        assert_accessible(page)
        with page.expect_popup() as opened:
            page.get_by_role("button", name="Informar algo").click()
        expect(opened.value.get_by_role("heading", name="¿Qué está pasando?")).to_be_visible()


def test_the_administrator_sees_how_the_installation_is(
    living_town: Cast, live_server: LiveServer, chromium: Browser
) -> None:
    with phone(chromium, address=live_server.url, located=False) as page:
        sign_in(page, living_town.accounts["administrator"], live_server.url)

        page.goto("/town")

        expect(page.locator(".checks li").first).to_be_visible()
        assert_fits(page)
        assert_accessible(page)
        page.get_by_role("link", name="Personas y roles").click()
        expect(page.get_by_text("rosa@town.test")).to_be_visible()


def test_a_neighbour_does_not_see_the_installation(
    living_town: Cast, live_server: LiveServer, chromium: Browser
) -> None:
    with phone(chromium, address=live_server.url, located=False) as page:
        sign_in(page, living_town.nadia, live_server.url)

        answer = page.goto("/town")

        assert answer is not None
        assert answer.status == 403
        assert_fits(page)
        assert_accessible(page)
