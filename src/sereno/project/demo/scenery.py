"""Where things happen: near streets, more often at a town's few hot corners, which differ by kind of incident."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sereno.algorithms.territory import Territories
from sereno.algorithms.travel import STREET_CLASSES, StreetClass, StreetGraph
from sereno.places.city.read import read_city
from sereno.places.city.streets import read_streets

Floats = NDArray[np.float64]
_HOT_CORNERS = 14
_HOT_SHARE = 0.6
_HOT_RADIUS_M = 190.0
_HOUSE_OFFSET_M = 7.0  # a pin stands beside the street's centre line
_BUSY = (StreetClass.AVENUE, StreetClass.COLLECTOR)
_GROUPS: Mapping[str, Sequence[str]] = {
    "night": ("noise", "street-drinking", "violence", "racing", "drugs"),
    "street": ("bad-parking", "street-trade", "crash", "robbery-in-progress", "suspicious"),
    "home": ("burglary", "domestic-violence", "vehicle-theft", "animal", "vulnerable", "medical", "fire"),
    "upkeep": ("street-light", "pothole", "rubbish", "fallen-tree", "abandoned-vehicle", "complaint"),
}


@dataclass(frozen=True, slots=True, eq=False)
class Scenery:
    """The streets inside a town and how likely each corner is, for each group of categories."""

    graph: StreetGraph
    edges: NDArray[np.intp]  # those with both ends inside the town
    weights: Mapping[str, Floats]  # group → probability of each of `edges`

    def draw_place(self, rng: np.random.Generator, *, category: str) -> tuple[float, float]:
        """A point beside a street where this kind of thing tends to happen: lon, lat."""
        edge = int(self.edges[rng.choice(len(self.edges), p=self.weights[_group_of(category)])])
        start, end = self.graph.edge_from[edge], self.graph.edge_to[edge]
        along = rng.uniform(0.1, 0.9)
        ends = self.graph.flat.to_metres(self.graph.lonlat[[start, end]])
        point = ends[0] * (1 - along) + ends[1] * along + rng.normal(0, _HOUSE_OFFSET_M, 2)
        lon, lat = self.graph.flat.to_lonlat([point])[0]
        return round(float(lon), 6), round(float(lat), 6)

    def draw_places(self, rng: np.random.Generator, *, category: str, count: int) -> Floats:
        """Many such points at once: (count, 2) lon, lat."""
        edges = self.edges[rng.choice(len(self.edges), count, p=self.weights[_group_of(category)])]
        along = rng.uniform(0.1, 0.9, (count, 1))
        starts, ends = (
            self.graph.flat.to_metres(self.graph.lonlat[nodes[edges]])
            for nodes in (self.graph.edge_from, self.graph.edge_to)
        )
        points = starts * (1 - along) + ends * along + rng.normal(0, _HOUSE_OFFSET_M, (count, 2))
        return np.asarray(self.graph.flat.to_lonlat(points))

    def draw_corner(self, rng: np.random.Generator, *, category: str) -> int:
        """A node to patrol towards, drawn like the incidents of a category."""
        edge = int(self.edges[rng.choice(len(self.edges), p=self.weights[_group_of(category)])])
        return int(self.graph.edge_to[edge])


def open_scenery(city_dir: Path) -> Scenery:
    """The scenery of a city directory; the same city always has the same hot corners."""
    graph = read_streets(city_dir)
    own = read_city(city_dir).territories[0]
    inside = Territories([own.polygon]).find_many(graph.lonlat) == 0
    edges = np.flatnonzero(inside[graph.edge_from] & inside[graph.edge_to])
    rng = np.random.default_rng(1460)
    return Scenery(graph, edges, {group: _weights(graph, edges, rng) for group in _GROUPS})


def _weights(graph: StreetGraph, edges: NDArray[np.intp], rng: np.random.Generator) -> Floats:
    """A flat part along all streets, and a heap around each hot corner; busy streets attract corners."""
    metres = graph.flat.to_metres(graph.lonlat)[graph.edge_to[edges]]
    busy = np.isin(graph.street_class[edges], [STREET_CLASSES.index(kind) for kind in _BUSY])
    pull = np.where(busy, 4.0, 1.0)
    corners = metres[rng.choice(len(edges), _HOT_CORNERS, p=pull / pull.sum())]
    importance = rng.dirichlet(np.ones(_HOT_CORNERS))
    away = ((metres[:, None, :] - corners[None, :, :]) ** 2).sum(axis=2)
    heap = (np.exp(-away / (2 * _HOT_RADIUS_M**2)) * importance).sum(axis=1)
    length = graph.length_m[edges].astype(float)
    return np.asarray(_HOT_SHARE * heap / heap.sum() + (1 - _HOT_SHARE) * length / length.sum())


def _group_of(category: str) -> str:
    return next((group for group, codes in _GROUPS.items() if category in codes), "street")
