"""Travel times on the town's streets, computed once per city and kept on disk, shared by all processes."""

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from django.conf import settings

from sereno.algorithms.travel import KINDS, Kind, Matrix, StreetGraph, travel_matrix
from sereno.kernel.memory import remembered
from sereno.places.city.streets import read_streets

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Streets:
    """The street graph and, for each kind of unit, the seconds between all pairs of its nodes."""

    graph: StreetGraph
    matrices: dict[Kind, Matrix]

    def snap(self, lon: float, lat: float) -> tuple[int, float]:
        """The nearest node and the metres to it."""
        nodes, metres = self.graph.snap([(lon, lat)])
        return int(nodes[0]), float(metres[0])


@remembered(24 * 3600)
def streets() -> Streets | None:
    """The town's streets; None where the installation has no city directory."""
    return prepare(settings.CITY_DIR) if settings.CITY_DIR else None


def prepare(city_dir: Path, *, progress: Callable[[str], None] = _log.info) -> Streets:
    """Load the streets of a city, computing the travel times the first time (some seconds per kind of unit)."""
    graph = read_streets(city_dir)
    print_of = hashlib.sha256((city_dir / "streets.npz").read_bytes()).hexdigest()[:16]
    kept_in = settings.DATA_DIR / "travel"
    kept_in.mkdir(parents=True, exist_ok=True)
    return Streets(graph, {kind: _matrix(graph, kind, kept_in / f"{print_of}-{kind}.npy", progress) for kind in KINDS})


def _matrix(graph: StreetGraph, kind: Kind, kept: Path, progress: Callable[[str], None]) -> Matrix:
    if not kept.exists():
        progress(f"travel times: {kind}")
        unfinished = kept.with_suffix(".part.npy")
        np.save(unfinished, travel_matrix(graph, kind))
        unfinished.replace(kept)
    matrix: Matrix = np.load(kept, mmap_mode="r")
    return matrix
