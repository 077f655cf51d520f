"""Between two installations: from an offer to its acceptance seen at the owner's desk, through the public doors."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import httpx
import numpy as np
import psycopg
from psycopg import sql

from benchmarks.calibration import calibration_ms
from benchmarks.refusal import Refusal
from benchmarks.stand import free_port, last_line, stop_group

TOWNS = ("villa-sereno", "los-aromos")
COUNT, QUICK_COUNT = 120, 20
PATIENCE_S = 30.0
START_WITHIN_S = 60.0
PLACE = {"lon": -71.210, "lat": -33.200}


@dataclass(slots=True)
class Side:
    """One installation: its address and its operator's client."""

    address: str
    desk: httpx.Client

    def post(self, path: str, body: object) -> dict[str, object]:
        return self._told(self.desk.post(f"/api/v1{path}", json=body))

    def get(self, path: str) -> object:
        answer = self.desk.get(f"/api/v1{path}")
        answer.raise_for_status()
        return answer.json()

    @staticmethod
    def _told(answer: httpx.Response) -> dict[str, object]:
        if answer.status_code not in (200, 201):
            raise Refusal(f"{answer.request.url} was answered {answer.status_code}: {answer.text[:200]}")
        told: dict[str, object] = answer.json()
        return told


def run(*, quick: bool) -> dict[str, float | int]:
    """Hand incidents over one after the other; the neighbour accepts as soon as an offer is on its desk."""
    with two_installations() as (owner, neighbour):
        hand_over(owner, neighbour)  # the first meeting: keys are fetched, processes warm
        seconds = [hand_over(owner, neighbour) for _ in range(QUICK_COUNT if quick else COUNT)]
    return {
        "p95_ms": round(float(np.percentile(seconds, 95)) * 1000, 1),
        "p50_ms": round(float(np.percentile(seconds, 50)) * 1000, 1),
        "max_ms": round(max(seconds) * 1000, 1),
        "handovers": len(seconds),
        "calibration_ms": calibration_ms(),
    }


def hand_over(owner: Side, neighbour: Side) -> float:
    """Seconds from offering to seeing the acceptance, both as a desk sees them."""
    report = {"id": str(uuid4()), "category": "noise", "text": "Música fuerte", **PLACE}
    number = str(owner.post("/reports", report)["number"])
    incident, note = number.partition("-")[2], str(uuid4())
    began = time.perf_counter()
    owner.post(f"/incidents/{incident}/handover", {"id": str(uuid4()), "neighbour": TOWNS[1], "note": note})
    offer = _until(lambda: _offer(neighbour, note))
    neighbour.post(f"/handovers/{offer}/accept", {})
    _until(lambda: _is_accepted(owner, incident))
    return time.perf_counter() - began


def _offer(neighbour: Side, note: str) -> object:
    told = neighbour.get("/handovers")
    assert isinstance(told, dict)
    return next((one["id"] for one in told["waiting"] if one["note"] == note), None)


def _is_accepted(owner: Side, incident: str) -> object:
    told = owner.get(f"/incidents/{incident}/handovers")
    assert isinstance(told, list)
    return told and told[0]["state"] == "accepted"


def _until(seen: Callable[[], object]) -> object:
    give_up_at = time.monotonic() + PATIENCE_S
    while time.monotonic() < give_up_at:
        found = seen()
        if found:
            return found
        time.sleep(0.005)
    raise Refusal("a letter did not arrive")


@contextlib.contextmanager
def two_installations() -> Iterator[tuple[Side, Side]]:
    """Each with its own PostgreSQL database, web process and worker, as shipped; the cast of the tests lives there."""
    ports = [free_port(), free_port()]
    with contextlib.ExitStack() as stack:
        sides = []
        for place, (town, operator) in enumerate(zip(TOWNS, ("rosa", "carla"), strict=True)):
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="sereno-bench-")))
            environment = {
                **os.environ,
                "SERENO_DATABASE_URL": stack.enter_context(_database(town)),
                "SERENO_DATA": str(folder),
                "SERENO_PEERS_ON_LAN": "1",
            }
            environment.pop("SERENO_CITY", None)
            _module(environment, "tests.stories.furnish", town)
            there = f"http://127.0.0.1:{ports[1 - place]}"
            _module(environment, "tests.stories.ally", town, TOWNS[1 - place], there)
            session = _module(environment, "tests.stories.sessions", f"{operator}@town.test").strip()
            web = ("web", "--port", str(ports[place]), "--processes", "1")
            for command in (web, ("work",)):
                stack.enter_context(_process(environment, folder, command))
            sides.append(stack.enter_context(_side(ports[place], session)))
        yield sides[0], sides[1]


@contextlib.contextmanager
def _database(town: str) -> Iterator[str]:
    server = os.environ.get("SERENO_DATABASE_URL", "")
    if not server.startswith(("postgresql://", "postgres://")):
        raise Refusal(
            "it needs PostgreSQL: set SERENO_DATABASE_URL, for instance to postgresql://127.0.0.1:5432/postgres."
        )
    name = f"sereno_bench_{os.getpid()}_{town.replace('-', '_')}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        try:
            yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        finally:
            connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


def _module(environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Refusal(f"{arguments[0]}: {done.stderr.strip().splitlines()[-1]}")
    return done.stdout


@contextlib.contextmanager
def _process(environment: dict[str, str], folder: Path, command: tuple[str, ...]) -> Iterator[None]:
    log = folder / f"{command[0]}.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "sereno.project", *command],
            env=environment, stdout=out, stderr=out, start_new_session=True,
        )  # fmt: skip
    try:
        yield
        if process.poll() is not None:
            raise Refusal(f"sereno {command[0]} ended: {last_line(log)}")
    finally:
        stop_group(process, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(5)
        stop_group(process, signal.SIGKILL)


@contextlib.contextmanager
def _side(port: int, session: str) -> Iterator[Side]:
    address, token = f"http://127.0.0.1:{port}", "t" * 32
    cookies = {"sessionid": session, "csrftoken": token}
    with httpx.Client(base_url=address, cookies=cookies, headers={"X-CSRFToken": token}, trust_env=False) as desk:
        give_up_at = time.monotonic() + START_WITHIN_S
        while time.monotonic() < give_up_at:
            with contextlib.suppress(httpx.TransportError):
                if desk.get("/healthz").status_code == 200:
                    break
            time.sleep(0.1)
        else:
            raise Refusal(f"{address} does not answer")
        yield Side(address, desk)
