"""An alert message as CAP 1.2 has it, as frozen values: what is said, how grave it is, where and until when.

Longitude before latitude here as everywhere; only `writer` and `reader` know that CAP turns them round.
"""

from datetime import datetime
from enum import StrEnum

import msgspec

LonLat = tuple[float, float]
Ring = tuple[LonLat, ...]


class Status(StrEnum):
    """Whether it is meant; only `Actual` is, and in a demonstration nothing is `Actual`."""

    ACTUAL = "Actual"
    EXERCISE = "Exercise"
    SYSTEM = "System"
    TEST = "Test"
    DRAFT = "Draft"


class MessageType(StrEnum):
    """What a message does to those before it."""

    ALERT = "Alert"
    UPDATE = "Update"
    CANCEL = "Cancel"


class Scope(StrEnum):
    """For whom it is meant."""

    PUBLIC = "Public"
    RESTRICTED = "Restricted"
    PRIVATE = "Private"


class Kind(StrEnum):
    """CAP's categories of event."""

    GEO = "Geo"
    MET = "Met"
    SAFETY = "Safety"
    SECURITY = "Security"
    RESCUE = "Rescue"
    FIRE = "Fire"
    HEALTH = "Health"
    ENV = "Env"
    TRANSPORT = "Transport"
    INFRA = "Infra"
    CBRNE = "CBRNE"
    OTHER = "Other"


class Response(StrEnum):
    """What people are asked to do, in one word."""

    SHELTER = "Shelter"
    EVACUATE = "Evacuate"
    PREPARE = "Prepare"
    EXECUTE = "Execute"
    AVOID = "Avoid"
    MONITOR = "Monitor"
    ASSESS = "Assess"
    ALL_CLEAR = "AllClear"
    NONE = "None"


class Urgency(StrEnum):
    """How soon to act."""

    IMMEDIATE = "Immediate"
    EXPECTED = "Expected"
    FUTURE = "Future"
    PAST = "Past"
    UNKNOWN = "Unknown"


class Severity(StrEnum):
    """How grave it is; the order is from the gravest."""

    EXTREME = "Extreme"
    SEVERE = "Severe"
    MODERATE = "Moderate"
    MINOR = "Minor"
    UNKNOWN = "Unknown"

    @property
    def rank(self) -> int:
        """0 for the gravest."""
        return list(Severity).index(self)


class Certainty(StrEnum):
    """How sure it is."""

    OBSERVED = "Observed"
    LIKELY = "Likely"
    POSSIBLE = "Possible"
    UNLIKELY = "Unlikely"
    UNKNOWN = "Unknown"


class Circle(msgspec.Struct, frozen=True, kw_only=True):
    """Everything within a distance of a point."""

    lon: float
    lat: float
    radius_km: float


class Area(msgspec.Struct, frozen=True, kw_only=True):
    """Where it holds: in words, and as closed rings and circles."""

    description: str
    polygons: tuple[Ring, ...] = ()
    circles: tuple[Circle, ...] = ()
    geocodes: tuple[tuple[str, str], ...] = ()


class Info(msgspec.Struct, frozen=True, kw_only=True):
    """What is said in one language, and where that holds."""

    language: str
    categories: tuple[Kind, ...]
    event: str
    urgency: Urgency
    severity: Severity
    certainty: Certainty
    responses: tuple[Response, ...] = ()
    effective: datetime | None = None
    onset: datetime | None = None
    expires: datetime | None = None
    sender_name: str = ""
    headline: str = ""
    description: str = ""
    instruction: str = ""
    web: str = ""
    contact: str = ""
    areas: tuple[Area, ...] = ()


class Reference(msgspec.Struct, frozen=True, kw_only=True):
    """The earlier message that this one is about."""

    sender: str
    identifier: str
    sent: datetime


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """One CAP message."""

    identifier: str
    sender: str
    sent: datetime
    status: Status
    kind: MessageType
    scope: Scope = Scope.PUBLIC
    note: str = ""
    references: tuple[Reference, ...] = ()
    infos: tuple[Info, ...] = ()

    @property
    def reference(self) -> Reference:
        """How later messages name this one."""
        return Reference(sender=self.sender, identifier=self.identifier, sent=self.sent)
