"""Residents: they report, ask whether somebody comes, answer the desk, and say at the end whether it was solved."""

import asyncio
import random
import uuid
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import numpy as np

from sereno.kernel import clock
from sereno.project.demo import cast, rhythm, texts
from sereno.project.demo.life.door import Door
from sereno.project.demo.life.tempo import Tempo
from sereno.project.demo.scenery import Scenery

_SIMULATED = {"X-Sereno-Simulated": "1"}
_MOST_FOLLOWED = 80
_LOOK_REAL_S = 2.0
_SAME_MATTER = ("crash", "fire", "noise", "violence", "racing", "fallen-tree")
_SAME_SHARE = 0.35


@dataclass(slots=True)
class _Followed:
    """A report whose sender still looks at their telephone."""

    path: str  # of the follow link
    until: datetime
    asks_at: datetime | None  # when they ask something by themselves
    answered: int = 0  # words of the desk they have reacted to


@dataclass(slots=True)
class Residents:
    """Everybody in town with a telephone."""

    door: Door
    scenery: Scenery
    timezone: ZoneInfo
    tempo: Tempo
    rng: np.random.Generator
    _followed: deque[_Followed] = field(default_factory=lambda: deque(maxlen=_MOST_FOLLOWED))
    _latest: dict[str, Any] = field(default_factory=dict)

    async def report_on_and_on(self) -> None:
        """Report in the rhythm of the town."""
        await asyncio.sleep(random.uniform(1, 4))  # noqa: S311  (no secret)
        while True:
            await self._report()
            local = clock.now().astimezone(self.timezone)
            await asyncio.sleep(self.tempo.gap_real_s(self.rng, per_hour=rhythm.incidents_per_hour(local)))

    async def _report(self) -> None:
        body = self._what_happens()
        answer = await self.door.post("/api/v1/reports", body, headers=_SIMULATED)
        if answer is None:
            return
        self._latest = body
        now = clock.now()
        asks = self.rng.random() < 0.2
        self._followed.append(
            _Followed(
                path=urlsplit(answer["follow"]).path,
                until=now + timedelta(minutes=40 * self.tempo.speed**0.5),
                asks_at=now + timedelta(seconds=float(self.rng.uniform(25, 150))) if asks else None,
            )
        )

    def _what_happens(self) -> dict[str, Any]:
        """A new matter, or now and then what a neighbour has just reported, from a few houses on."""
        now, latest = clock.now(), self._latest
        if latest and latest["category"] in _SAME_MATTER and self.rng.random() < _SAME_SHARE:
            category = latest["category"]
            lon, lat = (float(latest[axis]) + float(self.rng.normal(0, 0.00025)) for axis in ("lon", "lat"))
        else:
            category = rhythm.draw_category(self.rng, local=now.astimezone(self.timezone))
            lon, lat = self.scenery.draw_place(self.rng, category=category)
        body: dict[str, Any] = {
            "id": str(uuid.uuid4()),
            "category": category,
            "lon": round(lon, 6),
            "lat": round(lat, 6),
            "accuracy_m": round(float(self.rng.lognormal(2.5, 0.6)), 1),
            "text": texts.draw_report(self.rng, category=category),
            "sent_at": _written(now),
        }
        if self.rng.random() < 0.5:
            body["occurred_at"] = _written(now - timedelta(seconds=float(self.rng.lognormal(4, 0.7))))
        if self.rng.random() < 0.3:
            who = int(self.rng.integers(len(cast.RESIDENTS)))
            body |= {"anonymous": False, "contact": {"name": cast.RESIDENTS[who], "phone": cast.phone_of(who)}}
        return body

    async def follow_on_and_on(self) -> None:
        """Look at one report after the other, as their senders do."""
        while True:
            await asyncio.sleep(_LOOK_REAL_S)
            if self._followed:
                one = self._followed.popleft()
                if await self._look(one):
                    self._followed.append(one)

    async def _look(self, one: _Followed) -> bool:
        """React to how the report stands; whether to look again later."""
        shown = await self.door.get(one.path)
        now = clock.now()
        if shown is None or now > one.until:
            return now <= one.until
        if shown["can_confirm"]:
            if self.rng.random() < 0.55:
                await self.door.post(f"{one.path}/confirm", {"solved": bool(self.rng.random() < 0.93)})
            return False
        if shown["status"] == "closed":
            return False
        from_desk = sum(said["from"] == "desk" for said in shown["messages"])
        if one.asks_at is not None and now > one.asks_at:
            one.asks_at = None
            await self._say(one, texts.FOLLOW_UPS)
        elif from_desk > one.answered:
            one.answered = from_desk
            if self.rng.random() < 0.4:
                await self._say(one, texts.REPLIES)
        return True

    async def _say(self, one: _Followed, words: tuple[str, ...]) -> None:
        said = {"id": str(uuid.uuid4()), "text": str(self.rng.choice(words))}
        await self.door.post(f"{one.path}/messages", said)


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
