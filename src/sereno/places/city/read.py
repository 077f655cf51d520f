"""A city directory as values: whose town it is, its territories and zones, and where its files are."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from sereno.kernel.errors import Refusal
from sereno.places.city import layout


class CityRefused(Refusal):
    """The directory is not a city this version can read; the message says why and what to do."""

    code = "city"


@dataclass(frozen=True, slots=True)
class Description:
    """Which town it is, and where the files come from."""

    code: str
    name: str
    prefix: str  # of incident numbers
    timezone: str
    centre: tuple[float, float]  # degrees, a point inside the town
    bbox: tuple[float, float, float, float]  # west, south, east, north
    source: str
    licence: str
    generator: str
    version: int = layout.VERSION


@dataclass(frozen=True, slots=True)
class Territory:
    """A municipality: the city itself or a neighbour."""

    code: str
    name: str
    prefix: str
    served: bool  # whether its reports are worked on here
    polygon: BaseGeometry


@dataclass(frozen=True, slots=True)
class Zone:
    """A part of a municipality, for watch and statistics."""

    municipality: str  # code of its territory
    code: str
    name: str
    polygon: BaseGeometry


@dataclass(frozen=True, slots=True)
class City:
    """A city directory, read; streets, addresses and the map are opened by those who need them."""

    directory: Path
    description: Description
    territories: tuple[Territory, ...]  # the city itself first
    zones: tuple[Zone, ...]

    @property
    def basemap_path(self) -> Path:
        return self.directory / layout.BASEMAP


def read_city(directory: Path) -> City:
    """The city in a directory made by `sereno city build` or by the demo town's generator.

    Raises
    ------
    CityRefused
        A file is absent or the directory is of a later version than this program.
    """
    missing = [name for name in _NEEDED if not (directory / name).is_file()]
    if missing:
        message = f"{directory} is no city directory: it lacks {', '.join(missing)}. Make one with 'sereno city build'."
        raise CityRefused(message)
    words = layout.read_json(directory / layout.CITY)
    if words["version"] > layout.VERSION:
        message = f"{directory} is of version {words['version']}, this program reads {layout.VERSION}: update Sereno."
        raise CityRefused(message)
    words["centre"], words["bbox"] = tuple(words["centre"]), tuple(words["bbox"])
    return City(
        directory=directory,
        description=Description(**words),
        territories=tuple(Territory(**values) for values in _features(directory / layout.TERRITORIES)),
        zones=tuple(Zone(**values) for values in _features(directory / layout.ZONES)),
    )


_NEEDED = (
    layout.CITY, layout.TERRITORIES, layout.ZONES, layout.STREETS, layout.STREETS_WORDS, layout.ADDRESSES,
    layout.BASEMAP,
)  # fmt: skip


def write_outline(city: City) -> None:
    """Write the description, the territories and the zones of a city into its directory."""
    layout.write_json(city.directory / layout.CITY, asdict(city.description))
    territories = [
        _feature(t.polygon, code=t.code, name=t.name, prefix=t.prefix, served=t.served) for t in city.territories
    ]
    zones = [_feature(z.polygon, municipality=z.municipality, code=z.code, name=z.name) for z in city.zones]
    layout.write_json(city.directory / layout.TERRITORIES, {"type": "FeatureCollection", "features": territories})
    layout.write_json(city.directory / layout.ZONES, {"type": "FeatureCollection", "features": zones})


def _features(path: Path) -> list[dict[str, Any]]:
    features = layout.read_json(path)["features"]
    return [{**feature["properties"], "polygon": shape(feature["geometry"])} for feature in features]


def _feature(polygon: BaseGeometry, **properties: object) -> dict[str, Any]:
    """A GeoJSON feature whose coordinates are rounded without making the polygon invalid."""
    rounded = shapely.set_precision(polygon, 10.0**-layout.DEGREE_DIGITS)
    geometry = mapping(rounded)
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": geometry["type"], "coordinates": _rounded(geometry["coordinates"])},
    }


def _rounded(coordinates: Any) -> Any:
    if isinstance(coordinates, float):
        return round(coordinates, layout.DEGREE_DIGITS)
    return [_rounded(part) for part in coordinates]
