"""The simulated operator: takes what no person at the desk takes, sends the best free unit, answers, closes."""

import asyncio
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from sereno.kernel import clock
from sereno.project.demo import texts
from sereno.project.demo.cast import OPERATOR, RESERVED_UNIT
from sereno.project.demo.life import detours
from sereno.project.demo.life.door import Session
from sereno.project.demo.life.tempo import Tempo

_LOOK_REAL_S = 3.0
_PAGE = 200
_BY_OTHERS = ("street-light", "pothole", "rubbish", "complaint")  # needs no patrol unit
_MINOR_SHARE_REFERRED = 0.35  # of priority 4, what is passed on without sending anybody
_OLD = timedelta(hours=5)  # left over from an earlier run
_SAME_MATTER_DEGREES = 0.0009  # some 90 m
_SAME_MATTER_TIME = timedelta(minutes=20)
_ON_ITS_WAY = ("assigned", "moving", "on_scene", "controlled")


@dataclass(slots=True)
class Desk:
    """One operator with a queue; remembers which cards are theirs and when to act on them next."""

    session: Session
    tempo: Tempo
    rng: np.random.Generator
    name: str = OPERATOR.name
    _mine: dict[int, datetime] = field(default_factory=dict)
    _opened_by_others: set[int] = field(default_factory=set)

    async def work_on_and_on(self) -> None:
        """Look at the queue every few seconds and do one or two things."""
        while True:
            await asyncio.sleep(_LOOK_REAL_S / min(self.tempo.speed, _LOOK_REAL_S))
            board = await self.session.get(f"/board?limit={_PAGE}")
            if board is not None:
                await self._work(board["rows"])

    async def _work(self, rows: list[dict[str, Any]]) -> None:
        now, left = clock.now(), 1 + round(self.tempo.speed / 12)
        open_ids = {row["id"] for row in rows}
        self._mine = {ref: at for ref, at in self._mine.items() if ref in open_ids}
        self._opened_by_others &= open_ids
        for row in rows:
            await self._recall(row, now)
            if left and self._is_ours(row, now) and await self._do_next(row, rows, now):
                left -= 1

    async def _recall(self, row: dict[str, Any], now: datetime) -> None:
        """Find out once who opened a card that we do not remember: after a restart it may have been us."""
        ref = row["id"]
        if not row["opened_at"] or ref in self._mine or ref in self._opened_by_others:
            return
        card = await self.session.get(f"/incidents/{ref}")
        if card is None:
            return
        if {fact["by"] for fact in card["timeline"] if fact["kind"] == "IncidentOpened"} <= {self.name}:
            self._mine[ref] = now
        else:
            self._opened_by_others.add(ref)

    def _is_ours(self, row: dict[str, Any], now: datetime) -> bool:
        """Whether it is for us to act now: what a person reported or opened is left to people for a while."""
        if row["id"] in self._mine:
            return now >= self._mine[row["id"]]
        received, opened = _moment(row["received_at"]), row["opened_at"]
        if not row["demo"]:
            return now - received > timedelta(seconds=self.tempo.guest_patience_s)
        if opened:
            return now - _moment(opened) > timedelta(seconds=self.tempo.guest_patience_s)
        patience_s = self.tempo.desk_patience_s * (detours.OVERLOOKED_FOR if detours.is_overlooked(row) else 1)
        return now - received > timedelta(seconds=patience_s)

    async def _do_next(self, row: dict[str, Any], rows: list[dict[str, Any]], now: datetime) -> bool:
        """One act on one card; False when there was nothing to do after all."""
        ref = row["id"]
        if ref not in self._mine:
            return await self._open(row, now)
        if row["unread"]:
            await self._answer(row, now)
        elif row["units"]:
            self._wait(ref, now, 60)
            return False
        elif now - _moment(row["received_at"]) > _OLD or row["stage"] in ("on_scene", "controlled"):
            await self._close(ref, "no_finding", "Cierre administrativo del turno.")
        elif await detours.take(self.session, row, self.rng):
            self._wait(ref, now, 240 if row["category"] in _BY_OTHERS else 20)
        elif self._is_same_matter(row, rows):
            await self._close(ref, "duplicate", "")
        elif row["category"] in _BY_OTHERS or self._is_passed_on(row):
            await self._say(ref, texts.REFERRED_WORDS)
            await self._close(ref, "referred", "")
        else:
            await self._send_unit(row, now)
        return True

    async def _open(self, row: dict[str, Any], now: datetime) -> bool:
        """Open a card, unless a person has it open at this moment."""
        card = await self.session.get(f"/incidents/{row['id']}")
        if card is None or (card["present"] and not self._is_forgotten(row, now)):
            return False
        await self.session.post(f"/incidents/{row['id']}/open")
        await self.session.delete(f"/incidents/{row['id']}/presence")
        self._wait(row["id"], now, 4 if row["priority"] == 1 else 9)
        return True

    async def _answer(self, row: dict[str, Any], now: datetime) -> None:
        """Read what a reporter wrote, and mostly answer."""
        await self.session.post(f"/incidents/{row['id']}/open")
        await self.session.delete(f"/incidents/{row['id']}/presence")
        if self.rng.random() < 0.7:
            await self._say(row["id"], str(self.rng.choice(texts.DESK_ANSWERS)))
        self._wait(row["id"], now, 20)

    async def _send_unit(self, row: dict[str, Any], now: datetime) -> None:
        """The first free unit of the ranking; the visitor's own is never sent by us."""
        ref = row["id"]
        ranking = await self.session.get(f"/incidents/{ref}/units") or []
        free = [unit for unit in ranking if unit["state"] == "free" and unit["call_sign"] != RESERVED_UNIT]
        if not free:
            self._wait(ref, now, 15)
            return
        if self.rng.random() < 0.4:
            await self.session.post(f"/incidents/{ref}/classify")
        if await self.session.post(f"/incidents/{ref}/assign", {"unit": free[0]["id"]}) is None:
            self._wait(ref, now, 5)
            return
        self._wait(ref, now, 30)
        if self.rng.random() < 0.5:
            await self._say(ref, str(self.rng.choice(texts.DESK_WORDS)))

    def _is_same_matter(self, row: dict[str, Any], rows: list[dict[str, Any]]) -> bool:
        """Whether an earlier open incident of the category is so near in place and time that a unit is on it."""
        received = _moment(row["received_at"])
        return any(
            other["id"] < row["id"]
            and other["category"] == row["category"]
            and other["stage"] in _ON_ITS_WAY
            and abs(other["lon"] - row["lon"]) + abs(other["lat"] - row["lat"]) < _SAME_MATTER_DEGREES
            and received - _moment(other["received_at"]) < _SAME_MATTER_TIME
            for other in rows
        )

    def _is_passed_on(self, row: dict[str, Any]) -> bool:
        return row["priority"] == 4 and self.rng.random() < _MINOR_SHARE_REFERRED

    def _is_forgotten(self, row: dict[str, Any], now: datetime) -> bool:
        """Even an open card cannot hold an incident for ever."""
        patience = timedelta(seconds=2 * self.tempo.guest_patience_s)
        return now - _moment(row["received_at"]) > patience

    async def _say(self, ref: int, text: str) -> None:
        await self.session.post(f"/incidents/{ref}/messages", {"id": str(uuid.uuid4()), "text": text})

    async def _close(self, ref: int, outcome: str, note: str) -> None:
        await self.session.post(f"/incidents/{ref}/close", {"outcome": outcome, "note": note})
        self._mine.pop(ref, None)

    def _wait(self, ref: int, now: datetime, seconds: float) -> None:
        patience = seconds * float(self.rng.uniform(0.7, 1.8)) * self.tempo.speed**0.5
        self._mine[ref] = now + timedelta(seconds=patience)


def _moment(written: str) -> datetime:
    return datetime.fromisoformat(written)
