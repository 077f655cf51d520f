"""How units are watched, what may be attached, how long data is kept, and how others are dealt with."""

from typing import Annotated, ClassVar

import msgspec

from sereno.places.policies.value import PolicyValue


class Patrol(PolicyValue, frozen=True, kw_only=True):
    """How units are watched."""

    key: ClassVar[str] = "patrol"
    stale_after_s: int = 60  # a position older than this looks stale
    arrival_radius_m: int = 60  # on scene: fixes within this radius …
    arrival_dwell_s: int = 20  # … for this long


class Uploads(PolicyValue, frozen=True, kw_only=True):
    """What residents may attach."""

    key: ClassVar[str] = "uploads"
    most_files: int = 6
    most_bytes: int = 60 * 1024 * 1024


class Retention(PolicyValue, frozen=True, kw_only=True):
    """How long personal data is kept."""

    key: ClassVar[str] = "retention"
    positions_days: int = 30
    contact_days: int = 365
    media_days: int = 365


class Handovers(PolicyValue, frozen=True, kw_only=True):
    """How long a neighbour has to answer when an incident is offered to them."""

    key: ClassVar[str] = "handovers"
    answer_within_s: tuple[int, int, int, int] = (60, 180, 900, 14_400)  # by priority, P1 first


class Alerts(PolicyValue, frozen=True, kw_only=True):
    """How public alerts are issued and shown."""

    key: ClassVar[str] = "alerts"
    sender: Annotated[str, msgspec.Meta(pattern=r"^[^\s,<&]{0,100}$")] = (
        ""  # as others know us, e.g. alertas@municipio.cl; empty: made from the town's code
    )
    hours_without_end: Annotated[int, msgspec.Meta(ge=1, le=336)] = (
        24  # how long an alert taken in without an end is shown
    )


class AlertFeeds(PolicyValue, frozen=True, kw_only=True):
    """Whose alerts are read by themselves."""

    key: ClassVar[str] = "alert-feeds"
    addresses: Annotated[tuple[Annotated[str, msgspec.Meta(max_length=500)], ...], msgspec.Meta(max_length=50)] = ()
