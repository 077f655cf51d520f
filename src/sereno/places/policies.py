"""The policies a town can set, each a typed value with a default; a stored version overrides it whole.

`docs/reference/policies.md` has a line for each; a test keeps them in step.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import msgspec


@dataclass(frozen=True, slots=True)
class EmergencyNumber:
    """A telephone number to call, and for what."""

    name: str
    number: str
    purpose: str


class PolicyValue(msgspec.Struct, frozen=True, kw_only=True):
    """A policy as stored: JSON out, checked JSON in."""

    key: ClassVar[str]

    @classmethod
    def parse(cls, stored: Mapping[str, Any]) -> Self:
        """The policy from its stored form; raises msgspec.ValidationError when it does not fit."""
        return msgspec.convert(stored, cls)

    def stored(self) -> dict[str, Any]:
        """The JSON form."""
        built: dict[str, Any] = msgspec.to_builtins(self)
        return built


class NumbersToCall(PolicyValue, frozen=True, kw_only=True):
    """Whom to call instead of, or besides, reporting here."""

    key: ClassVar[str] = "numbers-to-call"
    numbers: tuple[EmergencyNumber, ...] = (
        EmergencyNumber("Carabineros", "133", "police"),
        EmergencyNumber("SAMU", "131", "ambulance"),
        EmergencyNumber("Bomberos", "132", "fire"),
    )


class AssignmentRule(msgspec.Struct, frozen=True, kw_only=True):
    """One rule: when all that is given matches, the department gets the report. Empty lists match everything."""

    department: str
    categories: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    from_hour: int = 0
    until_hour: int = 24


class Assignment(PolicyValue, frozen=True, kw_only=True):
    """Which department takes a report: ordered rules, first match wins, the fallback takes the rest."""

    key: ClassVar[str] = "assignment"
    rules: tuple[AssignmentRule, ...] = ()
    fallback: str = "seguridad"


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
    sender: str = ""  # as others know us, e.g. alertas@municipio.cl; empty: made from the town's code
    hours_without_end: int = 24  # how long an alert taken in without an end is shown


class AlertFeeds(PolicyValue, frozen=True, kw_only=True):
    """Whose alerts are read by themselves."""

    key: ClassVar[str] = "alert-feeds"
    addresses: tuple[str, ...] = ()


KINDS: tuple[type[PolicyValue], ...] = (
    NumbersToCall,
    Assignment,
    Patrol,
    Uploads,
    Retention,
    Handovers,
    Alerts,
    AlertFeeds,
)
