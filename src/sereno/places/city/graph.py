"""The street graph of an extract: corners and dead ends as nodes, the streets between them as edges."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from sereno.algorithms.geo import haversine_m
from sereno.algorithms.streets import STREET_CLASSES, StreetGraph, largest_strong_component
from sereno.places.city.extract import Extract, ExtractRefused, Tags, Way
from sereno.places.city.traffic import CLASS_OF_HIGHWAY, directions, is_driven, permitted_kmh


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A directed piece of one way between two corners, bends included."""

    nodes: tuple[int, ...]
    tags: Tags


def street_graph(extract: Extract) -> StreetGraph:
    """The drivable graph of an extract, cut to its largest strongly connected component.

    Notes
    -----
    A node stays where a street begins, ends or meets another one; the other nodes become bends of the
    edge between. So an edge has one name, one class and one permitted speed.
    """
    driven = [way for way in extract.streets() if is_driven(way.tags)]
    corners = _corners(driven)
    stretches = [stretch for way in driven for stretch in _stretches(way, corners)]
    if not stretches:
        raise ExtractRefused("the extract holds no street that vehicles may use")
    return largest_strong_component(_assembled(extract, stretches))


def _corners(ways: list[Way]) -> set[int]:
    meeting = Counter(node for way in ways for node in set(way.nodes))
    ends = {node for way in ways for node in (way.nodes[0], way.nodes[-1])}
    return ends | {node for node, ways_there in meeting.items() if ways_there > 1}


def _stretches(way: Way, corners: set[int]) -> Iterator[_Stretch]:
    """Cut one way at its corners, once for each direction that is open."""
    forward, backward = directions(way.tags)
    cuts = [index for index, node in enumerate(way.nodes) if node in corners]
    for start, end in pairwise(cuts):
        nodes = way.nodes[start : end + 1]
        if nodes[0] == nodes[-1]:
            continue  # a loop back to the same corner leads nowhere
        if forward:
            yield _Stretch(nodes, way.tags)
        if backward:
            yield _Stretch(nodes[::-1], way.tags)


def _assembled(extract: Extract, stretches: list[_Stretch]) -> StreetGraph:
    corners = sorted({node for stretch in stretches for node in (stretch.nodes[0], stretch.nodes[-1])})
    position = {node: index for index, node in enumerate(corners)}
    names = ["", *sorted({stretch.tags.get("name", "") for stretch in stretches} - {""})]
    name_id = {name: index for index, name in enumerate(names)}
    lonlat = np.array([extract.positions[node] for node in corners])
    bends = [extract.positions[node] for stretch in stretches for node in stretch.nodes[1:-1]]
    classes = [STREET_CLASSES.index(CLASS_OF_HIGHWAY[stretch.tags["highway"]]) for stretch in stretches]
    return StreetGraph(
        lon=lonlat[:, 0].copy(),
        lat=lonlat[:, 1].copy(),
        edge_from=np.array([position[stretch.nodes[0]] for stretch in stretches], np.int32),
        edge_to=np.array([position[stretch.nodes[-1]] for stretch in stretches], np.int32),
        length_m=_lengths_m(extract, stretches),
        street_class=np.array(classes, np.uint8),
        kmh=np.array([permitted_kmh(stretch.tags) for stretch in stretches], np.float32),
        name_id=np.array([name_id[stretch.tags.get("name", "")] for stretch in stretches], np.int32),
        names=tuple(names),
        bend_start=np.cumsum([0, *(len(stretch.nodes) - 2 for stretch in stretches)]).astype(np.int32),
        bends=np.array(bends, float).reshape(-1, 2),
    )


def _lengths_m(extract: Extract, stretches: list[_Stretch]) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    course = np.array([extract.positions[node] for stretch in stretches for node in stretch.nodes])
    pieces = haversine_m(course[:-1], to_lonlat=course[1:])
    begins = np.cumsum([0, *(len(stretch.nodes) for stretch in stretches)])
    pieces[begins[1:-1] - 1] = 0  # from the end of one stretch to the beginning of the next is no street
    return np.asarray(np.add.reduceat(pieces, begins[:-1]), np.float32)
