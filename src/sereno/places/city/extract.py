"""What is read from OpenStreetMap, whatever the file's format: points, lines with tags, and areas."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import shapely
from shapely.geometry.base import BaseGeometry

from sereno.kernel.errors import Refusal

Tags = dict[str, str]
LonLat = tuple[float, float]

KEPT_KEYS = (
    "highway", "railway", "waterway", "natural", "leisure", "landuse", "place", "amenity", "tourism", "historic",
    "office", "public_transport", "addr:housenumber",
)  # fmt: skip


class ExtractRefused(Refusal):
    """The file is not an extract a city can be built from; the message says what it needs."""

    code = "extract"


@dataclass(frozen=True, slots=True)
class Way:
    """A line of nodes: a street, a river, the outline of a park."""

    id: int
    nodes: tuple[int, ...]
    tags: Tags

    @property
    def is_closed(self) -> bool:
        return len(self.nodes) > 3 and self.nodes[0] == self.nodes[-1]


@dataclass(frozen=True, slots=True)
class Relation:
    """A multipolygon: the ways of its outer and inner rings."""

    id: int
    outer: tuple[int, ...]
    inner: tuple[int, ...]
    tags: Tags


@dataclass(slots=True)
class Extract:
    """One piece of OpenStreetMap, complete: every node of every way has a position."""

    positions: dict[int, LonLat] = field(default_factory=dict)
    node_tags: dict[int, Tags] = field(default_factory=dict)
    ways: list[Way] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    taken_at: str = ""  # the moment of the data, as the file states it

    def line(self, way: Way) -> shapely.LineString:
        """The way's course, in degrees."""
        return shapely.LineString([self.positions[node] for node in way.nodes])

    def streets(self) -> Iterator[Way]:
        """The ways that are streets or paths of any kind, areas left out."""
        return (way for way in self.ways if "highway" in way.tags and way.tags.get("area") != "yes")

    def areas(self) -> Iterator[tuple[Tags, BaseGeometry]]:
        """Closed ways that are no streets, and multipolygons, as polygons in degrees."""
        for way in self.ways:
            if way.is_closed and ("highway" not in way.tags or way.tags.get("area") == "yes"):
                yield way.tags, shapely.make_valid(shapely.Polygon([self.positions[node] for node in way.nodes]))
        by_id = {way.id: way for way in self.ways}
        for relation in self.relations:
            polygon = self._rings(relation.outer, by_id).difference(self._rings(relation.inner, by_id))
            if not polygon.is_empty:
                yield relation.tags, polygon

    def _rings(self, way_ids: tuple[int, ...], by_id: dict[int, Way]) -> BaseGeometry:
        lines = [self.line(by_id[way_id]) for way_id in way_ids if way_id in by_id]
        if not lines:
            return shapely.Polygon()
        return shapely.union_all(shapely.get_parts(shapely.polygonize([shapely.union_all(lines)])))

    def refuse_incomplete(self) -> None:
        """Refuse an extract without streets, or with ways whose nodes are missing."""
        if not any(self.streets()):
            raise ExtractRefused("the extract holds no street (no way with a highway tag)")
        missing = {node for way in self.ways for node in way.nodes} - self.positions.keys()
        if missing:
            message = (
                f"{len(missing)} nodes of the extract's ways have no position; "
                "ask Overpass with '(._;>;); out body;' so that the nodes come along"
            )
            raise ExtractRefused(message)
