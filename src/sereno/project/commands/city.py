"""`sereno city`: make a city's streets, addresses, zones and map from OpenStreetMap, or put them in place."""

import argparse
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from sereno.kernel.errors import Refusal
from sereno.project.commands import fail, set_up

Progress = Callable[[str], None]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """build, fetch or install."""
    chosen = parser.add_subparsers(dest="step", required=True, metavar="STEP")

    build = chosen.add_parser("build", help="from an OpenStreetMap extract and the town's outline")
    build.add_argument("extract", type=Path, help="Overpass JSON (also .gz), .osm or .osm.pbf")
    build.add_argument("--boundary", type=Path, required=True, help="GeoJSON with the town's outline")
    build.add_argument("--name", help="the town's name (default: from the outline's file name)")
    build.add_argument("--neighbours", type=Path, help="GeoJSON of municipalities around it")
    build.add_argument("--zones", type=Path, help="GeoJSON of its zones (default: drawn)")
    build.add_argument("--prefix", default="", help="one to four letters that begin its incidents' numbers")
    build.add_argument("--timezone", default="America/Santiago")
    _add_common(build)

    fetch = chosen.add_parser("fetch", help="ask OpenStreetMap's servers for a town by name, then build it")
    fetch.add_argument("name", help='as OpenStreetMap knows it, e.g. "Providencia, Chile"')
    fetch.add_argument("--overpass", metavar="URL", help="another Overpass server")
    fetch.add_argument("--nominatim", metavar="URL", help="another Nominatim server")
    _add_common(fetch)

    install = chosen.add_parser("install", help="put a city directory in place in this installation")
    install.add_argument("directory", type=Path)


def _add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, required=True, help="the city directory to write")
    parser.add_argument("--code", default="", help="the town's code (default: from its name)")


def run(given: argparse.Namespace) -> int:
    """Take one step; a refusal is one sentence."""
    step = {"build": _build, "fetch": _fetch, "install": _install}[given.step]
    try:
        step(given)
    except Refusal as refused:
        return fail(str(refused))
    except OSError as refused:
        return fail(f"{refused.filename or 'a file'} cannot be read or written: {refused.strerror or refused}")
    return 0


def _build(given: argparse.Namespace) -> None:
    from sereno.places.city.build import build_city
    from sereno.places.city.names import code_of

    name = given.name or given.boundary.stem.replace("-", " ").replace("_", " ").title()
    city = build_city(
        given.extract,
        given.boundary,
        given.out,
        code=given.code or code_of(name),
        name=name,
        prefix=given.prefix,
        timezone=given.timezone,
        neighbours=given.neighbours,
        zones=given.zones,
        progress=_stopwatch(),
    )
    _tell_result(city.directory)


def _fetch(given: argparse.Namespace) -> None:
    from sereno.places.city.fetch import NOMINATIM_URL, OVERPASS_URL, Servers, fetch_city

    servers = Servers(given.overpass or OVERPASS_URL, given.nominatim or NOMINATIM_URL)
    city = fetch_city(given.name, given.out, code=given.code, servers=servers, progress=_stopwatch())
    _tell_result(city.directory)


def _tell_result(directory: Path) -> None:
    from sereno.places.city.streets import read_streets

    graph = read_streets(directory)
    print(f"{directory}: {graph.nodes} corners, {graph.edges} directed stretches of street")
    print(f"Live in it with 'sereno demo --city {directory}', or put it in place with 'sereno city install'.")


def _install(given: argparse.Namespace) -> None:
    from sereno.places.city.read import read_city

    city = read_city(given.directory)
    os.environ["SERENO_CITY"] = str(city.directory.resolve())
    set_up()
    from sereno.dispatch import streets
    from sereno.places import actions

    progress = _stopwatch()
    progress("municipalities and zones")
    actions.install_city(city)
    streets.prepare(city.directory, progress=progress)
    print(f"{city.description.name} is in place. Serve it with SERENO_CITY={city.directory.resolve()}")


def _stopwatch() -> Progress:
    """Progress lines with the seconds since the start."""
    began = time.monotonic()

    def tell(line: str) -> None:
        print(f"{time.monotonic() - began:6.1f} s  {line}", file=sys.stderr, flush=True)

    return tell
