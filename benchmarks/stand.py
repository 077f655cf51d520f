"""The stand a benchmark is measured on: a PostgreSQL database of its own and the shipped processes."""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit, urlunsplit

import httpx
import psycopg
from psycopg import sql

from benchmarks.refusal import Refusal

START_WITHIN_S = 60
STOP_WITHIN_S = 5


@dataclass(slots=True)
class Stand:
    """A database with the demo town in it, and the processes started on it."""

    database_url: str
    folder: Path
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @classmethod
    @contextlib.contextmanager
    def on_postgresql(cls) -> Iterator[Self]:
        """Give a stand on a new database of the PostgreSQL that SERENO_DATABASE_URL names."""
        with tempfile.TemporaryDirectory(prefix="sereno-bench-") as folder, new_database() as url:
            stand = cls(database_url=url, folder=Path(folder))
            try:
                stand.run("-m", "benchmarks.town")
                yield stand
            finally:
                stand.stop()

    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "SERENO_DATABASE_URL": self.database_url,
            "SERENO_DATA": str(self.folder),
            "SERENO_CITY": str(self.folder / "city"),
            "SERENO_DEMO": "1",
        }

    def run(self, *arguments: str) -> None:
        """Run a Python command to its end."""
        with self.log("run").open("wb") as log:
            code = subprocess.run(
                [sys.executable, *arguments], env=self.environment(), stdout=log, stderr=log, check=False
            ).returncode
        if code:
            raise Refusal(f"`{' '.join(arguments)}` ended with {code}: {last_line(self.log('run'))}")

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start `sereno …` as an installation would, in a process group of its own."""
        with self.log(arguments[0]).open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "sereno.project", *arguments],
                env=self.environment(), stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        self.processes.append(process)
        return process

    def start_web(self, *, processes: int) -> str:
        """Start the pages and the API; gives the address once reports are accepted."""
        port = free_port()
        self.start("web", "--port", str(port), "--processes", str(processes))
        address = f"http://127.0.0.1:{port}"
        self.wait_for(f"{address}/healthz", log=self.log("web"))
        return address

    def start_one_origin(self) -> str:
        """Start pages, API, stream and worker in one process; gives the address once reports are accepted."""
        port = free_port()
        self.start("serve", "--port", str(port))
        address = f"http://127.0.0.1:{port}"
        self.wait_for(f"{address}/healthz", log=self.log("serve"))
        return address

    def start_live(self) -> tuple[int, subprocess.Popen[bytes]]:
        """Start the live stream; gives its port and its process."""
        port = free_port()
        process = self.start("live", "--port", str(port))
        deadline = time.monotonic() + START_WITHIN_S
        while not listens(port):
            if time.monotonic() > deadline or process.poll() is not None:
                raise Refusal(f"the live stream did not start: {last_line(self.log('live'))}")
            time.sleep(0.1)
        return port, process

    def wait_for(self, url: str, *, log: Path) -> None:
        deadline = time.monotonic() + START_WITHIN_S
        while time.monotonic() < deadline:
            with contextlib.suppress(httpx.TransportError):
                if httpx.get(url, timeout=5, trust_env=False).status_code == 200:
                    return
            if any(process.poll() is not None for process in self.processes):
                break
            time.sleep(0.1)
        raise Refusal(f"{url} does not answer: {last_line(log)}")

    def rows(self, query: str, values: Sequence[object] = ()) -> list[tuple[object, ...]]:
        with psycopg.connect(self.database_url, autocommit=True) as connection:
            connection.execute("set sereno.towns = '*'")
            return connection.execute(query.encode(), values).fetchall()

    def number(self, query: str) -> int:
        """Give the one number a query answers with."""
        return int(str(self.rows(query)[0][0]))

    def log(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def stop(self) -> None:
        """Stop what was started, politely and then not."""
        for process in self.processes:
            stop_group(process, signal.SIGTERM)
        for process in self.processes:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(STOP_WITHIN_S)
            stop_group(process, signal.SIGKILL)
        self.processes.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


@contextlib.contextmanager
def new_database() -> Iterator[str]:
    """Give the address of an empty database of a role that the second wall stops; both dropped afterwards.

    It never falls back to another engine.
    """
    server = os.environ.get("SERENO_DATABASE_URL", "")
    if not server.startswith(("postgresql://", "postgres://")):
        raise Refusal(
            "it needs PostgreSQL: set SERENO_DATABASE_URL, for instance to postgresql://127.0.0.1:5432/postgres."
        )
    name, password = f"sereno_bench_{secrets.token_hex(4)}", secrets.token_hex(16)
    try:
        connection = psycopg.connect(server, autocommit=True, connect_timeout=5)
    except psycopg.OperationalError as error:
        raise Refusal(f"PostgreSQL does not answer at SERENO_DATABASE_URL ({str(error).strip()}).") from error
    with connection:
        its = sql.Identifier(name)
        connection.execute(sql.SQL("create role {} login password {}").format(its, sql.Literal(password)))
        connection.execute(sql.SQL("create database {} owner {}").format(its, its))
        try:
            host = urlsplit(server).netloc.rpartition("@")[2]
            yield urlunsplit(urlsplit(server)._replace(netloc=f"{name}:{password}@{host}", path=f"/{name}"))
        finally:
            connection.execute(sql.SQL("drop database {} with (force)").format(its))
            connection.execute(sql.SQL("drop role {}").format(its))


def stop_group(process: subprocess.Popen[bytes], sign: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, sign)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def last_line(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return lines[-1] if lines else "it said nothing"
