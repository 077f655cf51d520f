"""How long a unit takes along the streets, by its kind, and which way it goes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from sereno.algorithms.geo import Points
from sereno.algorithms.streets import STREET_CLASSES, Floats, StreetClass, StreetGraph, largest_strong_component

__all__ = [
    "KINDS",
    "PACES",
    "STREET_CLASSES",
    "Kind",
    "Matrix",
    "Pace",
    "StreetClass",
    "StreetGraph",
    "access_seconds",
    "largest_strong_component",
    "route",
    "seconds_per_edge",
    "seconds_to",
    "travel_matrix",
    "way_lonlat",
]

Matrix = NDArray[np.float32]

_NO_NODE: Final = -9999  # scipy's mark for "no predecessor"


class Kind(StrEnum):
    """How a unit gets about."""

    CAR = "car"
    MOTORBIKE = "motorbike"
    BICYCLE = "bicycle"
    FOOT = "foot"


KINDS: Final = tuple(Kind)


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast one kind of unit is.

    A motor vehicle makes `share` of the permitted speed on average, lights and corners included;
    nobody exceeds `top_kmh`. `access_kmh` holds off the graph, between a point and its node.
    """

    share: float
    top_kmh: float
    access_kmh: float
    both_ways: bool = False  # one-way signs do not bind
    motorway_factor: float = 1.0  # how much slower where the kind does not belong

    def __post_init__(self) -> None:
        if not 0 < self.share <= 1:
            message = f"share {self.share} must lie in (0, 1]"
            raise ValueError(message)
        if min(self.top_kmh, self.access_kmh, self.motorway_factor) <= 0:
            message = "top_kmh, access_kmh and motorway_factor must be above 0"
            raise ValueError(message)


# A car door to door makes 24 km/h off-peak in Santiago (travel survey of 2012) where 50 is permitted.
PACES: Final = {
    Kind.CAR: Pace(share=0.55, top_kmh=90, access_kmh=15),
    Kind.MOTORBIKE: Pace(share=0.65, top_kmh=90, access_kmh=15),
    Kind.BICYCLE: Pace(share=1.0, top_kmh=15, access_kmh=8, motorway_factor=5),
    Kind.FOOT: Pace(share=1.0, top_kmh=5, access_kmh=4, both_ways=True, motorway_factor=5),
}


def seconds_per_edge(graph: StreetGraph, *, kind: Kind) -> Floats:
    """Seconds to pass each edge in its direction: (m,).

    Notes
    -----
    ``length / min(share × permitted, top)``. Motorways stay open to bicycles and people on foot at a
    fifth of their speed, so that a unit whose nearest corner is a slip road is late and not lost.
    """
    pace = PACES[kind]
    kmh = np.minimum(graph.kmh.astype(float) * pace.share, pace.top_kmh)
    motorway = graph.street_class == STREET_CLASSES.index(StreetClass.MOTORWAY)
    kmh = np.where(motorway, kmh / pace.motorway_factor, kmh)
    return np.asarray(graph.length_m / (kmh / 3.6))


def access_seconds(metres: ArrayLike, *, kind: Kind) -> Floats:
    """Seconds between a point and its node, by metres as the crow flies (a third is added for the detour)."""
    return np.asarray(np.asarray(metres, float) * (4 / 3) / (PACES[kind].access_kmh / 3.6))


def travel_matrix(graph: StreetGraph, kind: Kind) -> Matrix:
    """Seconds of the quickest way from every node to every node.

    Returns
    -------
    (n, n) float32 seconds, ``matrix[from, to]``; infinite where no way exists

    Notes
    -----
    Dijkstra from every node (scipy), O(n · m log n): about a millisecond per node of a town with
    3,000 corners. Computed in slices of rows, so that only the result is large (n² × 4 bytes).

    Examples
    --------
    A one-way street of 100 m at 36 km/h: a car makes 55 % of that, and cannot come back.

    >>> graph = StreetGraph.of(lonlat=[(0, 0), (0.0009, 0)], edges=[(0, 1)], length_m=[100.0], kmh=36.0)
    >>> travel_matrix(graph, Kind.CAR).round().tolist()
    [[0.0, 18.0], [inf, 0.0]]
    >>> travel_matrix(graph, Kind.FOOT).round().tolist()
    [[0.0, 72.0], [72.0, 0.0]]
    """
    network = _network(graph, kind)
    matrix = np.empty((graph.nodes, graph.nodes), np.float32)
    for start in range(0, graph.nodes, 256):
        rows = slice(start, min(start + 256, graph.nodes))
        matrix[rows] = dijkstra(network, indices=np.arange(rows.start, rows.stop))
    return matrix


def seconds_to(matrix: Matrix, from_nodes: ArrayLike, to_node: int) -> Matrix:
    """Seconds from each of (k,) nodes to one node, looked up."""
    return np.asarray(matrix[np.asarray(from_nodes, np.intp), to_node])


def route(graph: StreetGraph, kind: Kind, from_node: int, to_node: int) -> list[int]:
    """The nodes of the quickest way, both ends included; empty where no way exists.

    Examples
    --------
    >>> graph = StreetGraph.of(lonlat=[(0, 0), (1, 0), (2, 0)], edges=[(0, 1), (1, 2)], length_m=[1.0, 1.0])
    >>> route(graph, Kind.CAR, 0, 2), route(graph, Kind.CAR, 2, 0)
    ([0, 1, 2], [])
    """
    _, before = dijkstra(_network(graph, kind), indices=from_node, return_predecessors=True)
    way = [to_node]
    while way[-1] != from_node:
        previous = int(before[way[-1]])
        if previous == _NO_NODE:
            return []
        way.append(previous)
    return way[::-1]


def way_lonlat(graph: StreetGraph, way: list[int]) -> Points:
    """The line along the streets through the nodes of a way: (k, 2) degrees, bends included."""
    pieces = [graph.lonlat[way[:1]]]
    for start, end in pairwise(way):
        pieces += [_bends_between(graph, start, end), graph.lonlat[[end]]]
    return np.concatenate(pieces)


def _bends_between(graph: StreetGraph, start: int, end: int) -> Points:
    forward = _shortest(graph, start, end)
    if forward is not None:
        return graph.bends[graph.bend_start[forward] : graph.bend_start[forward + 1]]
    backward = _shortest(graph, end, start)  # on foot, against the arrow
    if backward is None:
        message = f"no street joins nodes {start} and {end}"
        raise ValueError(message)
    return graph.bends[graph.bend_start[backward] : graph.bend_start[backward + 1]][::-1]


def _shortest(graph: StreetGraph, start: int, end: int) -> int | None:
    edges = np.flatnonzero((graph.edge_from == start) & (graph.edge_to == end))
    return int(edges[np.argmin(graph.length_m[edges])]) if edges.size else None


@lru_cache(maxsize=16)
def _network(graph: StreetGraph, kind: Kind) -> csr_matrix:
    """Seconds as a sparse matrix; of parallel streets the quickest counts."""
    start, end, seconds = graph.edge_from, graph.edge_to, seconds_per_edge(graph, kind=kind)
    if PACES[kind].both_ways:
        start, end, seconds = np.r_[start, end], np.r_[end, start], np.r_[seconds, seconds]
    order = np.lexsort((seconds, end, start))
    start, end, seconds = start[order], end[order], seconds[order]
    first = np.r_[True, (start[1:] != start[:-1]) | (end[1:] != end[:-1])]
    # scipy reads a stored zero as "no edge": a street of no length still takes a moment
    return csr_matrix((np.maximum(seconds[first], 1e-3), (start[first], end[first])), shape=(graph.nodes, graph.nodes))
