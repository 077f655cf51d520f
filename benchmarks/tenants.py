"""A hundred towns and two million reports against one town and 100,000: intake and the desk, as ratios."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import UUID

import httpx
import numpy as np

from benchmarks import desk, load, reports, staff
from benchmarks.calibration import calibration_ms
from benchmarks.intake import require_durable_commits
from benchmarks.refusal import Refusal
from benchmarks.stand import Stand

TOWNS, QUICK_TOWNS = 100, 5
REPORTS, QUICK_REPORTS = 2_000_000, 10_000
ALONE, QUICK_ALONE = 100_000, 2_000
SENT, QUICK_SENT = 2_000, 200
ASKED_S, QUICK_ASKED_S = 5, 1
ROUNDS, QUICK_ROUNDS = 5, 2
CONNECTIONS = 16
WEB_PROCESSES = 2

_FACTS = "select count(*) from ledger_entry where kind = 'ReportReceived'"


@dataclass(slots=True)
class Side:
    """One of the two installations, running, with what it made of each round."""

    stand: Stand
    port: int
    towns: list[reports.Town]
    cookie: str
    rng: random.Random
    intake_per_s: list[float]
    desk_per_s: list[float]
    facts: int
    sent: int = 0


def run(*, quick: bool) -> dict[str, float]:
    """Both installations stand side by side and are asked in turn, so that a busy machine is as busy for both."""
    with (
        installed(1, QUICK_ALONE if quick else ALONE) as alone,
        installed(QUICK_TOWNS if quick else TOWNS, QUICK_REPORTS if quick else REPORTS) as many,
    ):
        stored = many.stand.number("select count(*) from incidents_report")
        for number in range(QUICK_ROUNDS if quick else ROUNDS):
            for side in (alone, many) if number % 2 else (many, alone):
                send(side, QUICK_SENT if quick else SENT)
                ask(side, QUICK_ASKED_S if quick else ASKED_S)
        for side in (alone, many):
            require_stored(side)
        require_spread(many, stored)
    return {
        "intake_ratio": ratio(many.intake_per_s, alone.intake_per_s),
        "desk_ratio": ratio(many.desk_per_s, alone.desk_per_s),
        "intake_per_s": middle(many.intake_per_s),
        "intake_alone_per_s": middle(alone.intake_per_s),
        "page_per_s": middle(many.desk_per_s),
        "page_alone_per_s": middle(alone.desk_per_s),
        "towns": len(many.towns),
        "reports": stored,
        "calibration_ms": calibration_ms(),
    }


@contextmanager
def installed(towns: int, count: int) -> Iterator[Side]:
    """An installation with so many towns and reports, its web processes running and warm."""
    with Stand.on_postgresql() as stand:
        require_durable_commits(stand)
        stand.run("-m", "benchmarks.neighbours", str(towns), str(count))
        address = stand.start_web(processes=WEB_PROCESSES)
        port = urlsplit(address).port or 0
        side = Side(
            stand, port, read_towns(address, towns), staff.cookie_of_the_operator(address), random.Random(7), [], [],
            facts=stand.number(_FACTS),
        )  # fmt: skip
        send(side, 200)
        ask(side, 1)
        side.intake_per_s.clear()
        side.desk_per_s.clear()
        yield side


def read_towns(address: str, count: int) -> list[reports.Town]:
    """The demo town, and those founded beside it."""
    with httpx.Client(base_url=address, trust_env=False) as client:
        known = client.get("/api/v1/municipalities").json()
        own, founded = known[0], [town for town in known if town["code"].startswith("vecina-")]
        codes = client.get("/api/v1/categories", params={"municipality": own["code"]}).json()
    categories = tuple(category["code"] for category in codes)
    towns = [reports.Town(t["code"], (t["centre"]["lon"], t["centre"]["lat"]), categories) for t in (own, *founded)]
    if len(towns) != count:
        raise Refusal(f"{len(towns)} towns are served instead of {count}")
    return towns


def send(side: Side, count: int) -> None:
    """Send reports to all the towns in turn; each must be accepted."""
    messages = [message for _, message in made(side, count)]
    outcome = load.drive(messages, port=side.port, connections=CONNECTIONS)
    reports.require_all_accepted(outcome)
    side.intake_per_s.append(outcome.per_s)
    side.sent += count


def made(side: Side, count: int) -> list[tuple[UUID, bytes]]:
    made_in = [
        reports.make(-(-count // len(side.towns)), town=town, port=side.port, seed=side.rng.getrandbits(60))
        for town in side.towns
    ]
    mixed = [message for in_one_town in made_in for message in in_one_town]
    side.rng.shuffle(mixed)
    return mixed[:count]


def ask(side: Side, seconds: int) -> None:
    """Ask for the first page of the demo town's desk."""
    side.desk_per_s.append(
        desk.rate("/api/v1/board", port=side.port, cookie=side.cookie, seconds=seconds, key="page_per_s")
    )


def require_stored(side: Side) -> None:
    """Refuse figures unless what was sent is in the ledger."""
    facts = side.stand.number(_FACTS) - side.facts
    if facts != side.sent:
        raise Refusal(f"{side.sent} reports were accepted and {facts} are in the ledger")


def require_spread(side: Side, stored: int) -> None:
    """Refuse figures unless the reports are spread over all towns, and not lost on the way."""
    held = side.stand.number("select count(distinct municipality_id) from incidents_report")
    if held != len(side.towns) or side.stand.number("select count(*) from incidents_report") < stored:
        raise Refusal(f"{held} of {len(side.towns)} towns have reports")


def middle(figures: list[float]) -> float:
    return round(float(np.median(figures)), 1)


def ratio(many: list[float], alone: list[float]) -> float:
    """The median of the rounds' own ratios: what disturbs the machine disturbs both sides of a round."""
    return round(float(np.median(np.array(many) / np.array(alone))), 3)
