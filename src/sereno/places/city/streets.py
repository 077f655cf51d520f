"""The street graph of a city directory, written and read: arrays in one file, names in another."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from sereno.algorithms.streets import STREET_CLASSES, StreetGraph
from sereno.places.city import layout

_ARRAYS = (
    "lon", "lat", "edge_from", "edge_to", "length_m", "street_class", "kmh", "name_id", "bend_start", "bends",
)  # fmt: skip


def write_streets(graph: StreetGraph, directory: Path) -> None:
    """Write the arrays as an uncompressed .npz (so that no library version changes a byte) and the words as JSON."""
    np.savez(directory / layout.STREETS, **{name: getattr(graph, name) for name in _ARRAYS})
    words = {
        "version": layout.VERSION,
        "nodes": graph.nodes,
        "edges": graph.edges,
        "classes": [street_class.value for street_class in STREET_CLASSES],
        "names": list(graph.names),
    }
    layout.write_json(directory / layout.STREETS_WORDS, words)


def read_streets(directory: Path) -> StreetGraph:
    """The street graph in a city directory."""
    words = layout.read_json(directory / layout.STREETS_WORDS)
    with np.load(directory / layout.STREETS, allow_pickle=False) as arrays:
        return StreetGraph(names=tuple(words["names"]), **{name: arrays[name] for name in _ARRAYS})
