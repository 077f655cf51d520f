"""Everything that can have happened, each a frozen record of ids; the ledger keeps them, rooms and screens read them.

`about` is the incident a fact concerns, `report` the report whose sender may hear of it, `unit` the crew that may.
A fact never carries what people wrote.
"""

from dataclasses import dataclass, fields
from typing import Any, ClassVar
from uuid import UUID

from sereno.vocabulary.words import Audience

DESK = frozenset({Audience.DESK})
DESK_AND_REPORTER = frozenset({Audience.DESK, Audience.REPORTER})
DESK_AND_CREW = frozenset({Audience.DESK, Audience.CREW})
ALL = frozenset(Audience)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """The common root; `audience` says who may hear it on the live stream."""

    audience: ClassVar[frozenset[Audience]] = DESK
    about: int | None = None

    @property
    def kind(self) -> str:
        """The fact's name as the ledger stores it."""
        return type(self).__name__

    def ids(self) -> dict[str, Any]:
        """The fact's fields as plain JSON values, without `about`."""
        named = ((field.name, getattr(self, field.name)) for field in fields(self))
        return {
            name: str(value) if isinstance(value, UUID) else value
            for name, value in named
            if name != "about" and value is not None
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportReceived(Fact):
    """A report was accepted and stored; from here on it cannot be lost."""

    audience: ClassVar[frozenset[Audience]] = DESK_AND_REPORTER
    report: UUID
    opens_incident: bool
    department: str
    rule: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentOpened(Fact):
    """An operator opened an incident; also the record of who read it."""

    audience: ClassVar[frozenset[Audience]] = DESK_AND_REPORTER
    first: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentClassified(Fact):
    """An operator confirmed or changed the category or the priority."""

    category: str
    priority: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageSent(Fact):
    """A word in the conversation between the desk and a reporter."""

    audience: ClassVar[frozenset[Audience]] = DESK_AND_REPORTER
    message: UUID
    report: UUID | None = None
    from_desk: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteAdded(Fact):
    """A note for the staff only."""

    audience: ClassVar[frozenset[Audience]] = DESK_AND_CREW
    note: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaAttached(Fact):
    """A photo, video or voice note was stored; it is shown once it has been made safe."""

    audience: ClassVar[frozenset[Audience]] = DESK_AND_REPORTER
    medium: UUID
    report: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaReady(Fact):
    """A medium was stripped and shrunk and may be shown."""

    audience: ClassVar[frozenset[Audience]] = ALL
    medium: UUID
    shown: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitAssigned(Fact):
    """The desk offered an incident to a unit."""

    audience: ClassVar[frozenset[Audience]] = ALL
    unit: int
    task: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskAdvanced(Fact):
    """A unit accepted, moved, arrived, finished or declined."""

    audience: ClassVar[frozenset[Audience]] = ALL
    unit: int
    task: int
    state: str
    observed_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitChanged(Fact):
    """A unit went on duty or off duty."""

    audience: ClassVar[frozenset[Audience]] = DESK_AND_CREW
    unit: int
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentControlled(Fact):
    """The situation is under control; the unit may still be there."""

    audience: ClassVar[frozenset[Audience]] = ALL


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentClosed(Fact):
    """The incident ended with an outcome."""

    audience: ClassVar[frozenset[Audience]] = ALL
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentReopened(Fact):
    """A closed incident was taken up again, by the desk or because a reporter said it was not solved."""

    audience: ClassVar[frozenset[Audience]] = ALL
    by_reporter: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReporterConfirmed(Fact):
    """A reporter answered whether the matter was solved."""

    audience: ClassVar[frozenset[Audience]] = DESK_AND_REPORTER
    report: UUID
    solved: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryImported(Fact):
    """Past incidents were taken in, in bulk."""

    incidents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TownInstalled(Fact):
    """A municipality's territory, zones and street files were put in place."""

    zones: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicySet(Fact):
    """A policy of the town got a new version."""

    key: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentSet(Fact):
    """A department was made or renamed."""

    department: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleGiven(Fact):
    """A person got a role."""

    user: int
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoriesSet(Fact):
    """The town's list of categories was put in place."""

    categories: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitsSet(Fact):
    """The town's units were put in place."""

    units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryRetried(Fact):
    """An administrator sent a parked reaction back to work."""

    delivery: int


def every_fact() -> dict[str, type[Fact]]:
    """All kinds of fact by name."""
    return {kind.__name__: kind for kind in Fact.__subclasses__()}
