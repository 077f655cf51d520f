"""Crews: they patrol, accept, drive along the streets, work at the place and say how it ended."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import numpy as np

from sereno.algorithms.travel import Kind
from sereno.kernel import clock
from sereno.project.demo import texts
from sereno.project.demo.life.door import Session
from sereno.project.demo.life.journey import Journey, along_streets, standing
from sereno.project.demo.life.tempo import Tempo
from sereno.project.demo.scenery import Scenery

_log = logging.getLogger(__name__)
_TICK_REAL_S = 1.0
_LISTEN_REAL_S = 2.0
_STANDING_FIX_REAL_S = 15.0
_PATROL_FIX_REAL_S = 6.0
_TASK_FIX_REAL_S = 3.0
_PATROL_HASTE = 0.6
_HASTE = {1: 1.5, 2: 1.2, 3: 1.0, 4: 0.9}
_GEOFENCE_WAIT_S = 75.0  # then they touch "on scene" themselves
_PATROLS_TOWARDS = ("suspicious", "noise", "burglary")


@dataclass(slots=True)
class Errand:
    """The task a crew is on; `act_at` is when it takes the next step."""

    task: int
    lon: float
    lat: float
    priority: int
    act_at: float
    state: str = "offered"


@dataclass(slots=True)
class Crew:
    """One simulated unit. All moments are epoch seconds of the town."""

    session: Session
    call_sign: str
    kind: Kind
    scenery: Scenery
    tempo: Tempo
    rng: np.random.Generator
    unit: int = 0
    _journey: Journey | None = None
    _errand: Errand | None = None
    _rests_until: float = 0.0
    _sent_until: float = 0.0  # town time of the last position sent
    _sent_real: float = 0.0

    async def report_for_duty(self) -> bool:
        """Find one's unit, where it was left, and go on duty."""
        mine = await self.session.get("/patrol")
        if mine is None or mine["unit"] is None:
            return False
        unit, now = mine["unit"], _now()
        self.unit = int(unit["id"])
        node = self.scenery.draw_corner(self.rng, category=str(self.rng.choice(_PATROLS_TOWARDS)))
        graph = self.scenery.graph
        place = (unit["lon"], unit["lat"]) if unit["lon"] is not None else (graph.lon[node], graph.lat[node])
        self._journey = standing(graph, place=place, at=now)
        self._sent_until = now - self.tempo.fix_every_s
        if unit["state"] == "off":
            await self.session.post(f"/units/{self.unit}/state", {"state": "free"})
        return True

    async def tick(self, task: dict[str, Any] | None, state: str) -> None:
        """Live one moment, knowing what the desk last showed of this unit."""
        if not self.unit and not await self.report_for_duty():
            return
        now = _now()
        if task is None:
            self._errand = None
            self._patrol(now)
        elif self._errand is None or self._errand.task != task["id"]:
            await self._read_errand(now)
        else:
            await self._serve(self._errand, state, now)
        await self._send_positions(now)

    # ------------------------------------------------------------------ between tasks

    def _patrol(self, now: float) -> None:
        """Drive to some corner, rest a little, drive to another."""
        if self._journey is None or now < self._journey.ends_at:
            return
        if self._rests_until < self._journey.ends_at:
            rest = 240 if self.kind in (Kind.FOOT, Kind.BICYCLE) else 120
            self._rests_until = self._journey.ends_at + float(self.rng.exponential(rest)) + 10
        if now >= self._rests_until:
            node = self.scenery.draw_corner(self.rng, category=str(self.rng.choice(_PATROLS_TOWARDS)))
            self._drive(node, now, haste=_PATROL_HASTE)

    def _drive(self, node: int, now: float, *, haste: float, end: tuple[float, float] | None = None) -> None:
        assert self._journey is not None
        start = self._journey.place(now)
        haste *= float(self.rng.uniform(0.85, 1.1))
        self._journey = along_streets(
            self.scenery.graph, kind=self.kind, start=start, node=node, at=now, haste=haste, end=end
        )

    # ------------------------------------------------------------------ a task

    async def _read_errand(self, now: float) -> None:
        mine = await self.session.get("/patrol")
        if mine is None or mine["task"] is None:
            return
        task, incident = mine["task"], mine["task"]["incident"]
        self._errand = Errand(
            task["id"], incident["lon"], incident["lat"], incident["priority"], now + self._few(3, 9), task["state"]
        )
        if task["state"] == "moving":  # taken up again after a restart
            self._set_out(self._errand, now)

    async def _serve(self, errand: Errand, shown: str, now: float) -> None:
        """The next step of the task when its time has come; what the desk shows may be further than we know."""
        if shown in ("moving", "on_scene") and shown != errand.state:
            self._notice(errand, shown, now)
        if now < errand.act_at:
            return
        match errand.state:
            case "offered":
                await self._say(errand, "accept", "accepted", until=now + self._few(4, 14))
            case "accepted":
                if await self._say(errand, "moving", "moving", until=now):
                    self._set_out(errand, now)
            case "moving":
                await self._say(errand, "arrive", "on_scene", until=now + self._scene(errand))
            case "on_scene":
                await self._finish(errand, now)

    def _notice(self, errand: Errand, shown: str, now: float) -> None:
        """The geofence saw us arrive, or somebody pressed the button for us."""
        if shown == "on_scene":
            errand.state, errand.act_at = shown, now + self._scene(errand)
        elif errand.state in ("offered", "accepted"):
            errand.state = shown
            self._set_out(errand, now)

    def _set_out(self, errand: Errand, now: float) -> None:
        node = int(self.scenery.graph.nearest_nodes([(errand.lon, errand.lat)])[0])
        self._drive(node, now, haste=_HASTE[errand.priority], end=(errand.lon, errand.lat))
        assert self._journey is not None
        errand.act_at = self._journey.ends_at + _GEOFENCE_WAIT_S

    async def _finish(self, errand: Errand, now: float) -> None:
        found = self.rng.random() < 0.8
        words = texts.CREW_NOTES if found else texts.NO_FINDING_NOTES
        ending = {"outcome": "attended" if found else "no_finding", "note": str(self.rng.choice(words))}
        await self._say(errand, "done", "done", until=now + 10, body=ending)

    async def _say(
        self, errand: Errand, step: str, state: str, *, until: float, body: dict[str, str] | None = None
    ) -> bool:
        """Touch a button; when it is refused (the desk may have decided otherwise), look again shortly."""
        answer = await self.session.post(f"/tasks/{errand.task}/{step}", body)
        if answer is None:
            self._errand = None
            return False
        errand.state, errand.act_at = state, until
        return True

    def _few(self, least: float, most: float) -> float:
        return float(self.rng.uniform(least, most) * max(self.tempo.speed**0.5, 1))

    def _scene(self, errand: Errand) -> float:
        return self.tempo.scene_s(self.rng, priority=errand.priority)

    # ------------------------------------------------------------------ positions

    async def _send_positions(self, now: float) -> None:
        """Send the fixes since the last time, together; the telephone of a standing unit speaks seldom."""
        if self._journey is None:
            return
        is_moving = self._sent_until < self._journey.ends_at or self._errand is not None
        pause_s = _STANDING_FIX_REAL_S
        if is_moving:
            pause_s = _TASK_FIX_REAL_S if self._errand is not None else _PATROL_FIX_REAL_S
        real = asyncio.get_running_loop().time()
        if real - self._sent_real < pause_s / min(self.tempo.speed, _TASK_FIX_REAL_S):
            return
        moments = np.arange(self._sent_until + self.tempo.fix_every_s, now, self.tempo.fix_every_s)
        moments = moments[-60:] if is_moving else moments[-1:]
        if not len(moments):
            return
        self._sent_real, self._sent_until = real, float(moments[-1])
        fixes = [self._fix(self._journey, float(at)) for at in moments]
        await self.session.post(f"/units/{self.unit}/positions", {"fixes": fixes})

    def _fix(self, journey: Journey, at: float) -> dict[str, Any]:
        lon, lat = journey.place(at)
        return {
            "lon": lon,
            "lat": lat,
            "at": datetime.fromtimestamp(at, tz=UTC).isoformat(),
            "accuracy_m": round(float(self.rng.uniform(4, 12)), 1),
            "speed_kmh": journey.kmh(at),
            "heading": journey.heading(at),
        }


@dataclass(slots=True)
class Fleet:
    """All simulated crews, and the one radio over which they hear the desk."""

    radio: Session
    crews: Sequence[Crew]
    _shown: dict[int, dict[str, Any]] = field(default_factory=dict)

    async def listen_on_and_on(self) -> None:
        """Hear every other second what the desk shows of the units."""
        while True:
            shown = await self.radio.get("/units")
            if shown is not None:
                self._shown = {unit["id"]: unit for unit in shown}
            await asyncio.sleep(_LISTEN_REAL_S / min(self.crews[0].tempo.speed, _LISTEN_REAL_S))

    async def drive_on_and_on(self) -> None:
        """Let every crew live its moment once a second, each at its own part of the second."""
        async with asyncio.TaskGroup() as together:
            for crew in self.crews:
                together.create_task(self._drive(crew))
                await asyncio.sleep(_TICK_REAL_S / len(self.crews))

    async def _drive(self, crew: Crew) -> None:
        while True:
            unit = self._shown.get(crew.unit)
            if unit is not None or not crew.unit:
                await crew.tick(unit["task"] if unit else None, unit["state"] if unit else "")
            await asyncio.sleep(_TICK_REAL_S)


def _now() -> float:
    return clock.now().timestamp()
