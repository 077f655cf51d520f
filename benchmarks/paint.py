"""From sending a report to its painted row on an open desk, in Chromium, at 20 reports a second."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import numpy as np
from playwright.sync_api import Page, sync_playwright
from playwright.sync_api import TimeoutError as TookTooLong

from benchmarks import load, reports
from benchmarks.calibration import calibration_ms
from benchmarks.chromium import ARGUMENTS, chromium_path
from benchmarks.refusal import Refusal
from benchmarks.stand import Stand

PER_S = 20
SECONDS, QUICK_SECONDS = 30, 4
OPEN_WITHIN_S = 60
SETTLE_S = 5  # the desk loads its map and its sounds; nobody reads a queue in its first moment

# A frame after the row came into the page, and the task behind that frame: by then it has been painted.
WATCH = """
window.painted = {};
new MutationObserver((changes) => {
  const rows = changes.flatMap((change) => [...change.addedNodes])
    .flatMap((node) => node.querySelectorAll ? [node, ...node.querySelectorAll('[data-incident]')] : [])
    .map((element) => element.dataset?.incident).filter(Boolean);
  if (!rows.length) return;
  requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => rows.forEach((id) => (window.painted[id] ??= Date.now()));
    channel.port2.postMessage(0);
  });
}).observe(document, { childList: true, subtree: true });
"""


@dataclass(slots=True)
class Sent:
    """When each incident's report was sent, and what went wrong."""

    at: dict[str, float] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)


def run(*, quick: bool) -> dict[str, float]:
    """Measure the desk with the map this machine's graphics are given, and apart with MapLibre."""
    seconds = QUICK_SECONDS if quick else SECONDS
    chosen = delays_ms("/desk", seconds=seconds)
    maplibre = delays_ms("/desk?map=gl", seconds=seconds)
    return {
        "p50_ms": percentile(chosen, 50),
        "p99_ms": percentile(chosen, 99),
        "maplibre_p50_ms": percentile(maplibre, 50),
        "maplibre_p99_ms": percentile(maplibre, 99),
        "calibration_ms": calibration_ms(),
    }


def percentile(values: Sequence[float], percent: float) -> float:
    return round(float(np.percentile(values, percent)), 1)


def delays_ms(path: str, *, seconds: int) -> list[float]:
    """Milliseconds from sending to painting, for every report of one run on a stand of its own."""
    with Stand.on_postgresql() as stand:
        address = stand.start_one_origin()
        port = urlsplit(address).port or 0
        made = reports.make(PER_S * seconds, town=reports.read_town(address), port=port)
        with open_desk(address, path) as page:
            sent = send_steadily([message for _, message in made], port=port, page=page)
            painted = wait_for_rows(page, sent)
    return [painted[incident] - at * 1000 for incident, at in sent.at.items()]


@contextmanager
def open_desk(address: str, path: str) -> Iterator[Page]:
    """Open the desk as its operator and wait until it has settled."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        context = browser.new_context(viewport={"width": 1920, "height": 1080}, locale="es-CL")
        context.request.post(f"{address}/demo/enter", form={"role": "operator"})
        page = context.new_page()
        page.add_init_script(WATCH)
        page.goto(f"{address}{path}")
        wait_for_queue(page)
        page.wait_for_timeout(SETTLE_S * 1000)
        yield page
        browser.close()


def wait_for_queue(page: Page) -> None:
    try:
        page.wait_for_selector("#queue .scroll[aria-busy=false]", timeout=OPEN_WITHIN_S * 1000)
    except TookTooLong:
        raise Refusal(f"the desk showed no queue within {OPEN_WITHIN_S} seconds") from None


def send_steadily(messages: Sequence[bytes], *, port: int, page: Page) -> Sent:
    """Send at a steady pace from a thread, while the page goes on living in this one."""
    sent = Sent()
    sender = threading.Thread(target=_send_all, args=(messages, port, sent))
    sender.start()
    while sender.is_alive():
        page.wait_for_timeout(200)
    if sent.refused:
        raise Refusal(f"a report was not taken in: {sent.refused[0]}")
    return sent


def _send_all(messages: Sequence[bytes], port: int, sent: Sent) -> None:
    started = time.monotonic()
    for number, message in enumerate(messages):
        time.sleep(max(0.0, started + number / PER_S - time.monotonic()))
        at = time.time()
        outcome = load.drive([message], port=port, connections=1)
        if outcome.statuses != [201]:
            sent.refused.append(outcome.bodies[0][:200].decode(errors="replace"))
            return
        incident = json.loads(outcome.bodies[0])["number"].rpartition("-")[2]
        sent.at[incident] = at


def wait_for_rows(page: Page, sent: Sent) -> Mapping[str, float]:
    """Give the moment each row was painted, once all are."""
    deadline = time.monotonic() + 10
    painted: Mapping[str, float] = {}
    while time.monotonic() < deadline:
        painted = page.evaluate("window.painted")
        if sent.at.keys() <= painted.keys():
            return painted
        page.wait_for_timeout(200)
    raise Refusal(f"{len(sent.at.keys() - painted.keys())} of {len(sent.at)} reports never came to the desk")
