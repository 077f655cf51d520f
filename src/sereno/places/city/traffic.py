"""How OpenStreetMap's tags become rules of the road: who may drive, in which direction, how fast."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from sereno.algorithms.streets import StreetClass
from sereno.places.city.extract import Tags

CLASS_OF_HIGHWAY: Final = {
    "motorway": StreetClass.MOTORWAY, "motorway_link": StreetClass.MOTORWAY,
    "trunk": StreetClass.MOTORWAY, "trunk_link": StreetClass.MOTORWAY,
    "primary": StreetClass.AVENUE, "primary_link": StreetClass.AVENUE,
    "secondary": StreetClass.AVENUE, "secondary_link": StreetClass.AVENUE,
    "tertiary": StreetClass.COLLECTOR, "tertiary_link": StreetClass.COLLECTOR,
    "residential": StreetClass.LOCAL, "unclassified": StreetClass.LOCAL, "road": StreetClass.LOCAL,
    "living_street": StreetClass.PASSAGE,
    "busway": StreetClass.BUSWAY,  # patrols and ambulances use it; the ordinary driver does not
}  # fmt: skip

# Chile: 50 km/h in towns since 2018 (Ley 21.103); passages and links are slower by their shape.
DEFAULT_KMH: Final = {
    "motorway": 90.0, "motorway_link": 50.0, "trunk": 80.0, "trunk_link": 50.0,
    "primary": 50.0, "primary_link": 40.0, "secondary": 50.0, "secondary_link": 40.0,
    "tertiary": 50.0, "tertiary_link": 40.0, "residential": 40.0, "unclassified": 40.0, "road": 40.0,
    "living_street": 20.0, "busway": 50.0,
}  # fmt: skip

_CLOSED: Final = {"no", "private"}
_MILE_KM: Final = 1.609_344


class Directions(NamedTuple):
    """Which ways along a street a vehicle may take."""

    forward: bool
    backward: bool


def is_driven(tags: Tags) -> bool:
    """Whether patrol vehicles use this street."""
    return (
        tags.get("highway") in CLASS_OF_HIGHWAY
        and tags.get("area") != "yes"
        and tags.get("access") not in _CLOSED
        and tags.get("motor_vehicle") not in _CLOSED
    )


def directions(tags: Tags) -> Directions:
    """The directions that are open to vehicles.

    >>> directions({"highway": "residential", "oneway": "-1"})
    Directions(forward=False, backward=True)
    >>> directions({"highway": "primary", "junction": "roundabout"})
    Directions(forward=True, backward=False)
    """
    oneway = tags.get("oneway", "")
    if oneway in ("-1", "reverse"):
        return Directions(forward=False, backward=True)
    implied = tags.get("junction") == "roundabout" or tags.get("highway") == "motorway"
    if oneway in ("yes", "true", "1") or (implied and oneway != "no"):
        return Directions(forward=True, backward=False)
    return Directions(forward=True, backward=True)


def permitted_kmh(tags: Tags) -> float:
    """The sign's speed where there is one, else the class's.

    >>> permitted_kmh({"highway": "residential", "maxspeed": "30"}), permitted_kmh({"highway": "primary"})
    (30.0, 50.0)
    >>> round(permitted_kmh({"highway": "primary", "maxspeed": "30 mph"}), 1)
    48.3
    """
    sign = re.match(r"(\d+(?:\.\d+)?)\s*(mph)?", tags.get("maxspeed", ""))
    if sign and float(sign[1]) > 0:
        return float(sign[1]) * (_MILE_KM if sign[2] else 1.0)
    return DEFAULT_KMH[tags["highway"]]
