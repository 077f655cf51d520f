"""Answers per second to the desk with 100,000 incidents stored: first page, a neighbourhood's map, the city's map."""

from __future__ import annotations

import json
from urllib.parse import quote, urlsplit

from benchmarks import load, reports, staff
from benchmarks.calibration import calibration_ms
from benchmarks.refusal import Refusal
from benchmarks.stand import Stand

CONNECTIONS = 16
WEB_PROCESSES = 2
INCIDENTS, QUICK_INCIDENTS = 100_000, 5_000
CITY_POINTS = 4_000
NEIGHBOURHOOD_DEG = 0.0035  # some 300 m to each side
SECONDS, QUICK_SECONDS = 12, 2


def run(*, quick: bool) -> dict[str, float]:
    """Ask the three questions a desk asks all day, as a signed-in operator."""
    with Stand.on_postgresql() as stand:
        stand.run("-m", "benchmarks.past", str(QUICK_INCIDENTS if quick else INCIDENTS), str(CITY_POINTS))
        address = stand.start_web(processes=WEB_PROCESSES)
        port = urlsplit(address).port or 0
        lon, lat = reports.read_town(address).centre
        cookie = staff.cookie_of_the_operator(address)
        since = quote(stand.folder.joinpath("since").read_text(encoding="utf-8"))
        near = (
            f"{lon - NEIGHBOURHOOD_DEG},{lat - NEIGHBOURHOOD_DEG},{lon + NEIGHBOURHOOD_DEG},{lat + NEIGHBOURHOOD_DEG}"
        )
        questions = {
            "page_per_s": "/api/v1/board",
            "map_small_per_s": f"/api/v1/incidents?box={near}&stage=all&since={since}",
            "map_city_per_s": f"/api/v1/incidents?box=-180,-90,180,90&stage=all&since={since}",
        }
        seconds = QUICK_SECONDS if quick else SECONDS
        figures = {
            key: rate(path, port=port, cookie=cookie, seconds=seconds, key=key) for key, path in questions.items()
        }
    return {**figures, "calibration_ms": calibration_ms()}


def rate(path: str, *, port: int, cookie: str, seconds: int, key: str) -> float:
    """Answers per second to one question over about so many seconds."""
    message = load.request("GET", path, host=f"127.0.0.1:{port}", headers={"Cookie": cookie})
    trial = load.drive([message] * CONNECTIONS * 4, port=port, connections=CONNECTIONS)
    require_answers(trial, key)
    outcome = load.drive([message] * max(64, int(trial.per_s * seconds)), port=port, connections=CONNECTIONS)
    require_answers(outcome, key)
    return outcome.per_s


def require_answers(outcome: load.Outcome, key: str) -> None:
    """Refuse figures for answers that are refused, empty or short."""
    if set(outcome.statuses) != {200}:
        raise Refusal(
            f"{key}: answered {sorted(set(outcome.statuses))}: {outcome.bodies[0][:200].decode(errors='replace')}"
        )
    answer = json.loads(outcome.bodies[-1])
    if key == "page_per_s" and len(answer["rows"]) != 50:
        raise Refusal(f"the first page has {len(answer['rows'])} rows instead of 50")
    if key == "map_city_per_s" and answer["n"] < CITY_POINTS:
        raise Refusal(f"the map of the city has {answer['n']} points instead of {CITY_POINTS}")
    if key == "map_small_per_s" and answer["n"] == 0:
        raise Refusal("the map of the neighbourhood is empty")
