"""Areas of alerts: made from zones, circles and drawn rings, measured, and compared with places and territories."""

import math
from collections.abc import Iterable, Sequence
from typing import Any

import shapely
from shapely.geometry import Polygon, mapping, shape

from sereno.alerts.message import Area, Circle, LonLat, Message
from sereno.alerts.rules import ring_of, rounded
from sereno.algorithms.geo import Projection
from sereno.places import queries as places

_CORNERS = 64
_MOST_MENDED = 60
_UNIT = [(math.cos(2 * math.pi * n / _CORNERS), math.sin(2 * math.pi * n / _CORNERS)) for n in range(_CORNERS)]


def of_outlines(outlines: Iterable[dict[str, Any]], *, description: str) -> Area:
    """An area of GeoJSON outlines put together; CAP knows no holes, so a hole belongs to it."""
    union = shapely.union_all([shapely.make_valid(shape(outline)) for outline in outlines])
    return Area(description=description, polygons=tuple(rounded(part.exterior.coords) for part in _polygons(union)))


def of_ring(points: Sequence[LonLat], *, description: str) -> Area | None:
    """An area drawn point by point; None when the points make no area."""
    if len(points) < 3 or not all(-180 <= lon <= 180 and -85 <= lat <= 85 for lon, lat in points):
        return None
    drawn = _mended(Polygon(points))  # lines that cross make several polygons
    parts = [part for part in _polygons(drawn) if part.area > 0]
    return (
        Area(description=description, polygons=tuple(rounded(part.exterior.coords) for part in parts))
        if parts
        else None
    )


def geometry(areas: Iterable[Area]) -> Any:
    """All areas as one shapely geometry; circles as rings of many corners."""
    rings = [Polygon(ring) for area in areas for ring in area.polygons]
    rings += [Polygon(_drawn(circle)) for area in areas for circle in area.circles if circle.radius_km > 0]
    return shapely.union_all([_mended(ring) for ring in rings])


def outline(message: Message) -> dict[str, Any] | None:
    """A message's areas as GeoJSON; None when it names none."""
    whole = geometry([area for info in message.infos for area in info.areas])
    return None if whole.is_empty else dict(mapping(whole))


def as_geojson(where: Iterable[Area]) -> dict[str, Any]:
    """Areas as one GeoJSON geometry."""
    return dict(mapping(geometry(where)))


def reach(where: Iterable[Area], *, municipality: int) -> bool:
    """Whether areas reach into a municipality; a common border alone is not inside."""
    ground = shapely.make_valid(shape(places.outline(municipality)))
    return bool(ground.intersection(geometry(where)).area > 0)


def touches(message: Message, *, municipality: int) -> bool:
    """Whether any of a message's areas reaches into a municipality."""
    return reach([area for info in message.infos for area in info.areas], municipality=municipality)


def area_km2(areas: Iterable[Area]) -> float:
    """How large areas are together."""
    whole = geometry(areas)
    if whole.is_empty:
        return 0.0
    west, south, east, north = whole.bounds
    flat = Projection(origin_lon=(west + east) / 2, origin_lat=max(-85.0, min(85.0, (south + north) / 2)))
    return float(shapely.transform(whole, flat.to_metres).area) / 1e6


def zones_within(areas: Iterable[Area], *, municipality: int) -> list[tuple[str, bool]]:
    """The zones that areas reach, by name, and whether they cover the zone whole (but for its edge)."""
    whole = geometry(areas)
    if whole.is_empty:
        return []
    reached = []
    for zone in places.zones(municipality):
        ground = shapely.make_valid(shape(zone.outline))
        share = ground.intersection(whole).area / ground.area
        if share > 0.001:  # not the zone next door, whose border it touches
            reached.append((zone.name, share > 0.999))
    return reached


def _mended(ring: Any) -> Any:
    """A polygon whose lines do not cross.

    One with many corners gets its hull: mending a polygon made to be slow takes minutes, and an alert that reaches a
    few people too many is better than one that reaches nobody.
    """
    if ring.is_valid:
        return ring
    if len(ring.exterior.coords) > _MOST_MENDED:
        return ring.convex_hull
    return shapely.make_valid(ring, method="structure", keep_collapsed=False)


def _drawn(circle: Circle) -> Any:
    flat = Projection(origin_lon=circle.lon, origin_lat=max(-85.0, min(85.0, circle.lat)))
    return ring_of(circle, metres_per_degree=flat.metres_per_degree, unit=_UNIT)


def _polygons(whole: Any) -> list[Any]:
    return [part for part in shapely.get_parts(whole) if part.geom_type == "Polygon"]
