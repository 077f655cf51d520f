"""Seconds to make Providencia's city directory (graph, addresses, zones, map) from its OpenStreetMap extract."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from benchmarks.calibration import calibration_ms
from benchmarks.reference import providencia
from benchmarks.refusal import Refusal
from sereno.places.city.build import build_city
from sereno.places.city.streets import read_streets

EXPECTED_NODES = range(2980, 2996)


def run(*, quick: bool) -> dict[str, float]:
    """Build the whole city once; there is no smaller city."""
    del quick
    source = providencia()
    with tempfile.TemporaryDirectory(prefix="sereno-city-") as folder:
        started = time.perf_counter()
        city = build_city(
            source / "streets.overpass.json.gz",
            source / "boundary.geojson",
            Path(folder),
            code="providencia",
            name="Providencia",
            neighbours=source / "comunas_rm.geojson",
        )
        seconds = time.perf_counter() - started
        nodes = read_streets(city.directory).nodes
    if nodes not in EXPECTED_NODES:
        raise Refusal(f"the graph has {nodes} nodes, not {EXPECTED_NODES.start} to {EXPECTED_NODES.stop - 1}")
    return {"seconds": round(seconds, 2), "nodes": nodes, "calibration_ms": calibration_ms()}
