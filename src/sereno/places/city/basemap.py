"""The basemap: one PMTiles file of vector tiles, drawn in pure Python, the same bytes for the same city."""

from __future__ import annotations

import gzip
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import mapbox_vector_tile
import numpy as np
import shapely
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import write as pmtiles_writer
from shapely.geometry.base import BaseGeometry

from sereno.algorithms.geo import Points

LOWEST_ZOOM: Final = 10
HIGHEST_ZOOM: Final = 15  # closer views draw these tiles larger; a unit of theirs is 25 cm
EXTENT: Final = 4096  # units across a tile
_MARGIN: Final = 128  # units drawn beyond the tile's edge, so that wide lines meet
_SIMPLER: Final = 6.0  # units a line may move; a pixel is 8 to 16 units

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Feature:
    """Something on the map: a shape in degrees, the layer it belongs to, its attributes, and from which zoom on."""

    layer: str
    shape: BaseGeometry
    attributes: dict[str, str | int]
    from_zoom: int = LOWEST_ZOOM


def write_basemap(features: Sequence[Feature], path: Path, *, box: Box, attribution: str, name: str) -> None:
    """Write the tiles that cover `box` (degrees); features keep their order, which is the order of painting."""
    world = shapely.transform(np.array([feature.shape for feature in features], dtype=object), _mercator)
    with pmtiles_writer(str(path)) as file:
        for zoom in range(LOWEST_ZOOM, HIGHEST_ZOOM + 1):
            for tile_id, tile in sorted(_tiles(features, world, zoom=zoom, box=box)):
                file.write_tile(tile_id, tile)
        file.finalize(_header(box), _metadata(features, attribution=attribution, name=name))


def _mercator(lonlat: Points) -> Points:
    """The square web map: 0 to 1 from west to east and from north to south."""
    lat = np.radians(lonlat[:, 1])
    return np.column_stack((lonlat[:, 0] / 360 + 0.5, 0.5 - np.arcsinh(np.tan(lat)) / (2 * math.pi)))


def _tiles(features: Sequence[Feature], world: Any, *, zoom: int, box: Box) -> Iterator[tuple[int, bytes]]:
    """Every tile of one zoom that has something on it, with its id."""
    shown = np.array([feature.from_zoom <= zoom for feature in features])
    units = EXTENT * 2**zoom
    scaled = shapely.transform(world[shown], lambda points: points * units)
    simpler = shapely.simplify(scaled, _SIMPLER if zoom < HIGHEST_ZOOM else 1.0, preserve_topology=True)
    chosen = [feature for feature, kept in zip(features, shown, strict=True) if kept]
    tree = shapely.STRtree(simpler)
    (west, north), (east, south) = _mercator(np.array([(box[0], box[3]), (box[2], box[1])])) * 2**zoom
    for x in range(int(west), int(east) + 1):
        for y in range(int(north), int(south) + 1):
            tile = _tile(chosen, simpler, tree, left=x * EXTENT, top=y * EXTENT)
            if tile:
                yield zxy_to_tileid(zoom, x, y), gzip.compress(tile, mtime=0)


def _tile(features: list[Feature], shapes: Any, tree: shapely.STRtree, *, left: int, top: int) -> bytes:
    edge = (left - _MARGIN, top - _MARGIN, left + EXTENT + _MARGIN, top + EXTENT + _MARGIN)
    near = np.sort(tree.query(shapely.box(*edge)))
    pieces = shapely.clip_by_rect(shapes[near], *edge)
    pieces = shapely.transform(pieces, lambda points: np.round(points - (left, top)))
    layers: dict[str, list[dict[str, Any]]] = {}
    for position, piece in zip(near, pieces, strict=True):
        feature = features[position]
        if not piece.is_empty and piece.geom_type != "GeometryCollection":
            layers.setdefault(feature.layer, []).append({"geometry": piece, "properties": feature.attributes})
    content = [{"name": layer, "features": found} for layer, found in sorted(layers.items())]
    return bytes(mapbox_vector_tile.encode(content, default_options=_ENCODING)) if content else b""


_ENCODING: Final = {
    "y_coord_down": True,
    "extents": EXTENT,
    "on_invalid_geometry": mapbox_vector_tile.encoder.on_invalid_geometry_make_valid,
}


def _header(box: Box) -> dict[str, Any]:
    west, south, east, north = (round(degrees * 1e7) for degrees in box)
    return {
        "tile_type": TileType.MVT,
        "tile_compression": Compression.GZIP,
        "min_lon_e7": west, "min_lat_e7": south, "max_lon_e7": east, "max_lat_e7": north,
        "center_zoom": 13, "center_lon_e7": (west + east) // 2, "center_lat_e7": (south + north) // 2,
    }  # fmt: skip


def _metadata(features: Sequence[Feature], *, attribution: str, name: str) -> dict[str, Any]:
    attributes: dict[str, dict[str, str]] = {}
    for feature in features:
        kinds = attributes.setdefault(feature.layer, {})
        kinds |= {key: "Number" if isinstance(value, int) else "String" for key, value in feature.attributes.items()}
    layers = [
        {"id": layer, "fields": dict(sorted(kinds.items())), "minzoom": LOWEST_ZOOM, "maxzoom": HIGHEST_ZOOM}
        for layer, kinds in sorted(attributes.items())
    ]
    return {"name": name, "attribution": attribution, "type": "baselayer", "format": "pbf", "vector_layers": layers}
