"""What the town promises and when: targets, pauses, escalation, reopening."""

from typing import ClassVar

import msgspec

from sereno.algorithms.deadlines import Unit
from sereno.places.policies.value import PolicyValue
from sereno.vocabulary.words import Clock, Role


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
