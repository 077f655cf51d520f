"""Public alerts; `alert` is the message itself, `before` the one it replaces or cancels."""

from dataclasses import dataclass

from sereno.vocabulary.facts.fact import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertIssued(Fact):
    """A supervisor issued a public alert."""

    alert: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertUpdated(Fact):
    """A supervisor replaced an alert by a newer one."""

    alert: int
    before: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertCancelled(Fact):
    """A supervisor cancelled an alert before its end."""

    alert: int
    before: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertTakenIn(Fact):
    """An alert of somebody else was taken in, or set aside because it is not for this town."""

    alert: int
    ends: int
