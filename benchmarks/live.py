"""Thousands of live readers on one stream process: how soon each hears of a report, and what a reader costs."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

import numpy as np
import psutil

from benchmarks import load, reports, staff
from benchmarks.calibration import calibration_ms
from benchmarks.refusal import Refusal
from benchmarks.stand import Stand

READERS, QUICK_READERS = 5_000, 300
REPORTS, QUICK_REPORTS = 40, 6
PAUSE_S = 1.0
WARM_UP = 20


def run(*, quick: bool) -> dict[str, float]:
    """Connect the readers as operators, send reports one by one, and see when each reader had each of them."""
    readers, count = (QUICK_READERS, QUICK_REPORTS) if quick else (READERS, REPORTS)
    with Stand.on_postgresql() as stand:
        address = stand.start_web(processes=1)
        port = urlsplit(address).port or 0
        stream_port, stream = stand.start_live()
        made = reports.make(WARM_UP + count, town=reports.read_town(address), port=port)
        send([message for _, message in made[:WARM_UP]], port=port, pause_s=0.02)
        cookie = staff.cookie_of_the_operator(address)
        warm(stream_port, cookie)
        before = memory_bytes(stream)
        listening = start_readers(stream_port, readers, cookie)
        sent = send([message for _, message in made[WARM_UP:]], port=port, pause_s=PAUSE_S)
        grown = memory_bytes(stream) - before
        heard = stop_readers(listening)
    names = [str(key) for key, _ in made[WARM_UP:]]
    delays_s = [moment - at for name, at in zip(names, sent, strict=True) for moment in heard.get(name, [])]
    return {
        "readers": readers,
        "p99_ms": round(float(np.percentile(delays_s, 99)) * 1000, 1) if delays_s else -1.0,
        "kb_each": round(grown / readers / 1000, 1),
        "missed": readers * count - len(delays_s),
        "calibration_ms": calibration_ms(),
    }


def send(messages: Sequence[bytes], *, port: int, pause_s: float) -> list[float]:
    """Send one report after the other; gives the moment before each was sent, so intake and commit count too."""
    moments = []
    for message in messages:
        moments.append(time.time())
        reports.require_all_accepted(load.drive([message], port=port, connections=1))
        time.sleep(pause_s)
    return moments


def warm(port: int, cookie: str) -> None:
    """Let the stream serve a few readers first, so that what it loads once is not counted for each."""
    stop_readers(start_readers(port, 20, cookie))


def start_readers(port: int, count: int, cookie: str) -> subprocess.Popen[str]:
    """Start the readers' process and wait until the stream has greeted them all."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.readers", str(port), str(count), cookie],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    greeted = json.loads(process.stdout.readline() or '{"greeted": 0}')["greeted"]
    if greeted != count:
        process.kill()
        raise Refusal(f"only {greeted} of {count} readers were greeted by the stream")
    return process


def stop_readers(process: subprocess.Popen[str]) -> Mapping[str, Sequence[float]]:
    """Close the readers; gives for each report when it was heard."""
    written, _ = process.communicate(timeout=60)
    answer = json.loads(written)
    if answer["left"]:
        raise Refusal(f"the stream let {answer['left']} readers go")
    heard: Mapping[str, Sequence[float]] = answer["heard"]
    return heard


def memory_bytes(process: subprocess.Popen[bytes]) -> int:
    """Give the resident memory of a process with all its children."""
    parent = psutil.Process(process.pid)
    return sum(one.memory_info().rss for one in [parent, *parent.children(recursive=True)])
