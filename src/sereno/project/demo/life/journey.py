"""A unit on its way: where it is at any moment, along the streets and at the streets' speeds."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sereno.algorithms.travel import Kind, StreetGraph, route, seconds_per_edge, way_lonlat

LonLat = tuple[float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Journey:
    """Points along a way (metres on the graph's flat map) and the seconds since its start at which each is passed."""

    graph: StreetGraph
    metres: NDArray[np.float64]  # (n, 2)
    seconds: NDArray[np.float64]  # (n,), ascending
    started_at: float  # epoch seconds of the town

    @property
    def ends_at(self) -> float:
        """When the end is reached, in epoch seconds of the town."""
        return self.started_at + float(self.seconds[-1])

    def place(self, at: float) -> LonLat:
        """Where the unit is at a moment; before the start at its start, after the end at its end."""
        east, north = self._metres(at)
        lon, lat = self.graph.flat.to_lonlat([(east, north)])[0]
        return round(float(lon), 6), round(float(lat), 6)

    def kmh(self, at: float) -> float:
        """How fast it is going."""
        if not self.started_at < at < self.ends_at:
            return 0.0
        before, after = np.array(self._metres(at - 1)), np.array(self._metres(at + 1))
        return round(float(np.hypot(*(after - before))) / 2 * 3.6, 1)

    def heading(self, at: float) -> float | None:
        """Degrees from north, clockwise; None while it stands."""
        before, after = np.array(self._metres(at - 1)), np.array(self._metres(at + 1))
        east, north = after - before
        return round(float(np.degrees(np.arctan2(east, north))) % 360, 1) if abs(east) + abs(north) > 0.5 else None

    def _metres(self, at: float) -> tuple[float, float]:
        since = at - self.started_at
        return (
            float(np.interp(since, self.seconds, self.metres[:, 0])),
            float(np.interp(since, self.seconds, self.metres[:, 1])),
        )


def standing(graph: StreetGraph, *, place: LonLat, at: float) -> Journey:
    """A journey that goes nowhere."""
    return Journey(graph, graph.flat.to_metres([place]), np.zeros(1), at)


def along_streets(
    graph: StreetGraph, *, kind: Kind, start: LonLat, node: int, at: float, haste: float, end: LonLat | None = None
) -> Journey:
    """The quickest way from a place to a node, and on to `end` beside it; `haste` above 1 is faster than usual."""
    first = int(graph.nearest_nodes([start])[0])
    nodes = route(graph, kind, first, node) or [first]
    points, spent = [graph.flat.to_metres([start])], [np.zeros(1)]
    _extend(points, spent, graph.flat.to_metres(graph.lonlat[[first]]), seconds=None)
    per_edge = seconds_per_edge(graph, kind=kind)
    for here, there in pairwise(nodes):
        piece = graph.flat.to_metres(way_lonlat(graph, [here, there]))[1:]
        _extend(points, spent, piece, seconds=_edge_seconds(graph, per_edge, here, there))
    if end is not None:
        _extend(points, spent, graph.flat.to_metres([end]), seconds=None)
    return Journey(graph, np.concatenate(points), np.cumsum(np.concatenate(spent)) / haste, at)


_WALK_M_PER_S = 4.0  # off the graph: turning in, parking


def _extend(
    points: list[NDArray[np.float64]], spent: list[NDArray[np.float64]], piece: NDArray[np.float64], *,
    seconds: float | None,
) -> None:  # fmt: skip
    """Add points after the last one, sharing out the seconds by length; without seconds at a slow pace."""
    steps = np.hypot(*np.diff(np.concatenate([points[-1][-1:], piece]), axis=0).T)
    total = float(steps.sum())
    lasting = total / _WALK_M_PER_S if seconds is None else seconds
    points.append(piece)
    spent.append(steps / total * lasting if total > 0 else np.zeros(len(piece)))


def _edge_seconds(graph: StreetGraph, per_edge: NDArray[np.float64], here: int, there: int) -> float:
    """Seconds of the quickest stretch between two neighbouring nodes; on foot also against the arrow."""
    joined = ((graph.edge_from == here) & (graph.edge_to == there)) | (
        (graph.edge_from == there) & (graph.edge_to == here)
    )
    return float(per_edge[joined].min())
