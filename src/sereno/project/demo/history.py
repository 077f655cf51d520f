"""Sixty days of a town's past, with every moment from the claim to the confirmation; the same seed, the same past."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

import numpy as np

from sereno.administration.starters import starter
from sereno.incidents.history import PastIncident, import_history
from sereno.places import queries as places
from sereno.places.queries import Town
from sereno.project.demo import cast, rhythm, texts
from sereno.project.demo.scenery import Scenery
from sereno.vocabulary.words import Arrival, Channel, Moment, Outcome

DAYS = 60
_JUST_NOW = timedelta(minutes=12)  # what came in since then still waits at the desk
_PRIORITY = {category.code: category.priority for category in starter("chile").categories or ()}
_NO_UNIT = ("street-light", "pothole", "rubbish", "complaint")
# Seconds by priority, medians of log-normal legs: opening, deciding, accepting, turnout, travel, scene.
_LEGS_S = {
    1: (12, 40, 15, 20, 230, 1500),
    2: (30, 70, 25, 30, 300, 1100),
    3: (75, 160, 45, 60, 420, 780),
    4: (240, 600, 120, 240, 700, 900),
}


def import_past(scenery: Scenery, *, now: datetime, days: int = DAYS, seed: int = 20_260) -> int:
    """Store the past of the installation's own town up to now; returns how many incidents."""
    town = places.served_towns()[0]
    rng = np.random.default_rng(seed)
    return import_history(_past(rng, scenery, town=town, now=now, days=days), municipality=town.id)


def _past(
    rng: np.random.Generator, scenery: Scenery, *, town: Town, now: datetime, days: int
) -> Iterator[PastIncident]:
    hour = (now - timedelta(days=days)).replace(minute=0, second=0, microsecond=0)
    while hour < now:
        local = hour.astimezone(town.timezone)
        for seconds in np.sort(rng.uniform(0, 3600, rng.poisson(rhythm.incidents_per_hour(local)))):
            received = hour + timedelta(seconds=float(seconds))
            if received < now - timedelta(seconds=20):
                yield _one(rng, scenery, received=received, category=rhythm.draw_category(rng, local=local), now=now)
        hour += timedelta(hours=1)


def _one(
    rng: np.random.Generator, scenery: Scenery, *, received: datetime, category: str, now: datetime
) -> PastIncident:
    lon, lat = scenery.draw_place(rng, category=category)
    outcome: Outcome | None = _outcome(rng, category)
    moments = _moments(rng, received, category=category, outcome=outcome)
    if max(moments.values()) > now:  # the town is open for work: nothing lies there for an hour
        moments = _hurried(moments, until=now)
    if received > now - _JUST_NOW:
        moments, outcome = {Moment.RECEIVED: received}, None
        if received < now - _JUST_NOW / 2:
            moments[Moment.OPENED] = received + (now - received) / 2
    elif outcome is Outcome.ATTENDED and Moment.ON_SCENE not in moments:
        outcome = Outcome.NO_FINDING
    named = rng.random() < 0.35
    who = int(rng.integers(len(cast.RESIDENTS)))
    by_phone = rng.random() < 0.3
    return PastIncident(
        report=UUID(bytes=rng.bytes(16), version=4),
        category=category,
        lon=lon,
        lat=lat,
        channel=Channel.PHONE if by_phone else Channel.APP,
        text=texts.draw_report(rng, category=category),
        moments=moments,
        outcome=outcome,
        arrived_by=_arrived_by(rng) if Moment.ON_SCENE in moments else None,
        accuracy_m=None if by_phone else round(float(rng.lognormal(2.5, 0.7)), 1),
        anonymous=not named,
        contact_name=cast.RESIDENTS[who] if named or by_phone else "",
        contact_phone=cast.phone_of(who) if by_phone else "",
        solved=bool(rng.random() < 0.85) if Moment.CONFIRMED in moments else None,
        simulated=True,
    )


def _arrived_by(rng: np.random.Generator) -> Arrival:
    return Arrival.GEOFENCE if rng.random() < 0.8 else Arrival.BUTTON


def _outcome(rng: np.random.Generator, category: str) -> Outcome:
    if category in _NO_UNIT:
        return Outcome.REFERRED
    drawn = rng.random()
    for outcome, until in (
        (Outcome.FALSE_REPORT, 0.05),
        (Outcome.DUPLICATE, 0.10),
        (Outcome.NO_FINDING, 0.26),
        (Outcome.REFERRED, 0.31),
    ):
        if drawn < until:
            return outcome
    return Outcome.ATTENDED


def _moments(
    rng: np.random.Generator, received: datetime, *, category: str, outcome: Outcome | None
) -> dict[Moment, datetime]:
    """The moments in their order; a few incidents were never reached, and their arrival stays empty."""
    legs = [timedelta(seconds=float(s * rng.lognormal(0, 0.5))) for s in _LEGS_S[_PRIORITY[category]]]
    opened = received + legs[0]
    classified = opened + legs[1] * 0.4
    moments = {Moment.RECEIVED: received, Moment.OPENED: opened, Moment.CLASSIFIED: classified}
    if rng.random() < 0.7:
        moments[Moment.OCCURRED] = received - timedelta(seconds=float(rng.lognormal(4.5, 0.8)))
    if rng.random() < 0.55:
        moments[Moment.FIRST_WORD] = classified + legs[1]
    if category in _NO_UNIT or outcome is Outcome.DUPLICATE:
        moments[Moment.CLOSED] = classified + legs[1] * 3
    else:
        _send_unit(rng, moments, legs=legs, assigned=opened + legs[1])
    if rng.random() < 0.25:
        moments[Moment.CONFIRMED] = moments[Moment.CLOSED] + timedelta(minutes=float(rng.exponential(40)))
    return moments


def _hurried(moments: dict[Moment, datetime], *, until: datetime) -> dict[Moment, datetime]:
    """The same moments, nearer together, so that the last one is past."""
    received = moments[Moment.RECEIVED]
    share = (until - received) / (max(moments.values()) - received) * 0.98
    return {moment: received + (at - received) * share if at > received else at for moment, at in moments.items()}


def _send_unit(
    rng: np.random.Generator, moments: dict[Moment, datetime], *, legs: list[timedelta], assigned: datetime
) -> None:
    accepted = assigned + legs[2]
    moving = accepted + legs[3]
    moments |= {Moment.ASSIGNED: assigned, Moment.ACCEPTED: accepted, Moment.MOVING: moving}
    if rng.random() < 0.04:  # called away to something worse
        moments[Moment.CLOSED] = moving + timedelta(hours=float(rng.uniform(1, 5)))
        return
    on_scene = moving + legs[4]
    moments[Moment.ON_SCENE] = on_scene
    moments[Moment.CLOSED] = on_scene + legs[5]
    if rng.random() < 0.4:
        moments[Moment.CONTROLLED] = on_scene + legs[5] * 0.5
