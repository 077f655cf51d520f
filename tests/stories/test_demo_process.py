"""`sereno demo` as a person starts it: a real process, a real port, a town that lives, and nothing left behind."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil
import pytest

from tests.stories.stand import free_port

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 180.0


def environment() -> dict[str, str]:
    """Without the settings of the tests themselves: a demo on SQLite with its own files."""
    return {name: value for name, value in os.environ.items() if not name.startswith("SERENO_")}


def command(data: Path, port: int, *more: str) -> list[str]:
    arguments = ["demo", "--no-browser", "--port", str(port), "--data", str(data), "--days", "2", "--years", "0", *more]
    return [sys.executable, "-m", "sereno.project", *arguments]


@contextmanager
def demo(data: Path, *more: str) -> Iterator[tuple[httpx.Client, subprocess.Popen[str]]]:
    port = free_port()
    running = subprocess.Popen(
        command(data, port, *more), env=environment(), cwd=data.parent, stderr=subprocess.PIPE, text=True
    )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=20) as client:
            wait_until(lambda: is_healthy(client), running=running)
            yield client, running
    finally:
        running.send_signal(signal.SIGINT)
        running.wait(30)


def wait_until(reached: Callable[[], bool], *, running: subprocess.Popen[str]) -> None:
    until = time.monotonic() + PATIENCE_S
    while not reached():
        assert running.poll() is None, running.stderr.read() if running.stderr else ""
        assert time.monotonic() < until, "it took too long"
        time.sleep(0.3)


def doctor(data: Path) -> set[str]:
    """How the installation's checks turn out, by the command itself."""
    settings = {"SERENO_DATA": str(data), "SERENO_CITY": str(data / "city"), "SERENO_DEMO": "1"}
    told = subprocess.run(
        [sys.executable, "-m", "sereno.project", "doctor", "--json"], env=environment() | settings,
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return {check["state"] for check in json.loads(told.stdout)}


def is_healthy(client: httpx.Client) -> bool:
    try:
        return client.get("/healthz").status_code == 200
    except httpx.TransportError:
        return False


@pytest.mark.slow
def test_the_town_opens_lives_and_closes_without_a_trace(tmp_path: Path) -> None:
    with demo(tmp_path / "demo", "--speed", "30") as (client, running):
        assert client.post("/demo/enter", data={"role": "operator"}).headers["location"] == "/desk"
        first = client.get("/api/v1/board").json()

        def somebody_reported_and_a_crew_drives() -> bool:
            board = client.get("/api/v1/board").json()
            units = client.get("/api/v1/units").json()
            return (
                max((row["id"] for row in board["rows"]), default=0)
                > max((row["id"] for row in first["rows"]), default=0)
                and any(unit["state"] in ("moving", "on_scene") for unit in units)
                and sum(unit["lon"] is not None for unit in units) > 5
            )

        wait_until(somebody_reported_and_a_crew_drives, running=running)
        children = psutil.Process(running.pid).children(recursive=True)
        assert first["clock"]["speed"] == 30
        assert client.get("/api/v1/municipalities").json()[0]["code"] == "villa-sereno"

    _, alive = psutil.wait_procs(children, timeout=5)
    assert running.returncode == 0
    assert alive == []

    assert doctor(tmp_path / "demo") == {"good"}

    began = time.monotonic()
    with demo(tmp_path / "demo", "--quiet-town") as (client, _):
        assert client.get("/api/v1/categories").status_code == 200
    assert time.monotonic() - began < PATIENCE_S / 3  # nothing is made a second time


def test_a_taken_port_is_one_sentence_before_anything_else(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        ended = subprocess.run(
            command(tmp_path / "demo", port), env=environment(), capture_output=True, text=True, check=False
        )

    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert f"port {port}" in ended.stderr
    assert not (tmp_path / "demo").exists()


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--speed", "100"), "between 1 and 60"),
        (("--city", "nowhere"), "is no city directory"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(tmp_path: Path, more: tuple[str, ...], words: str) -> None:
    ended = subprocess.run(
        command(tmp_path / "demo", free_port(), *more), env=environment(), cwd=tmp_path, capture_output=True,
        text=True, check=False,
    )  # fmt: skip

    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert words in ended.stderr
