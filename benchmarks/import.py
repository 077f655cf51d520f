"""Rows of history stored per second by `sereno import incidents`, on PostgreSQL, from a CSV file."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path

from benchmarks import past_file
from benchmarks.calibration import calibration_ms
from benchmarks.intake import require_durable_commits
from benchmarks.refusal import Refusal
from benchmarks.stand import Stand, last_line

ROWS, QUICK_ROWS = 5_000_000, 50_000
_STORED = "select count(*) from analytics_pastincident"


def run(*, quick: bool) -> dict[str, float]:
    """Import a generated file as its owner would, a second time a small part of it, and look at what is stored."""
    rows = QUICK_ROWS if quick else ROWS
    with Stand.on_postgresql() as stand:
        require_durable_commits(stand)
        code, west, south, east, north = _town(stand)
        file = stand.folder / "past.csv"
        bad = past_file.make(file, rows=rows, bounds=(west, south, east, north))
        seconds, peak_mb = _import(stand, file, code)
        require_stored(stand, rows=rows, bad=bad)
        again = _beginning(file, lines=min(rows, 100_000))
        _import(stand, again, code)
        require_stored(stand, rows=rows, bad=bad)
    return {
        "rows_per_s": round(rows / seconds),
        "seconds": round(seconds, 1),
        "rows": rows,
        "set_aside": bad,
        "peak_mb": peak_mb,
        "calibration_ms": calibration_ms(),
    }


def require_stored(stand: Stand, *, rows: int, bad: int) -> None:
    """Refuse figures unless each good row is stored once, with its time, place, category and channel, and none else."""
    good = rows - bad
    counts = {
        "rows": stand.number(_STORED),
        "numbers": stand.number("select count(distinct key) from analytics_pastincident"),
        "with a channel": stand.number(f"{_STORED} where channel <> ''"),
        "of a patrol": stand.number(f"{_STORED} where officer_initiated = (channel = 'patrol')"),
        "within the years": stand.number(f"{_STORED} where occurred_at between '2014-01-01' and '2024-01-01'"),
        "with a hexagon": stand.number(f"{_STORED} where cell > 0"),
        "with a priority": stand.number(f"{_STORED} where priority between 1 and 4"),
        "as the imports say": stand.number("select sum(added) from analytics_historyimport"),
    }
    wrong = {what: count for what, count in counts.items() if count != good}
    if wrong or stand.number(f"{_STORED} where category_code = 'noise'") == 0:
        raise Refusal(f"of {good} good rows the database has {wrong or 'none of the category noise'}")


def _town(stand: Stand) -> tuple[str, float, float, float, float]:
    from shapely.geometry import shape

    ((code, outline),) = stand.rows("select code, outline from places_municipality where served order by rank limit 1")
    west, south, east, north = shape(outline).bounds
    return str(code), west, south, east, north


def _import(stand: Stand, file: Path, code: str) -> tuple[float, int]:
    """Run the command to its end; gives its seconds, start included, and the most memory it had, in MB."""
    command = [
        sys.executable, "-m", "sereno.project", "import", "incidents", str(file), "--town", code, "--source", "bench",
        "--accept",
    ]  # fmt: skip
    started = time.perf_counter()
    with stand.log("import").open("wb") as log:
        process = subprocess.Popen(command, env=stand.environment(), stdout=log, stderr=log)
        peak_kb = 0
        while process.poll() is None:
            peak_kb = max(peak_kb, _peak_kb(process.pid))
            time.sleep(0.05)
    if process.returncode:
        raise Refusal(f"`sereno import` ended with {process.returncode}: {last_line(stand.log('import'))}")
    return time.perf_counter() - started, peak_kb // 1024


def _peak_kb(pid: int) -> int:
    """The high-water mark of a process's memory; 0 where the system does not tell."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return 0
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) if found else 0


def _beginning(file: Path, *, lines: int) -> Path:
    """The first lines of a file as a file of its own."""
    part = file.with_name("again.csv")
    with file.open(encoding="utf-8") as source, part.open("w", encoding="utf-8") as target:
        target.writelines(line for _, line in zip(range(lines), source, strict=False))
    return part
