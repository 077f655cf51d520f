"""What happens to reports and incidents, and what is said about them."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from sereno.vocabulary.facts.fact import ALL, DESK_AND_CREW, DESK_AND_REPORTER, Fact
from sereno.vocabulary.words import Audience


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportReceived(Fact):
    """A report was accepted and stored; from here on it cannot be lost.

    `rule` is the id of the assignment rule that chose the department, empty for the fallback; `version` the policy's.
    """

    audience: ClassVar[frozenset[Audience]] = DESK_AND_REPORTER
    report: UUID
    opens_incident: bool
    department: str
    rule: str
    version: int


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
