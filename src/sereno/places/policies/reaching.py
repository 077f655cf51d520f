"""How residents reach the town: numbers to call, channels, and when a desk listens."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

import msgspec

from sereno.places.policies.value import PolicyValue
from sereno.vocabulary.words import Channel


@dataclass(frozen=True, slots=True)
class EmergencyNumber:
    """A telephone number to call, and for what."""

    name: str
    number: str
    purpose: str


class NumbersToCall(PolicyValue, frozen=True, kw_only=True):
    """Whom to call instead of, or besides, reporting here."""

    key: ClassVar[str] = "numbers-to-call"
    numbers: tuple[EmergencyNumber, ...] = (
        EmergencyNumber("Carabineros", "133", "police"),
        EmergencyNumber("SAMU", "131", "ambulance"),
        EmergencyNumber("Bomberos", "132", "fire"),
    )


class Channels(PolicyValue, frozen=True, kw_only=True):
    """Which ways of reporting are open, and the truth about each in the town's own words."""

    key: ClassVar[str] = "channels"
    closed: tuple[Channel, ...] = ()
    notes: dict[Channel, Annotated[str, msgspec.Meta(max_length=500)]] = msgspec.field(default_factory=dict)


class Listening(msgspec.Struct, frozen=True, kw_only=True):
    """When a desk listens on a day of the week; equal hours are the whole day, a smaller end is past midnight."""

    day: Annotated[int, msgspec.Meta(ge=1, le=7)]  # 1 is Monday
    opens: Annotated[str, msgspec.Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
    closes: Annotated[str, msgspec.Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class DeskHours(msgspec.Struct, frozen=True, kw_only=True):
    """When a desk listens; without a department it is the town's own hours, for every desk that has none."""

    department: str = ""
    week: tuple[Listening, ...] = ()
    rests_on_holidays: bool = False
    answer_minutes: Annotated[int, msgspec.Meta(ge=1, le=10_000)] | None = None  # what residents may expect


class DutyHours(PolicyValue, frozen=True, kw_only=True):
    """When somebody listens, and whom to call when nobody does; without any hours nothing is promised."""

    key: ClassVar[str] = "duty-hours"
    desks: tuple[DeskHours, ...] = ()
    otherwise_call: Annotated[str, msgspec.Meta(max_length=30)] = ""  # the number for when nobody listens
