"""The desk of the next town: takes over what is offered to it and sends units asked for, or says why not."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from sereno.kernel import clock
from sereno.project.demo import texts
from sereno.project.demo.life.door import Session
from sereno.project.demo.life.tempo import Tempo

_LOOK_REAL_S = 3.0
_READING_S = (6.0, 20.0)  # a person reads the dossier before they answer
_RETURNED_SHARE = 0.2


@dataclass(slots=True)
class Neighbour:
    """The operator there; remembers when each offer will have been read."""

    session: Session
    tempo: Tempo
    rng: np.random.Generator
    _units: set[int] = field(default_factory=set)  # the requests for a unit among them
    _answers_at: dict[int, datetime] = field(default_factory=dict)

    async def answer_on_and_on(self) -> None:
        """Look every few seconds at what is offered."""
        while True:
            await asyncio.sleep(_LOOK_REAL_S / min(self.tempo.speed, _LOOK_REAL_S))
            told = await self.session.get("/handovers")
            if told is not None:
                await self._answer([offer for offer in told["waiting"] if not offer["outgoing"]])

    async def _answer(self, offers: list[dict[str, Any]]) -> None:
        now = clock.now()
        self._units = {offer["id"] for offer in offers if offer["unit"]}
        self._answers_at = {offer["id"]: self._answers_at.get(offer["id"]) or self._read(now) for offer in offers}
        for ref, at in self._answers_at.items():
            if now >= at:
                await self._decide(ref)

    def _read(self, now: datetime) -> datetime:
        return now + timedelta(seconds=float(self.rng.uniform(*_READING_S)) * self.tempo.speed**0.5)

    async def _decide(self, ref: int) -> None:
        if self.rng.random() < _RETURNED_SHARE:
            await self._refuse(ref)
        elif await self.session.post(f"/handovers/{ref}/accept", {"category": ""}) is None and ref in self._units:
            await self._refuse(ref)  # the unit was sent elsewhere in the meantime

    async def _refuse(self, ref: int) -> None:
        reasons = texts.REFUSAL_REASONS if ref in self._units else texts.RETURN_REASONS
        await self.session.post(f"/handovers/{ref}/return", {"reason": str(self.rng.choice(reasons))})
