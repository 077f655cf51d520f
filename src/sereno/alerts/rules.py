"""When an alert holds, where, and what may be said: pure, with moments and places given.

Refusal
├── AlertOver       it was cancelled, replaced or has run out (NotAllowed)
└── NothingToSay    words or an area are missing, or its end lies before its beginning (Malformed)
"""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sereno.alerts.message import Area, Circle, Info, LonLat, Message, MessageType, Ring, Scope, Status
from sereno.kernel.errors import FieldFault, Malformed, NotAllowed

PLACES = 6  # decimals of a degree: 0.1 m
LONGEST = timedelta(days=14)  # an alert that lasts longer is an announcement
FEED_EVERY_S = 60
FEED_LONGEST_REST_S = 900  # a feed that fails is asked less and less often, at last every quarter of an hour
_UNWRITABLE = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class AlertOver(NotAllowed):
    """The alert no longer holds: there is nothing to update or cancel."""

    code = "alert-over"


class NothingToSay(Malformed):
    """An alert without headline, area or end cannot be issued."""

    code = "alert-incomplete"


class SpeaksElsewhere(Malformed):
    """A town speaks to people on its own territory; an area wholly outside it is another town's to warn."""

    code = "alert-elsewhere"


def legible(text: str) -> str:
    r"""Text as XML can carry it, with single line ends and no blanks around it.

    >>> legible(" Corte de agua\x00\r\nhasta las 18:00 ")
    'Corte de agua\nhasta las 18:00'
    """
    return _UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def rounded(ring: Iterable[Sequence[float]]) -> Ring:
    """A ring to a tenth of a metre, closed.

    >>> rounded([(0.00000004, 0), (1, 0), (1, 1)])
    ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 0.0))
    """
    points: list[LonLat] = [(round(float(p[0]), PLACES) + 0.0, round(float(p[1]), PLACES) + 0.0) for p in ring]
    return tuple(points if points[0] == points[-1] else [*points, points[0]])


def holds(*, starts_at: datetime, expires_at: datetime, ended_at: datetime | None, at: datetime) -> bool:
    """Whether an alert holds at a moment; its end and its cancelling are exclusive."""
    return starts_at <= at < expires_at and (ended_at is None or at < ended_at)


def period(message: Message, *, hours_without_end: int) -> tuple[datetime, datetime]:
    """From when until when a message holds; one that names no end holds for the town's own number of hours."""
    starts = min((info.effective or message.sent for info in message.infos), default=message.sent)
    ends = [
        info.expires or (info.effective or message.sent) + timedelta(hours=hours_without_end) for info in message.infos
    ]
    return starts, max(ends, default=message.sent)


def is_for_residents(message: Message, *, simulated: bool) -> bool:
    """Whether residents may be shown it: what is meant and public, and in a demonstration its exercises."""
    meant = message.status is Status.ACTUAL or (simulated and message.status is Status.EXERCISE)
    return meant and message.scope is Scope.PUBLIC and message.kind is not MessageType.CANCEL


def replaces(message: Message, earlier: Message) -> bool:
    """Whether a message ends an earlier one: it names it and has its sender, and a test does not end what is meant."""
    if message.kind is MessageType.ALERT or (message.sender, message.status) != (earlier.sender, earlier.status):
        return False
    names = {(named.sender, named.identifier) for named in message.references}
    return (earlier.sender, earlier.identifier) in names


def require_sayable(info: Info, *, at: datetime) -> None:
    """Refuse what residents could not act on.

    Raises
    ------
    NothingToSay : its faults name what is missing.
    """
    faults = {
        "event": not info.event,
        "headline": not info.headline,
        "area": not any(area.polygons or area.circles for area in info.areas),
        "expires": info.expires is None or not at < info.expires <= at + LONGEST,
    }
    missing = [name for name, is_missing in faults.items() if is_missing]
    if missing:
        raise NothingToSay(faults=[FieldFault(name, "") for name in missing])


def ring_of(circle: Circle, *, metres_per_degree: tuple[float, float], unit: Iterable[tuple[float, float]]) -> Ring:
    """A circle drawn as a ring through the points of a unit circle."""
    east, north = (circle.radius_km * 1000 / metres for metres in metres_per_degree)
    return rounded((circle.lon + x * east, circle.lat + y * north) for x, y in unit)


def best_info(infos: Sequence[Info], *, language: str) -> Info | None:
    """The words in the reader's language; else in Spanish, else the first."""
    for wanted in (language[:2].lower(), "es"):
        for info in infos:
            if info.language[:2].lower() == wanted:
                return info
    return infos[0] if infos else None


def area_names(areas: Iterable[Area]) -> str:
    """The areas in words, each once."""
    return ", ".join(dict.fromkeys(area.description for area in areas if area.description))


def clipped(text: str, *, longest: int) -> str:
    """What fits on a page; whole texts stay in the message.

    >>> clipped("uno dos tres", longest=8)
    'uno dos…'
    """
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def next_try(at: datetime, *, failures: int) -> datetime:
    """When a feed that has failed so often in a row is asked again.

    >>> begun = datetime(2026, 11, 20, 12)
    >>> [(next_try(begun, failures=n) - begun).seconds for n in (1, 2, 3, 4, 5, 60)]
    [60, 120, 240, 480, 900, 900]
    """
    return at + timedelta(seconds=min(FEED_EVERY_S * 2 ** min(failures - 1, 10), FEED_LONGEST_REST_S))
