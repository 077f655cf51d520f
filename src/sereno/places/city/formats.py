"""Extracts from files: Overpass JSON (plain or .gz), OpenStreetMap XML (.osm) and .osm.pbf."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import osmium

from sereno.places.city.extract import KEPT_KEYS, Extract, ExtractRefused, LonLat, Relation, Tags, Way

Box = tuple[float, float, float, float]
"""West, south, east, north, in degrees."""


def read_extract(path: Path, *, box: Box | None = None) -> Extract:
    """The extract in a file, its format told by its name; with `box`, only what reaches into it.

    Raises
    ------
    ExtractRefused
        The file is absent, of an unknown format, unreadable, or incomplete.
    """
    if not path.is_file():
        message = f"{path} is not there"
        raise ExtractRefused(message)
    name = path.name.lower()
    if name.endswith((".json", ".json.gz")):
        extract = _read_overpass(path)
    elif name.endswith((".osm", ".osm.gz", ".osm.bz2", ".pbf")):
        extract = _read_osm(path)
    else:
        message = f"{path.name}: extracts end in .json, .json.gz, .osm, .osm.gz, .osm.bz2 or .osm.pbf"
        raise ExtractRefused(message)
    extract.refuse_incomplete()
    return extract if box is None else _within(extract, box)


def parse_overpass(answer: dict[str, Any]) -> Extract:
    """The extract in a decoded Overpass answer."""
    if "elements" not in answer:
        raise ExtractRefused("this JSON is no Overpass answer: it has no 'elements'")
    extract = Extract(taken_at=str(answer.get("osm3s", {}).get("timestamp_osm_base", "")))
    for element in answer["elements"]:
        tags: Tags = element.get("tags", {})
        match element.get("type"):
            case "node":
                extract.positions[element["id"]] = (element["lon"], element["lat"])
                if _is_kept(tags):
                    extract.node_tags[element["id"]] = tags
            case "way" if _is_kept(tags) or "nodes" in element:
                extract.ways.append(Way(id=element["id"], nodes=tuple(element.get("nodes", ())), tags=tags))
            case "relation" if tags.get("type") == "multipolygon" and _is_kept(tags):
                extract.relations.append(_relation(element["id"], element.get("members", []), tags))
    return extract


def _relation(relation_id: int, members: list[dict[str, Any]], tags: Tags) -> Relation:
    outer = tuple(m["ref"] for m in members if m["type"] == "way" and m.get("role") != "inner")
    inner = tuple(m["ref"] for m in members if m["type"] == "way" and m.get("role") == "inner")
    return Relation(id=relation_id, outer=outer, inner=inner, tags=tags)


def _is_kept(tags: Tags) -> bool:
    return any(key in tags for key in KEPT_KEYS)


def _read_overpass(path: Path) -> Extract:
    try:
        packed = path.read_bytes()
        answer = json.loads(gzip.decompress(packed) if path.suffix == ".gz" else packed)
    except (OSError, EOFError, ValueError) as fault:
        message = f"{path.name} is not readable JSON: {fault}"
        raise ExtractRefused(message) from fault
    return parse_overpass(answer)


def _read_osm(path: Path) -> Extract:
    """Read XML or PBF in one pass; untagged nodes stay in osmium's index, only those of ways reach Python."""
    extract = Extract()
    wanted = osmium.filter.KeyFilter(*KEPT_KEYS)
    try:
        for element in osmium.FileProcessor(str(path)).with_locations().with_filter(wanted):
            _take(extract, element)
    except (RuntimeError, osmium.InvalidLocationError) as fault:
        message = f"{path.name} is not a readable OpenStreetMap file: {fault}"
        raise ExtractRefused(message) from fault
    return extract


def _take(extract: Extract, element: Any) -> None:
    tags: Tags = {tag.k: tag.v for tag in element.tags}
    if element.is_node():
        extract.positions[element.id] = (element.location.lon, element.location.lat)
        extract.node_tags[element.id] = tags
    elif element.is_way():
        for node in element.nodes:
            if node.location.valid():
                extract.positions[node.ref] = (node.location.lon, node.location.lat)
        extract.ways.append(Way(id=element.id, nodes=tuple(node.ref for node in element.nodes), tags=tags))
    elif tags.get("type") == "multipolygon":
        members = [{"type": "way" if m.type == "w" else m.type, "ref": m.ref, "role": m.role} for m in element.members]
        extract.relations.append(_relation(element.id, members, tags))


def _within(extract: Extract, box: Box) -> Extract:
    """What reaches into the box: ways are kept whole when one of their nodes is in it."""
    west, south, east, north = box

    def holds(position: LonLat) -> bool:
        return west <= position[0] <= east and south <= position[1] <= north

    inside = {node for node, position in extract.positions.items() if holds(position)}
    of_areas = {way_id for relation in extract.relations for way_id in relation.outer + relation.inner}
    ways = [way for way in extract.ways if way.id in of_areas or not inside.isdisjoint(way.nodes)]
    needed = inside.union(*(way.nodes for way in ways))
    return Extract(
        positions={node: extract.positions[node] for node in extract.positions if node in needed},
        node_tags={node: tags for node, tags in extract.node_tags.items() if node in inside},
        ways=ways,
        relations=extract.relations,
        taken_at=extract.taken_at,
    )
