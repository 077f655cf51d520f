"""Is everything well? Each check looks at one thing and says how to mend it; used by `sereno doctor` and `/town`."""

import os
import shutil
import stat
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from sereno.kernel import clock
from sereno.ledger import queries as ledger
from sereno.places import queries as places
from sereno.places.city.read import CityRefused, read_city
from sereno.walls import inspection

_MOST_CLOCK_DRIFT_S = 2.0
_LEAST_FREE_BYTES = 200 * 1024**2
_LITTLE_FREE_BYTES = 2 * 1024**3
_LONG_OWED = timedelta(minutes=2)
_SHORTEST_KEY = 32


class State(StrEnum):
    """How a check turned out; only BAD stops the town from doing its work."""

    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: what was found, and how to mend it (empty when there is nothing to mend)."""

    name: str
    state: State
    found: str
    mend: str = ""


def examine() -> list[Check]:
    """All checks in order; where the database does not answer, those that need it are left out."""
    checks = [configuration(), secret_key(), demo_mode(), disk(), map_files(), reachable()]
    if checks[-1].state is State.BAD:
        return checks
    return [*checks, *(_guarded(check) for check in (migrations, durability, walls, clocks, towns, deliveries, turns))]


def _guarded(check: Callable[[], Check]) -> Check:
    """A check that the database itself refuses (a table that is not there yet) is a finding, not a crash."""
    try:
        return check()
    except DatabaseError as refused:
        return Check(check.__name__, State.BAD, _one_line(refused), _("Run: sereno migrate"))


def configuration() -> Check:
    """Settings that are right for a test bench and wrong for a town."""
    name = _("Configuration")
    if settings.DEBUG:
        return Check(name, State.WARNING, _("SERENO_DEBUG is on"), _("Turn it off where residents can reach it."))
    if not settings.DEMO and not settings.PUBLIC_URL.startswith("https://"):
        mend = _("Set SERENO_PUBLIC_URL to the https address that people use; links in messages begin with it.")
        return Check(name, State.WARNING, _("SERENO_PUBLIC_URL is not an https address"), mend)
    return Check(name, State.GOOD, _("Hosts: %(hosts)s") % {"hosts": ", ".join(settings.ALLOWED_HOSTS)})


def secret_key() -> Check:
    """The key that signs sessions and follow links: long, and readable by its owner alone."""
    name = _("Secret key")
    if len(settings.SECRET_KEY) < _SHORTEST_KEY:
        mend = _("Set SERENO_SECRET_KEY to at least %(n)d random characters; follow links made before stop working.")
        return Check(name, State.BAD, _("too short"), mend % {"n": _SHORTEST_KEY})
    kept = Path(settings.DATA_DIR) / "secret_key"
    is_in_use = not os.environ.get("SERENO_SECRET_KEY") and kept.exists()
    if is_in_use and kept.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        return Check(name, State.BAD, _("others can read it"), _("Run: chmod 600 %(file)s") % {"file": kept})
    return Check(name, State.GOOD, _("long enough and private"))


def demo_mode() -> Check:
    """In a demo anybody may take any role: never where real people report."""
    name = _("Demo mode")
    if not settings.DEMO:
        return Check(name, State.GOOD, _("off"))
    if settings.PUBLIC_URL.startswith("https://"):
        mend = _("Unset SERENO_DEMO where real people report: in a demo anybody may take any role.")
        return Check(name, State.WARNING, _("on, at a public address"), mend)
    return Check(name, State.GOOD, _("on: everything is marked as a demo"))


def disk() -> Check:
    """The data directory can be written and has room."""
    name, directory = _("Disk"), Path(settings.DATA_DIR)
    try:
        with tempfile.NamedTemporaryFile(dir=directory):
            free = shutil.disk_usage(directory).free
    except OSError as refused:
        found = _("%(directory)s cannot be written: %(why)s") % {"directory": directory, "why": refused.strerror}
        return Check(name, State.BAD, found, _("Make it and give it to the account that runs Sereno."))
    found = _("%(free).1f GB free in %(directory)s") % {"free": free / 1024**3, "directory": directory}
    if free < _LITTLE_FREE_BYTES:
        state = State.BAD if free < _LEAST_FREE_BYTES else State.WARNING
        return Check(name, state, found, _("Make room: without it photos and videos are refused, then reports."))
    return Check(name, State.GOOD, found)


def map_files() -> Check:
    """The city directory has all its files, and the map is one."""
    name = _("Map files")
    if settings.CITY_DIR is None:
        mend = _("Make one with 'sereno city fetch' or 'sereno city build' and set SERENO_CITY to it.")
        return Check(name, State.WARNING, _("no city directory: no map, addresses or travel times"), mend)
    try:
        city = read_city(settings.CITY_DIR)
        with city.basemap_path.open("rb") as file:
            is_map = file.read(8) == b"PMTiles\x03"
    except CityRefused as refused:
        return Check(name, State.BAD, str(refused), _("Make it again with 'sereno city build'."))
    except (OSError, ValueError, KeyError, TypeError) as refused:
        return Check(name, State.BAD, _one_line(refused), _("Make it again with 'sereno city build'."))
    if not is_map:
        found = _("%(file)s is no PMTiles file") % {"file": city.basemap_path}
        return Check(name, State.BAD, found, _("Make it again with 'sereno city build'."))
    return Check(name, State.GOOD, f"{city.description.name}, {settings.CITY_DIR}")


def reachable() -> Check:
    """The database answers."""
    name = _("Database")
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as refused:
        mend = _("Check SERENO_DATABASE_URL and that the server runs.")
        return Check(name, State.BAD, _one_line(refused), mend)
    return Check(name, State.GOOD, _("%(kind)s answers") % {"kind": connection.display_name})


def migrations() -> Check:
    """The tables are those of this version."""
    name = _("Migrations")
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        found = _("%(n)d not applied") % {"n": len(missing)}
        return Check(name, State.BAD, found, _("Run: sereno migrate"))
    return Check(name, State.GOOD, _("all applied"))


def durability() -> Check:
    """What was confirmed to a resident survives a power cut."""
    name = _("Durability")
    if connection.vendor == "postgresql":
        loose = [f"{setting}={value}" for setting, value in _postgresql_settings().items() if value == "off"]
        mend = _("Turn it on in postgresql.conf: otherwise a power cut can lose accepted reports.")
    else:
        journal, synchronous = _pragma("journal_mode"), int(_pragma("synchronous"))
        loose = [f"journal_mode={journal}"] if journal != "wal" else []
        loose += [f"synchronous={synchronous}"] if synchronous < 2 else []
        mend = _("Open the database with Sereno's own settings only; nothing else may write to its file.")
    if loose:
        return Check(name, State.BAD, ", ".join(loose), mend)
    return Check(name, State.GOOD, _("a commit is on disk before it is confirmed"))


def _postgresql_settings() -> dict[str, str]:
    wanted = "SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes')"
    with connection.cursor() as cursor:
        cursor.execute(wanted)
        return dict(cursor.fetchall())


def _pragma(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name}")
        (value,) = cursor.fetchone() or ("",)
    return str(value)


def walls() -> Check:
    """PostgreSQL itself keeps the towns apart: every table has its policy, and our role is one that it binds."""
    name = _("Walls between towns")
    if connection.vendor != "postgresql":
        return Check(name, State.GOOD, _("one process and its file; the second wall needs PostgreSQL"))
    missing = [*inspection.unwalled_tables(), *inspection.loose_references()]
    if missing:
        found = _("missing: %(names)s") % {"names": ", ".join(missing)}
        return Check(name, State.BAD, found, _("Run: sereno migrate"))
    role = inspection.role_above_walls()
    if role:
        found = _("the role %(role)s stands above row-level security") % {"role": role}
        mend = _("Use a role of its own in SERENO_DATABASE_URL: NOSUPERUSER NOBYPASSRLS (docs/start/postgresql.md).")
        return Check(name, State.WARNING, found, mend)
    return Check(name, State.GOOD, _("on every table, and our role is bound by them"))


def clocks() -> Check:
    """The database's clock and ours agree; response times are made of both."""
    name = _("Clocks")
    if clock.speed() != 1 and not settings.DEMO:
        found = _("time runs %(speed)g times as fast") % {"speed": clock.speed()}
        return Check(name, State.BAD, found, _("Unset SERENO_CLOCK: it is for demos."))
    if connection.vendor != "postgresql":
        return Check(name, State.GOOD, _("one machine, one clock"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        (theirs,) = cursor.fetchone() or (0,)
    drift_s = abs(time.time() - float(theirs))
    found = _("the database's clock differs by %(seconds).1f s") % {"seconds": drift_s}
    if drift_s > _MOST_CLOCK_DRIFT_S:
        return Check(name, State.BAD, found, _("Let both machines follow a time server (chrony or systemd-timesyncd)."))
    return Check(name, State.GOOD, found)


def towns() -> Check:
    """A town is served, and it is the one whose map is installed."""
    name, served = _("Territories"), places.served_towns()
    install = _("Run: sereno city install DIRECTORY")
    if not served:
        return Check(name, State.BAD, _("no town is served: every report is refused"), install)
    if settings.CITY_DIR is not None and (settings.CITY_DIR / "city.json").exists():
        mapped = read_city(settings.CITY_DIR).description
        if mapped.code != served[0].code:
            found = _("the map is of %(mapped)s, the database serves %(served)s")
            return Check(name, State.BAD, found % {"mapped": mapped.name, "served": served[0].name}, install)
    return Check(name, State.GOOD, ", ".join(town.name for town in served))


def deliveries() -> Check:
    """Reactions are carried out; none was set aside."""
    name, parked, oldest = _("Reactions"), ledger.parked_count(), ledger.oldest_due_at()
    if oldest is not None and clock.now() - oldest > _LONG_OWED * max(clock.speed(), 1):
        found = _("the oldest has waited since %(moment)s") % {"moment": f"{oldest:%Y-%m-%d %H:%M} UTC"}
        return Check(name, State.BAD, found, _("Start the worker: sereno work"))
    if parked:
        found = _("%(n)d set aside after failing too often") % {"n": parked}
        return Check(name, State.WARNING, found, _("Look at them on the page /town and send them again."))
    return Check(name, State.GOOD, _("nothing waits"))


def turns() -> Check:
    """The ledger's order agrees with the database's count of transactions, which a restore sets back."""
    name, ahead = _("Ledger order"), ledger.turns_ahead()
    if ahead:
        found = _("facts are %(n)d transactions ahead of the database, as after a restore into a new cluster")
        mend = _("Stop Sereno and run in the database: UPDATE ledger_entry SET turn = 0 (ids keep the order).")
        return Check(name, State.BAD, found % {"n": ahead}, mend)
    return Check(name, State.GOOD, _("in order"))


def _one_line(refused: Exception) -> str:
    return " ".join(str(refused).split()) or type(refused).__name__
