"""The policies a town can set, each a typed value with a default; a stored version overrides it whole.

`docs/reference/policies.md` has a line for each; a test keeps them in step.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Annotated, Any, ClassVar, Literal, Self

import msgspec

from sereno.algorithms.deadlines import Unit
from sereno.vocabulary.words import Channel, Clock, Role


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


Hour = Annotated[int, msgspec.Meta(ge=0, le=24)]
Weekday = Annotated[int, msgspec.Meta(ge=1, le=7)]  # ISO: Monday is 1
Level = Annotated[int, msgspec.Meta(ge=1, le=4)]
MOST_RULES = 500


class AssignmentRule(msgspec.Struct, frozen=True, kw_only=True):
    """One sentence: when all that is given holds, the department gets the report. An empty list holds always.

    `categories` and `groups` together say what: any of them will do. The hours may pass midnight (20 until 6); the
    hours after midnight then belong to the night of the day before, with its weekday and whether it was a holiday.
    `id` stays with the rule when rules are reordered.
    """

    department: str
    id: Annotated[str, msgspec.Meta(max_length=40)] = ""
    categories: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    priorities: tuple[Level, ...] = ()
    weekdays: tuple[Weekday, ...] = ()
    holiday: Literal["any", "yes", "no"] = "any"
    from_hour: Hour = 0
    until_hour: Hour = 24
    on: bool = True


class Assignment(PolicyValue, frozen=True, kw_only=True):
    """Which department takes a report: ordered rules, first match wins, the fallback takes the rest."""

    key: ClassVar[str] = "assignment"
    rules: Annotated[tuple[AssignmentRule, ...], msgspec.Meta(max_length=MOST_RULES)] = ()
    fallback: str = "seguridad"

    def __post_init__(self) -> None:
        """Name the rules of versions older than names by their place, r1, r2 …; refuse a name used twice."""
        if any(not rule.id for rule in self.rules):
            msgspec.structs.force_setattr(self, "rules", _named(self.rules))
        if len({rule.id for rule in self.rules}) < len(self.rules):
            raise ValueError("two rules have the same id")


def _named(rules: tuple[AssignmentRule, ...]) -> tuple[AssignmentRule, ...]:
    taken = {rule.id for rule in rules}
    free = (name for number in range(1, MOST_RULES * 2) if (name := f"r{number}") not in taken)
    return tuple(rule if rule.id else msgspec.structs.replace(rule, id=next(free)) for rule in rules)


class Holidays(PolicyValue, frozen=True, kw_only=True):
    """Which days are holidays: the country's, and the town's own; those as 2026-12-08, or 12-08 for every year."""

    key: ClassVar[str] = "holidays"
    country: Annotated[str, msgspec.Meta(pattern="^([A-Z]{2})?$")] = "CL"
    extra: tuple[Annotated[str, msgspec.Meta(pattern=r"^(\d{4}-)?(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")], ...] = ()


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


class OfficeHours(msgspec.Struct, frozen=True, kw_only=True):
    """When offices open and close on one day of the week (0 Monday … 6 Sunday)."""

    day: int
    opens: time
    closes: time

    def __post_init__(self) -> None:
        if not 0 <= self.day <= 6:
            raise ValueError(f"day {self.day} must lie in 0..6")
        if self.opens >= self.closes:
            raise ValueError(f"opens {self.opens} must be before closes {self.closes}")


class OwnDay(msgspec.Struct, frozen=True, kw_only=True):
    """A day on which this town's offices are closed besides the country's holidays."""

    day: date
    name: str


class WorkingCalendar(PolicyValue, frozen=True, kw_only=True):
    """On which days and hours the town's offices work; by these, working days and hours are counted."""

    key: ClassVar[str] = "working-calendar"
    hours: tuple[OfficeHours, ...] = (
        *(OfficeHours(day=day, opens=time(8, 30), closes=time(17, 30)) for day in range(4)),
        OfficeHours(day=4, opens=time(8, 30), closes=time(16, 30)),
    )
    country: str = "CL"  # whose holidays; empty for none
    own_days: tuple[OwnDay, ...] = ()

    def __post_init__(self) -> None:
        if not self.hours:
            raise ValueError("hours must open on at least one day of the week")


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """So much time in one unit."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if not 1 <= self.amount <= 100_000:
            raise ValueError(f"amount {self.amount} must lie in 1..100000")


class TargetLine(msgspec.Struct, frozen=True, kw_only=True):
    """What the town promises for a category, a priority, or both; a target left out is not promised."""

    category: str = ""  # empty: every category
    priority: int = 0  # 0: every priority
    answer: Span | None = None
    arrival: Span | None = None
    resolution: Span | None = None


class Targets(PolicyValue, frozen=True, kw_only=True):
    """Within what time the town answers, is on scene and resolves; the most specific line is taken whole."""

    key: ClassVar[str] = "targets"
    lines: tuple[TargetLine, ...] = (
        TargetLine(
            priority=1,
            answer=Span(amount=60, unit=Unit.SECONDS),
            arrival=Span(amount=5, unit=Unit.MINUTES),
            resolution=Span(amount=4, unit=Unit.HOURS),
        ),
        TargetLine(
            priority=2,
            answer=Span(amount=2, unit=Unit.MINUTES),
            arrival=Span(amount=10, unit=Unit.MINUTES),
            resolution=Span(amount=8, unit=Unit.HOURS),
        ),
        TargetLine(
            priority=3,
            answer=Span(amount=10, unit=Unit.MINUTES),
            arrival=Span(amount=60, unit=Unit.MINUTES),
            resolution=Span(amount=24, unit=Unit.HOURS),
        ),
        TargetLine(
            priority=4,
            answer=Span(amount=4, unit=Unit.WORKING_HOURS),
            resolution=Span(amount=10, unit=Unit.WORKING_DAYS),
        ),
    )
    pausing: tuple[Clock, ...] = (Clock.RESOLUTION,)  # the clocks that a pause stops
    near_percent: int = 25  # a clock looks near its end when so much of its time is left


class PauseReason(msgspec.Struct, frozen=True, kw_only=True):
    """A reason for which a clock may stand still."""

    code: str
    names: dict[str, str]  # by language
    until_reporter_speaks: bool = False  # a word of a reporter starts the clock again


class PauseReasons(PolicyValue, frozen=True, kw_only=True):
    """For what reasons a clock may be paused; a closed list."""

    key: ClassVar[str] = "pause-reasons"
    reasons: tuple[PauseReason, ...] = (
        PauseReason(
            code="waiting-for-reporter",
            names={"es": "Falta respuesta de quien reporta", "en": "Waiting for the reporter"},
            until_reporter_speaks=True,
        ),
        PauseReason(
            code="waiting-for-service",
            names={"es": "En manos de otro servicio", "en": "Waiting for another service"},
        ),
        PauseReason(
            code="waiting-for-materials",
            names={"es": "Faltan materiales o contratista", "en": "Waiting for materials or a contractor"},
        ),
    )


class EscalationStep(msgspec.Struct, frozen=True, kw_only=True):
    """Who is called when a clock has run out for so long; for these priorities, or for all."""

    clock: Clock
    to_role: Role
    priorities: tuple[int, ...] = ()
    late_s: int = 0

    def __post_init__(self) -> None:
        if self.late_s < 0:
            raise ValueError(f"late_s {self.late_s} must not be negative")


class Escalation(PolicyValue, frozen=True, kw_only=True):
    """Who is called when a target was missed; each step once for each round of an incident."""

    key: ClassVar[str] = "escalation"
    steps: tuple[EscalationStep, ...] = (
        EscalationStep(clock=Clock.ANSWER, priorities=(1,), to_role=Role.SUPERVISOR),
        EscalationStep(clock=Clock.ANSWER, priorities=(1,), to_role=Role.ADMINISTRATOR, late_s=240),
        EscalationStep(clock=Clock.ARRIVAL, priorities=(1,), to_role=Role.SUPERVISOR),
        EscalationStep(clock=Clock.ANSWER, priorities=(2,), to_role=Role.SUPERVISOR, late_s=180),
    )


class Reopening(PolicyValue, frozen=True, kw_only=True):
    """How long a reporter may say that it was not solved."""

    key: ClassVar[str] = "reopening"
    days: int = 7


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


KINDS: tuple[type[PolicyValue], ...] = (
    NumbersToCall,
    Assignment,
    Channels,
    DutyHours,
    Holidays,
    Patrol,
    Uploads,
    Retention,
    Handovers,
    Alerts,
    AlertFeeds,
    WorkingCalendar,
    Targets,
    PauseReasons,
    Escalation,
    Reopening,
)
