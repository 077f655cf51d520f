"""Milliseconds to rank 100 free units for one incident, from their positions, on the streets of Providencia."""

from __future__ import annotations

import time

import numpy as np

from benchmarks.calibration import calibration_ms
from benchmarks.reference import providencia
from sereno.algorithms.assignment import Call, Candidate, rank_units
from sereno.algorithms.geo import Points
from sereno.algorithms.travel import KINDS, Kind, Matrix, StreetGraph, travel_matrix
from sereno.places.city.formats import read_extract
from sereno.places.city.graph import street_graph

UNITS = 100
SEED = 7


def run(*, quick: bool) -> dict[str, float]:
    """Rank for many incidents, units and incident at chance points; snapping to the streets is part of the time."""
    graph = street_graph(read_extract(providencia() / "streets.overpass.json.gz"))
    matrices = {kind: travel_matrix(graph, kind) for kind in (KINDS[:1] if quick else KINDS)}
    rng = np.random.default_rng(SEED)
    milliseconds = [ranked_ms(graph, matrices, rng) for _ in range(200 if quick else 2000)]
    return {
        "p99_ms": round(float(np.percentile(milliseconds, 99)), 3),
        "p50_ms": round(float(np.percentile(milliseconds, 50)), 3),
        "units": UNITS,
        "calibration_ms": calibration_ms(),
    }


def ranked_ms(graph: StreetGraph, matrices: dict[Kind, Matrix], rng: np.random.Generator) -> float:
    """Time one ranking, from positions in degrees to the ordered list with reasons."""
    places = chance_places(graph, rng, count=UNITS + 1)
    kinds = rng.choice(list(matrices), UNITS)
    started = time.perf_counter()
    nodes, metres = graph.snap(places)
    candidates = [
        Candidate(unit=number, kind=Kind(kinds[number]), node=int(nodes[number]), access_m=float(metres[number]))
        for number in range(UNITS)
    ]
    ranking = rank_units(candidates, call=Call(int(nodes[-1]), float(metres[-1])), matrices=matrices)
    elapsed = (time.perf_counter() - started) * 1000
    if len(ranking) != UNITS:
        raise AssertionError(f"{len(ranking)} of {UNITS} units were ranked")
    return elapsed


def chance_places(graph: StreetGraph, rng: np.random.Generator, *, count: int) -> Points:
    """Points within some 50 m of street corners."""
    return np.asarray(graph.lonlat[rng.integers(graph.nodes, size=count)] + rng.normal(0, 4e-4, (count, 2)))
