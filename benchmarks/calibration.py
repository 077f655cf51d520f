"""How fast this machine is: a fixed piece of arithmetic and SQL, so that figures of two machines can be compared."""

from __future__ import annotations

import sqlite3
import time

import numpy as np

REPEATS = 5


def run(*, quick: bool) -> dict[str, float]:
    """Time the fixed work alone."""
    del quick
    return {"calibration_ms": calibration_ms()}


def calibration_ms() -> float:
    """Milliseconds for the fixed work, the best of five."""
    return round(min(timed() for _ in range(REPEATS)), 1)


def timed() -> float:
    started = time.perf_counter()
    arithmetic()
    sql()
    return (time.perf_counter() - started) * 1000


def arithmetic() -> None:
    points = np.random.default_rng(7).random((1500, 2))
    distances = np.hypot(*(points[:, None, :] - points[None, :, :]).transpose(2, 0, 1))
    np.sort(distances, axis=1)[:, :8].sum()


def sql() -> None:
    with sqlite3.connect(":memory:") as connection:
        connection.execute("create table report (id integer primary key, priority integer, received real)")
        rows = [(number, number % 4, number * 0.37 % 86_400) for number in range(40_000)]
        connection.executemany("insert into report values (?, ?, ?)", rows)
        connection.execute("create index queue on report (priority, received)")
        for priority in range(4):
            connection.execute("select count(*), avg(received) from report where priority = ?", [priority]).fetchone()
