"""Incidents of the past with moments of known length, for figures that can be checked by hand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sereno.incidents.history import PastIncident, import_history
from sereno.kernel import ids, memory
from sereno.vocabulary.words import Channel, Moment, Outcome
from tests.town import PLAZA


def went(
    received: datetime,
    *,
    response: float | None = None,
    category: str = "noise",
    channel: Channel = Channel.APP,
    outcome: Outcome = Outcome.ATTENDED,
    at: tuple[float, float] = PLAZA,
    closed: float = 7_200,
) -> PastIncident:
    """An incident that was opened after 30 s and, with a response, reached after so many seconds; closed in the end."""
    moments = {Moment.RECEIVED: received, Moment.OPENED: received + timedelta(seconds=30)}
    if response is not None:
        moments |= {
            Moment.ASSIGNED: received + timedelta(seconds=min(60, response)),
            Moment.ON_SCENE: received + timedelta(seconds=response),
        }
    moments[Moment.CLOSED] = received + timedelta(seconds=closed)
    return PastIncident(
        report=ids.uuid7(), category=category, lon=at[0], lat=at[1], channel=channel, text="", moments=moments,
        outcome=outcome,
    )  # fmt: skip


def remember(past: Iterable[PastIncident], *, municipality: int) -> None:
    """They are in the database, and nothing that was read before is in memory."""
    import_history(past, municipality=municipality)
    memory.forget()
