"""A phone writes down when it sent something, in the time of the town it reports to."""

import re
import time

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from sereno.incidents.models import Report
from sereno.kernel import clock
from tests.browser.phone import phone
from tests.town import Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FOLLOW = re.compile(r"/r/[\w~.-]+$")


def test_a_report_to_a_town_where_time_runs_fast_is_not_said_to_be_late(
    living_town: Cast, live_server: LiveServer, chromium: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time()
    monkeypatch.setattr(clock, "_pace", clock.Pace(now - 3600, now - 3600, 10))  # nine hours ahead by now
    with phone(chromium, address=live_server.url) as page:
        page.goto("/report")
        page.locator(".tile", has_text="Ruidos molestos").click()
        page.get_by_role("button", name="Estoy aquí").click()
        expect(page.locator("#here")).to_contain_text("Villa Sereno")
        page.get_by_role("button", name="Enviar reporte").click()
        page.wait_for_url(FOLLOW)

    report = Report.objects.get()
    assert report.sent_at is not None
    assert 0 <= (report.received_at - report.sent_at).total_seconds() < 60
