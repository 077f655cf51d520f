"""Seconds from a fresh clone to the first page of the demo, with the packages already in pip's and npm's caches."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx

from benchmarks.calibration import calibration_ms
from benchmarks.refusal import Refusal
from benchmarks.stand import free_port, last_line, stop_group

ROOT = Path(__file__).resolve().parent.parent
WITHIN_S = 900
PAGES = ("/healthz", "/")
FOREIGN = ("SERENO_", "VIRTUAL_ENV", "PYTHON")


def run(*, quick: bool) -> dict[str, float]:
    """Clone what is committed, start it with the README's command, and wait for a page and an open intake."""
    del quick  # there is no smaller set-up
    with tempfile.TemporaryDirectory(prefix="sereno-setup-") as folder:
        clone = Path(folder) / "sereno"
        started = time.monotonic()
        subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True, stdout=sys.stderr)
        with open_demo(clone, port=free_port()) as address:
            wait_for_first_page(address, log=clone.parent / "demo.log")
            seconds = time.monotonic() - started
    return {"seconds": round(seconds, 1), "calibration_ms": calibration_ms()}


@contextlib.contextmanager
def open_demo(clone: Path, *, port: int) -> Iterator[str]:
    """Run the README's command in the clone, as on a machine that knows nothing of this one."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
    command = [system_python(), "run.py", "--port", str(port), "--no-browser"]
    with (clone.parent / "demo.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=clone, env=environment, stdout=log, stderr=log, start_new_session=True)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        stop_group(process, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(10)
        stop_group(process, signal.SIGKILL)


def system_python() -> str:
    """Give the Python outside this environment: a fresh machine has no other."""
    name = f"python{sys.version_info.major}.{sys.version_info.minor}"
    candidates = [Path(sys.base_prefix) / "bin" / name, Path(sys.base_prefix) / "bin" / "python3"]
    return str(next((path for path in candidates if path.exists()), sys.executable))


def wait_for_first_page(address: str, *, log: Path) -> None:
    deadline = time.monotonic() + WITHIN_S
    while time.monotonic() < deadline:
        with contextlib.suppress(httpx.TransportError):
            if all(httpx.get(address + path, timeout=10, trust_env=False).status_code == 200 for path in PAGES):
                return
        time.sleep(0.2)
    raise Refusal(f"no page after {WITHIN_S} seconds: {last_line(log)}")
