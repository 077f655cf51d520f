"""Pictures of the demo town for people to look at: every page, light and dark, phone and desk, into shots/."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.chromium import ARGUMENTS, chromium_path
from benchmarks.stand import free_port

ROOT = Path(__file__).resolve().parents[2]
SHOTS = ROOT / "shots"
STEADY = ["--font-render-hinting=none", "--force-color-profile=srgb"]
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1440, "height": 900}
THUMB = (360, 300)


@dataclass(frozen=True, slots=True)
class Shot:
    """One page as one role sees it on one size of screen."""

    name: str
    path: str
    role: str
    viewport: dict[str, int]
    settled: str = "body"  # a selector that is there once the page is worth looking at
    click: str = ""


def shots(follow: str) -> list[Shot]:
    return [
        Shot("start", "/", "resident", DESKTOP),
        Shot("start-phone", "/", "resident", PHONE),
        Shot("report-phone", "/report", "resident", PHONE),
        Shot("report", "/report", "resident", DESKTOP),
        Shot("follow-phone", follow, "resident", PHONE),
        Shot("my-phone", "/my", "resident", PHONE),
        Shot("desk", "/desk", "operator", DESKTOP, settled="[data-incident]"),
        Shot("desk-card", "/desk", "operator", DESKTOP, settled="[data-incident]", click="[data-incident]"),
        Shot("patrol-phone", "/patrol", "crew", PHONE),
        Shot("town", "/town", "administrator", DESKTOP),
        Shot(
            "rules",
            "/town/rules",
            "administrator",
            DESKTOP,
            settled=".rules li",
            click=".acts .button:has-text('Probar')",
        ),
        Shot("rules-phone", "/town/rules", "administrator", PHONE, settled=".rules li"),
    ]


def main() -> int:
    """Take every picture and a sheet of them all; say which pages are wider than their screen."""
    SHOTS.mkdir(exist_ok=True)
    with demo_town() as address, chromium() as browser:
        follow = send_a_report(address)
        taken = [take(browser, address, shot, scheme=scheme) for shot in shots(follow) for scheme in ("light", "dark")]
    write_sheet([path for path, _ in taken])
    wide = [path.name for path, is_wide in taken if is_wide]
    print(f"{len(taken)} pictures are in {SHOTS.relative_to(ROOT)}/, all of them on sheet.png.")
    if wide:
        print(f"Wider than their screen: {', '.join(wide)}")
    return 1 if wide else 0


@contextmanager
def demo_town() -> Iterator[str]:
    """The demo at real speed, with nobody in it but us, so that pictures of two days can be compared."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="sereno-shots-") as data:
        command = [sys.executable, "-m", "sereno.project", "demo", "--quiet-town", "--no-browser"]
        process = subprocess.Popen([*command, "--port", str(port), "--data", data])
        try:
            wait_for(f"http://127.0.0.1:{port}/healthz", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(20)


def wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(url, timeout=2)
        except (urllib.error.URLError, OSError):
            if process.poll() is not None:
                sys.exit("The demo did not start; its own words are above.")
            time.sleep(0.5)
        else:
            return
    sys.exit("The demo did not open within five minutes.")


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=[*ARGUMENTS, *STEADY])
        yield browser
        browser.close()


def send_a_report(address: str) -> str:
    """Report as a phone does; gives the path of the page to follow it."""
    town = json.load(urllib.request.urlopen(f"{address}/api/v1/municipalities"))[0]
    report = {
        "id": str(uuid4()),
        "category": "noise",
        "lon": town["centre"]["lon"],
        "lat": town["centre"]["lat"],
        "text": "Música muy fuerte desde hace una hora; no dejan dormir a los niños.",
    }
    request = urllib.request.Request(
        f"{address}/api/v1/reports", json.dumps(report).encode(), {"Content-Type": "application/json"}
    )
    page: str = json.load(urllib.request.urlopen(request))["page"]
    return "/" + page.split("/", 3)[3]


def take(browser: Browser, address: str, shot: Shot, *, scheme: str) -> tuple[Path, bool]:
    """One picture; also tells whether the page is wider than its screen."""
    context = browser.new_context(
        viewport=shot.viewport,
        color_scheme=scheme,
        locale="es-CL",
        timezone_id="America/Santiago",
        reduced_motion="reduce",
    )
    context.request.post(f"{address}/demo/enter", form={"role": shot.role})
    page = context.new_page()
    page.goto(f"{address}{shot.path}")
    settle(page, shot)
    path = SHOTS / f"{shot.name}-{scheme}.png"
    page.screenshot(path=path, animations="disabled", caret="hide")
    is_wide = bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))
    context.close()
    return path, is_wide


def settle(page: Page, shot: Shot) -> None:
    page.wait_for_selector(shot.settled)
    if shot.click:
        page.locator(shot.click).first.click()
    page.wait_for_timeout(2500)  # maps draw their tiles a while after they are there


def write_sheet(paths: list[Path], *, columns: int = 4) -> None:
    """All pictures side by side, small."""
    width, height = THUMB
    rows = -(-len(paths) // columns)
    sheet = Image.new("RGB", (columns * width, rows * height), "white")
    for number, path in enumerate(paths):
        with Image.open(path) as picture:
            picture.thumbnail(THUMB)
            sheet.paste(picture, (number % columns * width, number // columns * height))
    sheet.save(SHOTS / "sheet.png")


if __name__ == "__main__":
    sys.exit(main())
