"""What a zone must be to be used, and whether somebody listens at a moment; pure.

kernel.errors.NotAllowed
└── ZoneRefused   the outline crosses itself, is no area, or lies outside the town
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any

import msgspec
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.validation import explain_validity

from sereno.kernel.errors import NotAllowed
from sereno.places.policies import DeskHours, DutyHours, Listening

MOST_OUTSIDE = 0.01  # of the zone's area: a line drawn by hand along the border is never exact
LEAST_SHARED = 0.001  # of the smaller zone's area: less is the width of the line


class ZoneRefused(NotAllowed):
    """The outline cannot be used; `code` says why."""

    code = "zone-refused"


class ZoneSetting(msgspec.Struct, frozen=True, kw_only=True):
    """A zone as an administrator draws it; `outline` is a GeoJSON polygon, longitude first."""

    code: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=120)]
    outline: dict[str, Any]


def require_zone(outline: BaseGeometry, *, territory: BaseGeometry) -> None:
    """Refuse an outline that is no area, crosses itself or lies outside the town."""
    if not isinstance(outline, Polygon | MultiPolygon) or outline.is_empty:
        raise ZoneRefused(code="zone-no-area")
    if not outline.is_valid:
        raise ZoneRefused(explain_validity(outline), code="zone-crosses-itself")
    if outline.area <= 0:
        raise ZoneRefused(code="zone-no-area")
    outside = outline.difference(territory).area / outline.area
    if outside > MOST_OUTSIDE:
        raise ZoneRefused(f"{outside:.0%}", code="zone-outside")


def overlapping(zones: Mapping[str, BaseGeometry]) -> list[tuple[str, str, float]]:
    """Pairs of zones that share ground, with the share of the smaller one; in a shared place the first zone wins."""
    codes = list(zones)
    found = []
    for number, one in enumerate(codes):
        for other in codes[number + 1 :]:
            smaller = min(zones[one].area, zones[other].area)
            shared = zones[one].intersection(zones[other]).area / smaller if smaller else 0.0
            if shared > LEAST_SHARED:
                found.append((one, other, shared))
    return found


@dataclass(frozen=True, slots=True)
class Duty:
    """Whether a desk listens now; `changes_at` is when that changes next, None when it never does within a week."""

    is_listening: bool
    changes_at: datetime | None
    answer_minutes: int | None
    otherwise_call: str


def duty(
    hours: DutyHours, *, department: str, at: datetime, is_holiday: Callable[[date], bool] = lambda _: False
) -> Duty | None:
    """Who listens at a local moment; None where the town has said nothing.

    >>> from datetime import datetime
    >>> week = (Listening(day=5, opens="20:00", closes="02:00"),)
    >>> said = DutyHours(desks=(DeskHours(week=week),), otherwise_call="1460")
    >>> now = duty(said, department="oirs", at=datetime(2026, 11, 21, 1, 30))  # Saturday, before two
    >>> now.is_listening, now.changes_at.hour
    (True, 2)
    """
    named = {desk.department: desk for desk in hours.desks}
    desk = named.get(department) or named.get("")
    if desk is None:
        return None
    spans = _spans(desk, is_holiday, around=at)
    now = [end for start, end in spans if start <= at < end]
    later = [start for start, _ in spans if start > at]
    changes_at = _joined(spans, max(now)) if now else min(later, default=None)
    if changes_at is not None and changes_at - at >= _WEEK:
        changes_at = None
    return Duty(bool(now), changes_at, desk.answer_minutes, hours.otherwise_call)


_WEEK = timedelta(days=7)


def _spans(desk: DeskHours, is_holiday: Callable[[date], bool], *, around: datetime) -> list[tuple[datetime, datetime]]:
    """The stretches in which the desk listens, from yesterday to a week and a day ahead."""
    found = []
    for ahead in range(-1, 9):
        day = around.date() + timedelta(days=ahead)
        if desk.rests_on_holidays and is_holiday(day):
            continue
        midnight = datetime.combine(day, time(), around.tzinfo)
        found += [_span(span, midnight) for span in desk.week if span.day == day.isoweekday()]
    return sorted(found)


def _span(span: Listening, midnight: datetime) -> tuple[datetime, datetime]:
    start, end = (midnight.replace(hour=int(said[:2]), minute=int(said[3:])) for said in (span.opens, span.closes))
    return start, end if end > start else end + timedelta(days=1)


def _joined(spans: list[tuple[datetime, datetime]], end: datetime) -> datetime:
    """The end of a stretch that others follow without a gap."""
    for start, later in spans:
        if start <= end < later:
            end = later
    return end
