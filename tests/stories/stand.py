"""The shipped processes on a database of their own, as an administrator would start them; to be watched and killed.

On PostgreSQL they run as a role of their own that is no superuser, so that the second wall stands.
"""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from tests.roles import name_in, ordinary_role

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 60.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Stand:
    """One installation: its environment, and the processes that run."""

    environment: dict[str, str]
    running: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    def run(self, *arguments: str) -> str:
        """Run a Python module to its end."""
        done = subprocess.run(
            [sys.executable, "-m", *arguments], env=self.environment, cwd=ROOT, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()

    def start(self, name: str, *arguments: str) -> None:
        """Start a command of ours in a process group of its own."""
        self.running[name] = subprocess.Popen(
            [sys.executable, "-m", "sereno.project", *arguments],
            env=self.environment,
            cwd=ROOT,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def kill(self, name: str) -> None:
        """kill -9 a command with all its processes."""
        process = self.running.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def kill_all(self) -> None:
        for name in list(self.running):
            self.kill(name)


@contextmanager
def stand(directory: Path, *, database_url: str, serves: str = "") -> Iterator[Stand]:
    """A fresh installation with the cast of `tests/town.py`, on SQLite or on a new database of a PostgreSQL server.

    `serves` names the one town it serves; without it, it serves both.
    """
    environment = {
        name: value for name, value in os.environ.items() if name not in ("SERENO_CITY", "SERENO_DATABASE_URL")
    }
    environment |= {"SERENO_DATA": str(directory), "PYTHONPATH": str(ROOT), "SERENO_PEERS_ON_LAN": "1"}
    with _database(database_url) as url:
        if url:
            environment["SERENO_DATABASE_URL"] = url
        made = Stand(environment)
        try:
            made.run("tests.stories.furnish", *([serves] if serves else []))
            yield made
        finally:
            made.kill_all()


@contextmanager
def _database(server_url: str) -> Iterator[str]:
    if not server_url:
        yield ""
        return
    name = f"sereno_stand_{uuid4().hex[:8]}"
    with ordinary_role(server_url) as url, psycopg.connect(server_url, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}" OWNER "{name_in(url)}"')
        try:
            yield url.rsplit("/", 1)[0] + f"/{name}"
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def wait_until_healthy(port: int) -> None:
    give_up_at = time.monotonic() + PATIENCE_S
    while time.monotonic() < give_up_at:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
                if answer.status == 200:
                    return
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)
    pytest.fail(f"nothing answered on port {port} within {PATIENCE_S:.0f} s")


def wait_until_listening(port: int) -> None:
    """For a process that has no page of its health."""
    give_up_at = time.monotonic() + PATIENCE_S
    while time.monotonic() < give_up_at:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=2).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"nothing listened on port {port} within {PATIENCE_S:.0f} s")


def post(port: int, path: str, body: object) -> tuple[int, dict[str, object]]:
    """One POST; (0, {}) when nobody answered."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refused:
        return refused.code, {}
    except (OSError, http.client.HTTPException, ValueError):  # the server died before, or in the middle of, its answer
        return 0, {}


def as_staff(port: int, session: str, path: str, body: object | None = None) -> tuple[int, object]:
    """One call of the staff's API with a session, as the page makes it; (0, None) when nobody answered."""
    token = "t" * 32
    headers = {"Cookie": f"sessionid={session}; csrftoken={token}", "X-CSRFToken": token}
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/v1{path}", data, {**headers, "Content-Type": "application/json"}
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refused:
        return refused.code, None
    except (OSError, http.client.HTTPException, ValueError):
        return 0, None
