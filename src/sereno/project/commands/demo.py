"""`sereno demo`: a town with sixty days of past that lives before your eyes, on your own machine."""

import argparse
import os
import secrets
import signal
import sys
import webbrowser
from datetime import timedelta
from pathlib import Path

from sereno.kernel.errors import Refusal
from sereno.project.commands import fail, set_up

VILLA = "villa-sereno"
_DEFAULT_HOME = Path(".sereno")
_SPEED_HELP = "how fast time passes in the town, 1 to 60 (default 1)"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where, which town and how fast."""
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--data", type=Path, help="where the demo keeps its things (default ./.sereno/demo)")
    parser.add_argument("--city", type=Path, help="a city directory to live in instead of Villa Sereno")
    parser.add_argument("--speed", type=float, default=1.0, help=_SPEED_HELP)
    parser.add_argument("--every", type=float, default=75.0, help="seconds between reports at most (default 75)")
    parser.add_argument("--days", type=int, default=60, help="days of past to begin with (default 60)")
    parser.add_argument("--years", type=float, default=2.0, help="years before those, from a file (default 2; 0: none)")
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser")
    parser.add_argument("--quiet-town", action="store_true", help="nobody lives there but you")


def run(given: argparse.Namespace) -> int:
    """Get the town ready, serve it and let it live until Ctrl-C."""
    from sereno.project import servers

    if not 1 <= given.speed <= 60:
        return fail(f"--speed {given.speed:g} must lie between 1 and 60")
    try:
        servers.require_free("127.0.0.1", given.port)
    except servers.PortTaken as taken:
        return fail(str(taken))
    try:
        _open_town(given)
    except (Refusal, ValueError) as refused:
        return fail(str(refused))
    except OSError as refused:
        return fail(f"{refused.filename or given.data} cannot be read or written: {refused.strerror}")
    return _live(given)


def _open_town(given: argparse.Namespace) -> None:
    """Everything before serving; the environment of the processes to come is set here."""
    data_dir = _data_dir(given)
    data_dir.mkdir(parents=True, exist_ok=True)
    os.environ["SERENO_DATA"] = str(data_dir)
    os.environ["SERENO_DEMO"] = "1"
    os.environ["SERENO_CITY"] = str(_city_dir(given, data_dir))
    _write_life_key(data_dir)
    set_up()
    from django.db import OperationalError

    from sereno.places.city.read import read_city
    from sereno.project.demo import opening

    try:
        city = read_city(Path(os.environ["SERENO_CITY"]))
        pace = opening.prepare(city, speed=given.speed, progress=_tell, days=given.days)
    except OperationalError as refused:
        raise opening.DemoRefused(f"the database does not answer: {str(refused).strip()}") from refused
    os.environ["SERENO_CLOCK"] = str(pace)


def _data_dir(given: argparse.Namespace) -> Path:
    """Each town has a directory of its own unless one is named."""
    if given.data:
        return Path(given.data).expanduser().resolve()
    name = f"demo-{given.city.resolve().name}" if given.city else "demo"
    return (_DEFAULT_HOME / name).resolve()


def _city_dir(given: argparse.Namespace, data_dir: Path) -> Path:
    """The city directory asked for, or Villa Sereno, drawn at the first start."""
    if given.city:
        return Path(given.city).expanduser().resolve()
    from sereno.places.city.villa.town import build_villa

    villa = data_dir / "city"
    if not villa.exists():
        unfinished = data_dir / "city.part"
        _tell("drawing Villa Sereno")
        build_villa(unfinished)
        unfinished.rename(villa)
    return villa


def _write_life_key(data_dir: Path) -> None:
    """The key by which the simulated staff sign in; new at each start, readable by us alone."""
    kept = data_dir / "life_key"
    kept.unlink(missing_ok=True)
    with os.fdopen(os.open(kept, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(32))


def _live(given: argparse.Namespace) -> int:
    from sereno.project.demo.children import Children, DidNotStart

    url = f"http://127.0.0.1:{given.port}/"
    children = Children()
    signal.signal(signal.SIGTERM, lambda *_: children.stop.set())
    signal.signal(signal.SIGINT, lambda *_: children.stop.set())
    try:
        children.start_web(port=given.port)
        if children.stop.is_set():
            return 0
        if not given.quiet_town:
            children.start_life(url, str(given.every))
        if given.years > 0:
            children.start_archive(*_archive(given))
        _greet(url, given)
        return fail("the web process ended; its own words are above") if children.watch() else 0
    except DidNotStart:
        return fail("the web process did not start; its own words are above")
    finally:
        children.end()


def _archive(given: argparse.Namespace) -> tuple[str, str, str]:
    """Where the files of the years before are kept, when those years end, and how many they are."""
    from sereno.kernel import clock

    until = clock.now() - timedelta(days=given.days)
    return str(Path(os.environ["SERENO_DATA"]) / "archive"), until.isoformat(), str(given.years)


def _greet(url: str, given: argparse.Namespace) -> None:
    pace = "" if given.speed == 1 else f" Time runs {given.speed:g} times as fast."
    _tell(
        f"\nSereno is open: {url}\n\n"
        f"Report something, take it at the desk, drive there: every part is one click away.{pace}\n"
        "Ctrl-C closes the town; the next start goes on where it was.\n"
    )
    if not given.no_browser:
        webbrowser.open(url)


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
