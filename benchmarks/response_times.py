"""Milliseconds for the page of response times over a million incidents, whatever is asked; the slowest question."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import httpx
import numpy as np

from benchmarks import staff
from benchmarks.calibration import calibration_ms
from benchmarks.refusal import Refusal
from benchmarks.stand import Stand

INCIDENTS, QUICK_INCIDENTS = 1_000_000, 20_000
YEARS = 5
ROUNDS, QUICK_ROUNDS = 9, 3
QUESTIONS: dict[str, dict[str, str]] = {
    "all by category": {"by": "category"},
    "all by zone": {"by": "zone"},
    "travel by unit": {"by": "unit", "leg": "travelling"},
    "urgent by hour": {"by": "hours", "priority": "2"},
    "by telephone": {"by": "priority", "channel": "phone"},
}
COUNTED = "channel <> 'patrol' and outcome not in ('duplicate', 'false_report')"


def run(*, quick: bool) -> dict[str, float]:
    """Ask each question several times over, each time for a period a day longer, so that no answer is kept."""
    count = QUICK_INCIDENTS if quick else INCIDENTS
    with Stand.on_postgresql() as stand:
        stand.run("-m", "benchmarks.past_times", str(count), str(YEARS))
        address = stand.start_web(processes=1)
        with httpx.Client(base_url=address, trust_env=False, timeout=300) as client:
            client.headers["Cookie"] = staff.cookie_of("analyst", address)
            begun = time.perf_counter()
            require_right(stand, page(client, {}, days=0))
            cold_s = time.perf_counter() - begun
            took = {
                name: [timed(client, asked, days=number) for number in range(QUICK_ROUNDS if quick else ROUNDS)]
                for name, asked in QUESTIONS.items()
            }
    middle = {name: float(np.median(each)) for name, each in took.items()}
    return {
        "ms": round(max(middle.values()), 1),
        **{f"ms_{name.replace(' ', '_')}": round(one, 1) for name, one in middle.items()},
        "first_page_s": round(cold_s, 2),
        "incidents": count,
        "calibration_ms": calibration_ms(),
    }


def timed(client: httpx.Client, asked: dict[str, str], *, days: int) -> float:
    begun = time.perf_counter()
    page(client, asked, days=days)
    return (time.perf_counter() - begun) * 1000


def page(client: httpx.Client, asked: dict[str, str], *, days: int) -> str:
    begin = (datetime.now(UTC) - timedelta(days=366 * (YEARS + 1) + days)).date()
    answer = client.get(f"/insight/response?{urlencode({'from': begin.isoformat(), **asked})}")
    if answer.status_code != 200:
        raise Refusal(f"the page was answered {answer.status_code}")
    return answer.text


def require_right(stand: Stand, told: str) -> None:
    """Refuse figures unless count and median on the page are those that the database finds by itself."""
    seconds = "extract(epoch from on_scene_at - received_at)"
    ((count, median),) = stand.rows(
        f"select count(on_scene_at), percentile_cont(0.5) within group (order by {seconds}) from incidents_incident"
        f" where {COUNTED}"
    )
    whole = round(float(str(median)))
    wanted = (f"<dd>{whole // 60}:{whole % 60:02d} min</dd>", f"n = {int(str(count)):,}".replace(",", "."))
    missing = [word for word in wanted if word not in told]
    if missing:
        raise Refusal(f"the page does not say {missing}, which is what the database finds")
