"""`python -m sereno.project.demo.life URL SECONDS`: let the town live until told to stop."""

import asyncio
import contextlib
import json
import logging
import os
import signal
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from sereno.algorithms.travel import Kind
from sereno.project import orphans
from sereno.project.demo import cast
from sereno.project.demo.life.crews import Crew, Fleet
from sereno.project.demo.life.desk import Desk
from sereno.project.demo.life.door import Door, Session
from sereno.project.demo.life.neighbour import Neighbour
from sereno.project.demo.life.residents import Residents
from sereno.project.demo.life.tempo import Tempo
from sereno.project.demo.scenery import Scenery, open_next_scenery, open_scenery

Part = Callable[[], Coroutine[None, None, None]]
_log = logging.getLogger("sereno.life")


async def live(door: Door, scenery: Scenery, next_scenery: Scenery | None, *, timezone: ZoneInfo, tempo: Tempo) -> None:
    """Everybody at once, until cancelled; a fault in one part is told and that part begins again."""
    rng = np.random.default_rng()
    residents = Residents(door, scenery, timezone, tempo, rng)
    operator = Session(door, cast.OPERATOR.email)
    fleet = Fleet(operator, [_crew(person, door, scenery, tempo, rng) for person in cast.CREWS])
    desk = Desk(operator, tempo, rng)
    parts = [
        residents.report_on_and_on,
        residents.follow_on_and_on,
        fleet.listen_on_and_on,
        fleet.drive_on_and_on,
        desk.work_on_and_on,
        *_next_town(door, next_scenery, tempo, rng),
    ]
    try:
        await asyncio.gather(*(_begin_again(part) for part in parts))
    finally:
        await door.close()


def _next_town(door: Door, scenery: Scenery | None, tempo: Tempo, rng: np.random.Generator) -> list[Part]:
    """Where a neighbour is served too: its operator, who answers offers and serves what was taken, and its crew."""
    if scenery is None:
        return []
    operator = Session(door, cast.NEXT_OPERATOR.email)
    fleet = Fleet(operator, [_crew(cast.NEXT_CREW, door, scenery, tempo, rng)])
    return [
        Neighbour(operator, tempo, rng).answer_on_and_on,
        Desk(operator, tempo, rng, cast.NEXT_OPERATOR.name).work_on_and_on,
        fleet.listen_on_and_on,
        fleet.drive_on_and_on,
    ]


def _crew(person: cast.Person, door: Door, scenery: Scenery, tempo: Tempo, rng: np.random.Generator) -> Crew:
    assert person.unit is not None
    kind = Kind(dict((*cast.UNITS, *cast.NEXT_UNITS))[person.unit])
    return Crew(Session(door, person.email), person.unit, kind, scenery, tempo, rng)


async def _begin_again(part: Part) -> None:
    while True:
        try:
            await part()
        except Exception:  # noqa: BLE001  (whatever it is, the rest of the town goes on)
            _log.exception("a part of the town's life stumbled and begins again")
            await asyncio.sleep(5)


async def _until_stopped(url: str, every_real_s: float) -> None:
    city = Path(os.environ["SERENO_CITY"])
    key = (Path(os.environ["SERENO_DATA"]) / "life_key").read_text().strip()
    timezone = ZoneInfo(json.loads((city / "city.json").read_text(encoding="utf-8"))["timezone"])
    tempo = Tempo.of_town(every_real_s=every_real_s)
    door, own, next_town = Door(url, key), open_scenery(city), open_next_scenery(city)
    life = asyncio.ensure_future(live(door, own, next_town, timezone=timezone, tempo=tempo))
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, life.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await life


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    orphans.leave_with_parent()
    asyncio.run(_until_stopped(sys.argv[1], float(sys.argv[2])))
