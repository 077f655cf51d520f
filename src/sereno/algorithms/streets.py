"""The street graph: corners, the stretches of street between them, and the corner nearest to a point."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from sereno.algorithms.geo import Points, Projection

Floats = NDArray[np.float64]
Integers = NDArray[np.int32]
Singles = NDArray[np.float32]


class StreetClass(StrEnum):
    """Streets by their part in traffic; the order is the code stored in the graph."""

    MOTORWAY = "motorway"
    AVENUE = "avenue"
    COLLECTOR = "collector"
    LOCAL = "local"
    PASSAGE = "passage"
    BUSWAY = "busway"


STREET_CLASSES: Final = tuple(StreetClass)


@dataclass(frozen=True, slots=True, eq=False)
class StreetGraph:
    """Street corners and dead ends (nodes), joined by directed stretches of street (edges).

    Attributes
    ----------
    lon, lat : (n,) degrees
    edge_from, edge_to : (m,) node positions
    length_m : (m,) metres along the street
    street_class : (m,) positions in `STREET_CLASSES`
    kmh : (m,) permitted speed
    name_id : (m,) positions in `names`; 0 is the street without a name
    names : names of streets, the empty one first
    bend_start : (m + 1,) where each edge's bends begin in `bends`
    bends : (k, 2) degrees, the points of an edge between its two nodes

    Examples
    --------
    Two corners 111 m apart, and a one-way street between them:

    >>> graph = StreetGraph.of(lonlat=[(0, 0), (0.001, 0)], edges=[(0, 1)], length_m=[111.0])
    >>> graph.nodes, graph.edges, graph.nearest_nodes([(0.0009, 0.0001)]).tolist()
    (2, 1, [1])
    """

    lon: Floats
    lat: Floats
    edge_from: Integers
    edge_to: Integers
    length_m: Singles
    street_class: NDArray[np.uint8]
    kmh: Singles
    name_id: Integers
    names: tuple[str, ...]
    bend_start: Integers
    bends: Points
    flat: Projection = field(init=False, repr=False)
    _tree: cKDTree = field(init=False, repr=False)

    def __post_init__(self) -> None:
        edges = len(self.edge_from)
        for name in ("edge_to", "length_m", "street_class", "kmh", "name_id"):
            if len(getattr(self, name)) != edges:
                message = f"{name} has {len(getattr(self, name))} entries for {edges} edges"
                raise ValueError(message)
        if not len(self.lon):
            raise ValueError("a street graph needs at least one node")
        flat = Projection.around(self.lonlat)
        object.__setattr__(self, "flat", flat)
        object.__setattr__(self, "_tree", cKDTree(flat.to_metres(self.lonlat)))

    @classmethod
    def of(
        cls,
        *,
        lonlat: ArrayLike,
        edges: ArrayLike,
        length_m: ArrayLike,
        kmh: float = 50.0,
        street_class: StreetClass = StreetClass.LOCAL,
    ) -> StreetGraph:
        """A plain graph of nameless straight streets of one class: for examples and experiments."""
        points, ends = np.asarray(lonlat, float).reshape(-1, 2), np.asarray(edges, np.int32).reshape(-1, 2)
        count = len(ends)
        return cls(
            lon=points[:, 0].copy(),
            lat=points[:, 1].copy(),
            edge_from=ends[:, 0].copy(),
            edge_to=ends[:, 1].copy(),
            length_m=np.asarray(length_m, np.float32),
            street_class=np.full(count, STREET_CLASSES.index(street_class), np.uint8),
            kmh=np.full(count, kmh, np.float32),
            name_id=np.zeros(count, np.int32),
            names=("",),
            bend_start=np.zeros(count + 1, np.int32),
            bends=np.empty((0, 2)),
        )

    @property
    def nodes(self) -> int:
        return len(self.lon)

    @property
    def edges(self) -> int:
        return len(self.edge_from)

    @property
    def lonlat(self) -> Points:
        """(n, 2) degrees."""
        return np.column_stack((self.lon, self.lat))

    def nearest_nodes(self, lonlat: ArrayLike) -> Integers:
        """The node nearest to each of (k, 2) points, as the crow flies."""
        return self.snap(lonlat)[0]

    def snap(self, lonlat: ArrayLike) -> tuple[Integers, Floats]:
        """The node nearest to each of (k, 2) points, and the metres between the two."""
        metres, nodes = self._tree.query(self.flat.to_metres(np.asarray(lonlat, float).reshape(-1, 2)))
        return nodes.astype(np.int32), metres

    def restricted(self, keep: NDArray[np.bool_]) -> StreetGraph:
        """The graph of the kept nodes ((n,) booleans) and the edges among them, renumbered in order."""
        position = np.cumsum(keep) - 1
        stays = keep[self.edge_from] & keep[self.edge_to]
        counts = np.diff(self.bend_start)
        return StreetGraph(
            lon=self.lon[keep],
            lat=self.lat[keep],
            edge_from=position[self.edge_from[stays]].astype(np.int32),
            edge_to=position[self.edge_to[stays]].astype(np.int32),
            length_m=self.length_m[stays],
            street_class=self.street_class[stays],
            kmh=self.kmh[stays],
            name_id=self.name_id[stays],
            names=self.names,
            bend_start=np.concatenate(([0], np.cumsum(counts[stays]))).astype(np.int32),
            bends=self.bends[np.repeat(stays, counts)],
        )


def largest_strong_component(graph: StreetGraph) -> StreetGraph:
    """The part of the graph where a vehicle gets from every corner to every other one and back."""
    links = csr_matrix((np.ones(graph.edges), (graph.edge_from, graph.edge_to)), shape=(graph.nodes, graph.nodes))
    _, component = connected_components(links, directed=True, connection="strong")
    return graph.restricted(component == np.bincount(component).argmax())
