"""Getting a demo town ready: database, city, people, past and clock; what is there already is left as it is.

Import it once Django is set up.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from sereno.dispatch import streets
from sereno.kernel import clock
from sereno.kernel.clock import Pace
from sereno.kernel.errors import Refusal
from sereno.ledger import queries as ledger
from sereno.places import actions as places
from sereno.places import queries as towns
from sereno.places.city.read import City
from sereno.project.demo import history, town
from sereno.project.demo.scenery import open_scenery
from sereno.vocabulary.facts import HistoryImported

Progress = Callable[[str], None]


class DemoRefused(Refusal):
    """The demo cannot start as asked; the message says what to do instead."""

    code = "demo"


def prepare(city: City, *, speed: float, progress: Progress, days: int = history.DAYS) -> Pace:
    """Bring the installation to the state of an open town, and say how its clock runs.

    Raises
    ------
    DemoRefused : the database belongs to another town.
    """
    _migrate()
    pace = _pace(speed)
    with clock.frozen(datetime.fromtimestamp(pace.town_start, tz=UTC)):
        _require_same_town(city)
        if not _is_filled():
            _fill(city, days=days, progress=progress)
        town.sign_treaties()
        streets.prepare(city.directory, progress=progress)
        town.keep_positions_fresh(speed=speed)
    return pace


def _migrate() -> None:
    """Bring the tables up to date; looking first saves seconds, for `migrate` has work even when nothing is new."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)


def _pace(speed: float) -> Pace:
    """Town time goes on from now, or from where an earlier, faster run left it."""
    now, latest = time.time(), ledger.latest_at()
    return Pace(real_start=now, town_start=max(now, latest.timestamp()) if latest else now, speed=speed)


def _require_same_town(city: City) -> None:
    known = towns.towns()
    if known and known[0].code != city.description.code:
        message = f"the database holds {known[0].name}, not {city.description.name}; choose another --data directory"
        raise DemoRefused(message)


def _is_filled() -> bool:
    """The past comes last, in one transaction: where it is, everything is."""
    served = towns.served_towns()
    return bool(served) and ledger.has_happened(HistoryImported, municipality=served[0].id)


def _fill(city: City, *, days: int, progress: Progress) -> None:
    progress(f"{city.description.name}: streets, people and units")
    places.install_city(city)
    town.furnish()
    progress(f"the last {days} days of incidents")
    history.import_past(open_scenery(city.directory), now=clock.now(), days=days)
