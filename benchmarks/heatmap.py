"""Any filter of the heat map over millions of incidents, warm; the same question asked of PostgreSQL; and painting."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode, urlsplit

import httpx
import numpy as np
from playwright.sync_api import sync_playwright

from benchmarks import staff
from benchmarks.calibration import calibration_ms
from benchmarks.chromium import ARGUMENTS, chromium_path
from benchmarks.refusal import Refusal
from benchmarks.stand import Stand, last_line

SIZES, QUICK_SIZES = {"100k": 100_000, "5m": 5_000_000, "20m": 20_000_000}, {"20k": 20_000}
ASKED, QUICK_ASKED = 30, 6
WRITTEN_WITHIN_S = 1_800
PAINTED = 8
_DURATION = re.compile(r"(\w+);dur=([\d.]+)")
_GROUPED = """
select count(*) from (select cell, count(*) from analytics_pastincident
    where occurred_at >= '{}' and not officer_initiated group by cell) cells
"""

# The click on a filter, until two frames after the count beside the map has changed.
_PAINT = """
async (name) => {
  const sum = () => document.querySelector('.sum b')?.textContent;
  const before = sum();
  const begun = performance.now();
  [...document.querySelectorAll('.seven button')].find((one) => one.textContent === name).click();
  while (sum() === before) await new Promise((next) => requestAnimationFrame(next));
  await new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)));
  return performance.now() - begun;
}
"""


def run(*, quick: bool) -> dict[str, float]:
    """Fill the town, wait until the worker has written its columns, and ask as the analyst's page does."""
    figures: dict[str, float] = {}
    for name, count in (QUICK_SIZES if quick else SIZES).items():
        figures |= measured(name, count, asked=QUICK_ASKED if quick else ASKED)
    return {**figures, "calibration_ms": calibration_ms()}


def measured(name: str, count: int, *, asked: int) -> dict[str, float]:
    with Stand.on_postgresql() as stand:
        stand.run("-m", "benchmarks.archive", str(count))
        address = stand.start_web(processes=1)
        cookie = staff.cookie_of_the_operator(address)
        stand.start("work")
        with httpx.Client(base_url=address, trust_env=False, headers={"Cookie": cookie}, timeout=60) as client:
            written_s = wait_until_written(client, count, stand)
            durations = [ask(client, question) for question in questions(asked)]
            require_right(client, stand)
        grouped_ms = postgres_ms(stand)
        painted = paint_ms(address, cookie, "lite")
        held = sum(path.stat().st_size for path in stand.folder.glob("columns/*/past/*/*.npy"))
        maplibre = paint_ms(address, cookie, "gl")
    count_ms = middle([one["count"] for one in durations])
    return {
        f"rows_{name}_ms": count_ms,
        f"told_{name}_ms": middle([one["told"] for one in durations]),
        f"all_time_{name}_ms": middle([one["count"] for one in durations if one["whole"]]),
        f"postgres_ratio_{name}": round(grouped_ms / middle([one["count"] for one in durations if one["whole"]]), 1),
        f"bytes_per_row_{name}": round(held / count, 1),
        f"paint_{name}_ms": painted,
        f"maplibre_paint_{name}_ms": maplibre,
        f"written_{name}_s": round(written_s, 1),
    }


def questions(count: int) -> list[dict[str, object]]:
    """Filters as people set them; every third asks for all time, all types."""
    today, rng = datetime.now(UTC).date(), np.random.default_rng(3)
    made: list[dict[str, object]] = []
    for number in range(count):
        whole = number % 3 == 0
        days = 365 * 6 if whole else int(rng.integers(7, 365 * 6))
        asked: dict[str, object] = {
            "begin": today - timedelta(days=days),
            "end": today,
            "resolution": 11 if whole else 10,
        }
        if not whole:
            asked["weekday"] = rng.choice(7, 3, replace=False) + 1
            asked["priority"] = [1, 2]
            if number % 2:
                asked["hour"] = [20, 21, 22, 23, 0, 1]
        made.append(asked)
    return made


def ask(client: httpx.Client, question: dict[str, object]) -> dict[str, float]:
    answer = client.get("/api/v1/insight/heat?" + urlencode(question, doseq=True))
    if answer.status_code != 200 or not answer.json()["counted"]:
        raise Refusal(f"the heat map answered {answer.status_code}: {answer.text[:200]}")
    told = {name: float(ms) for name, ms in _DURATION.findall(answer.headers["server-timing"])}
    return {**told, "whole": float("weekday" not in question)}


def wait_until_written(client: httpx.Client, count: int, stand: Stand) -> float:
    """Until the columns hold every row; gives how long that took."""
    begun, today = time.monotonic(), datetime.now(UTC).date()
    everything = {"begin": today - timedelta(days=365 * 7), "end": today, "officers": "true", "resolution": 7}
    while time.monotonic() - begun < WRITTEN_WITHIN_S:
        if client.get("/api/v1/insight/heat?" + urlencode(everything)).json()["counted"] >= count:
            return time.monotonic() - begun
        time.sleep(0.5)
    raise Refusal(f"the columns were not written: {last_line(stand.log('work'))}")


def require_right(client: httpx.Client, stand: Stand) -> None:
    """Refuse figures unless one filter's count is that of the rows."""
    end = datetime.now(UTC).date() - timedelta(days=30)
    begin = end - timedelta(days=200)
    asked = {"begin": begin, "end": end, "priority": [1, 3], "channel": ["app"], "resolution": 9}
    told = client.get("/api/v1/insight/heat?" + urlencode(asked, doseq=True)).json()["counted"]
    local = "(occurred_at at time zone 'America/Santiago')::date"
    stored = stand.number(
        f"select count(*) from analytics_pastincident where {local} between '{begin}' and '{end}'"
        " and priority in (1, 3) and channel = 'app' and not officer_initiated"
    )
    if told != stored:
        raise Refusal(f"the heat map counts {told} where {stored} rows are stored")


def postgres_ms(stand: Stand) -> float:
    """All time, all types, by cell, asked of the indexed table; the best of three."""
    question = _GROUPED.format(datetime.now(UTC).date() - timedelta(days=365 * 6))
    taken = []
    for _ in range(3):
        begun = time.perf_counter()
        stand.number(question)
        taken.append((time.perf_counter() - begun) * 1000)
    return min(taken)


def paint_ms(address: str, cookie: str, engine: str) -> float:
    """From a click on a filter to the painted map, the middle of several."""
    path = chromium_path()
    name, _, value = cookie.partition("=")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="es-CL", reduced_motion="reduce")
        context.add_cookies([{"name": name, "value": value, "domain": urlsplit(address).hostname or "", "path": "/"}])
        page = context.new_page()
        page.goto(f"{address}/insight/heat?map={engine}")
        page.locator(".sum b").wait_for()
        page.wait_for_timeout(1_500)
        taken = [
            float(page.evaluate(_PAINT, day)) for day in ("Lu", "Ma", "Mi", "Ju", "Vi", "Lu", "Ma", "Mi")[:PAINTED]
        ]
        browser.close()
    return middle(taken)


def middle(figures: list[float]) -> float:
    return round(float(np.median(figures)), 2)
