"""Ask OpenStreetMap's public servers for a town: its outline from Nominatim, its streets from Overpass."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

import sereno
from sereno.kernel.errors import Refusal
from sereno.places.city import layout
from sereno.places.city.build import OSM_LICENCE, Progress, box_around, build_city
from sereno.places.city.names import code_of
from sereno.places.city.read import City

OVERPASS_URL: Final = "https://overpass-api.de/api/interpreter"
NOMINATIM_URL: Final = "https://nominatim.openstreetmap.org/search"
USER_AGENT: Final = f"Sereno/{sereno.__version__} (citizen safety platform; sereno city fetch)"

EXTRACT, BOUNDARY = "extract.overpass.json", "boundary.geojson"

_TRIES: Final = 4
_FIRST_PAUSE_S: Final = 5.0  # doubled with every further try
_BUSY: Final = {429, 502, 503, 504}
_QUERY: Final = """[out:json][timeout:180][bbox:{south},{west},{north},{east}];
(
  way[highway]; way[railway~"^(rail|light_rail|tram)$"]; way[waterway~"^(river|canal|stream)$"];
  nwr[natural=water]; nwr[leisure~"^(park|garden|pitch|playground|golf_course)$"]; nwr[landuse~"^(grass|forest|cemetery|residential|commercial|industrial|retail|recreation_ground)$"];
  nwr["addr:housenumber"]["addr:street"]; nwr[amenity][name]; node[tourism][name]; node[railway=station];
);
(._;>;);
out body;
"""  # noqa: E501 - one clause of the query language per kind of thing


class FetchRefused(Refusal):
    """A public server did not give what was asked; the message says which and what to do."""

    code = "fetch"


@dataclass(frozen=True, slots=True)
class Servers:
    """Which servers are asked, and how long between tries."""

    overpass_url: str = OVERPASS_URL
    nominatim_url: str = NOMINATIM_URL
    first_pause_s: float = _FIRST_PAUSE_S


def fetch_city(
    name: str,
    out: Path,
    *,
    code: str = "",
    servers: Servers | None = None,
    client: httpx.Client | None = None,
    pause: Callable[[float], None] = time.sleep,
    progress: Progress = lambda _: None,
) -> City:
    """Fetch a town by name and make its city directory.

    The two answers stay in `out` beside the city's files, so that `sereno city build` can be repeated
    without asking again.

    Parameters
    ----------
    name : as one would type it into a map, with the country: "Providencia, Chile"
    out : the directory to write
    pause : waits between tries; tests pass their own

    Raises
    ------
    FetchRefused
        No such town, or a server that cannot be reached, is busy, or answers nonsense.
    """
    servers = servers or Servers()
    own_client = client or httpx.Client(timeout=200, headers={"User-Agent": USER_AGENT}, follow_redirects=True)
    try:
        progress(f"asking for the outline of {name}")
        found = _outline(name, own_client, servers, pause)
        progress("asking for its streets (a minute or two)")
        west, south, east, north = box_around(shape(found["geometry"]))
        query = _QUERY.format(south=south, west=west, north=north, east=east)
        answer = _asked(own_client, servers.overpass_url, {"data": query}, servers, pause, method="POST")
    finally:
        if client is None:
            own_client.close()
    if not answer.get("elements"):
        message = f"Overpass knows nothing within {name}: {answer.get('remark', 'an empty answer')}. Try again later."
        raise FetchRefused(message)
    short_name = str(found["properties"]["name"])
    out.mkdir(parents=True, exist_ok=True)
    layout.write_json(out / BOUNDARY, found)
    layout.write_json(out / EXTRACT, answer)
    return build_city(
        out / EXTRACT, out / BOUNDARY, out, code=code or code_of(short_name), name=short_name, progress=progress
    )


def _outline(name: str, client: httpx.Client, servers: Servers, pause: Callable[[float], None]) -> dict[str, Any]:
    """The town's outline as a GeoJSON feature."""
    asked = {"q": name, "format": "jsonv2", "polygon_geojson": "1", "limit": "5"}
    answer = _asked(client, servers.nominatim_url, asked, servers, pause, method="GET")
    towns = [place for place in answer if _polygon(place) is not None] if isinstance(answer, list) else []
    if not towns:
        message = f"Nominatim knows no town with an outline called {name!r}. Add the country, or give --boundary."
        raise FetchRefused(message)
    town = towns[0]
    properties = {
        "name": town.get("name") or name.split(",", maxsplit=1)[0].strip(),
        "osm_type": town.get("osm_type", ""),
        "osm_id": town.get("osm_id", 0),
        "licence": OSM_LICENCE,
    }
    return {"type": "Feature", "properties": properties, "geometry": town["geojson"]}


def _polygon(place: dict[str, Any]) -> BaseGeometry | None:
    geometry = place.get("geojson") or {}
    return shape(geometry) if geometry.get("type") in ("Polygon", "MultiPolygon") else None


def _asked(
    client: httpx.Client,
    url: str,
    fields: dict[str, str],
    servers: Servers,
    pause: Callable[[float], None],
    *,
    method: str,
) -> Any:
    """The server's JSON; a busy server is asked again, politely slower each time."""
    fault = ""
    for attempt in range(_TRIES):
        if attempt:
            pause(servers.first_pause_s * 2 ** (attempt - 1))
        try:
            sent = {"params": fields} if method == "GET" else {"data": fields}
            answer = client.request(method, url, headers={"User-Agent": USER_AGENT}, **sent)  # type: ignore[arg-type]  # one of two
        except httpx.TransportError as error:
            fault = f"cannot be reached ({error})"
            continue
        if answer.status_code in _BUSY:
            fault = f"is busy ({answer.status_code})"
            continue
        if answer.is_error:
            message = f"{url} refused the question ({answer.status_code}): {answer.text[:200]}"
            raise FetchRefused(message)
        try:
            return json.loads(answer.content)
        except ValueError:
            fault = "answered something that is no JSON"
    message = f"{url} {fault}, {_TRIES} times. Try again later, or build from a file with 'sereno city build'."
    raise FetchRefused(message)
