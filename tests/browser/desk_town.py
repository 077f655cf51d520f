"""A town for the desk's tests: the whole product in a process of its own, and nobody in it but the test."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

CENTRE = (-71.2, -33.2)
STARTS_WITHIN_S = 180
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Town:
    """Where the town listens, and what others than the operator do in it."""

    def __init__(self, url: str, data: Path) -> None:
        self.url = url
        self.data = data
        self.follow_links: dict[str, str] = {}

    def report(self, context: BrowserContext, category: str = "noise", *, text: str = "", east: float = 0) -> str:
        """A resident reports; the incident's number."""
        body = {"id": str(uuid4()), "category": category, "lon": CENTRE[0] + east, "lat": CENTRE[1], "text": text}
        answer = context.request.post(f"{self.url}/api/v1/reports", data=body)
        assert answer.status == 201, answer.text()
        number = str(answer.json()["number"])
        self.follow_links[number] = answer.json()["follow"]
        return number

    def enter(self, context: BrowserContext, email: str) -> None:
        """One of the town's own people signs in, as the living town does."""
        context.request.get(f"{self.url}/")
        token = next(str(one["value"]) for one in context.cookies() if one["name"] == "csrftoken")
        key = (self.data / "life_key").read_text().strip()
        answer = context.request.post(
            f"{self.url}/demo/enter",
            form={"role": "simulated", "email": email},
            headers={"X-Sereno-Life": key, "X-CSRFToken": token, "Referer": self.url},
        )
        assert answer.ok, answer.text()

    def post_form(self, context: BrowserContext, address: str, form: dict[str, str]) -> None:
        """Somebody sends a form of the administrator's pages."""
        token = next(str(one["value"]) for one in context.cookies() if one["name"] == "csrftoken")
        answer = context.request.post(
            f"{self.url}{address}", form=form, headers={"X-CSRFToken": token, "Referer": self.url}
        )
        assert answer.ok, answer.text()

    def crew_does(self, browser: Browser, call_sign: str, step: str) -> None:
        """A crew takes its present task one step further."""
        context = browser.new_context()
        self.enter(context, f"{call_sign.lower()}@demo.invalid")
        task = context.request.get(f"{self.url}/api/v1/patrol").json()["task"]["id"]
        self.post(context, f"/tasks/{task}/{step}", {"outcome": "attended"} if step == "done" else {})
        context.close()

    def put_on_duty(self, browser: Browser, call_sign: str, *, east: float = 0.002, seen_s_ago: float = 0) -> None:
        """A crew begins its shift and is, or was, seen near the centre."""
        context = browser.new_context()
        self.enter(context, f"{call_sign.lower()}@demo.invalid")
        unit = context.request.get(f"{self.url}/api/v1/patrol").json()["unit"]["id"]
        seen_at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - seen_s_ago))
        fix = {"lon": CENTRE[0] + east, "lat": CENTRE[1], "at": seen_at, "accuracy_m": 8}
        self.post(context, f"/units/{unit}/state", {"state": "free"})
        self.post(context, f"/units/{unit}/positions", {"fixes": [fix]})
        context.close()

    def post(self, context: BrowserContext, path: str, body: dict[str, object]) -> None:
        """What somebody who has signed in does over the API."""
        token = next(str(one["value"]) for one in context.cookies() if one["name"] == "csrftoken")
        headers = {"X-CSRFToken": token, "Referer": self.url}
        answer = context.request.post(f"{self.url}/api/v1{path}", data=body, headers=headers)
        assert answer.ok, answer.text()


@contextmanager
def running_town(data: Path, *, city: Path | None = None) -> Iterator[Town]:
    """Starts the demo with a quiet town (or in a real city) on a free port, and ends it with all it started."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "sereno.project",
        "demo",
        "--no-browser",
        "--quiet-town",
        "--days",
        "1",
        "--years",
        "0",
    ]
    if city is not None:
        command += ["--city", str(city)]
    said = data / "said.txt"
    data.mkdir(parents=True, exist_ok=True)
    environment = {name: value for name, value in os.environ.items() if name != "SERENO_DATABASE_URL"}
    with said.open("w") as out:
        process = subprocess.Popen(
            [*command, "--port", str(port), "--data", str(data)],
            stdout=out, stderr=out, start_new_session=True, env=environment,
        )  # fmt: skip
        try:
            town = Town(f"http://127.0.0.1:{port}", data)
            _wait_for(town, process, said)
            yield town
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            process.wait(20)


def _wait_for(town: Town, process: subprocess.Popen[bytes], said: Path) -> None:
    until = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < until:
        with suppress(urllib.error.URLError, ConnectionError):
            if urllib.request.urlopen(f"{town.url}/healthz").status == 200:
                return
        assert process.poll() is None, said.read_text()
        time.sleep(0.3)
    raise AssertionError(said.read_text())


@contextmanager
def at_the_desk(
    browser: Browser, town: Town, *, who: str = "rosa.contreras@demo.invalid", query: str = "", dark: bool = True
) -> Iterator[Page]:
    """An operator with the desk open on a usual screen."""
    context = browser.new_context(
        viewport={"width": 1366, "height": 768},
        color_scheme="dark" if dark else "light",
        locale="es-CL",
        reduced_motion="reduce",
    )
    context.set_default_timeout(15_000)
    try:
        town.enter(context, who)
        page = context.new_page()
        page.goto(f"{town.url}/desk{query}")
        expect(page.locator(".line")).to_have_attribute("data-state", "connected")
        yield page
    finally:
        context.close()


def row_of(page: Page, number: str) -> str:
    """The selector of an incident's row."""
    return f'#queue [data-incident="{number.rpartition("-")[2]}"]'


def assert_accessible(page: Page) -> None:
    """No violation of WCAG 2.2 A or AA, nor of good practice."""
    found = Axe().run(page, options={"runOnly": RULES})
    assert found.violations_count == 0, found.generate_report()
