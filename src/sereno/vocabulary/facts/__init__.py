"""Everything that can have happened, each a frozen record of ids; the ledger keeps them, rooms and screens read them.

`about` is the incident a fact concerns, `report` the report whose sender may hear of it, `unit` the crew that may.
A fact never carries what people wrote. Each subject has a module; all are named here.
"""

from sereno.vocabulary.facts.alerts import AlertCancelled, AlertIssued, AlertTakenIn, AlertUpdated
from sereno.vocabulary.facts.analytics import (
    HistoryFileDropped,
    HistoryFileLookedAt,
    HistoryFileSent,
    HistoryImportAsked,
    HistoryReadingSet,
    HistoryRowsFetched,
    OfficialCountsImported,
    PastIncidentsImported,
)
from sereno.vocabulary.facts.clocks import (
    ClockPaused,
    ClockResumed,
    IncidentEscalated,
    IncidentSplit,
    IncidentTransferred,
    TargetMissed,
)
from sereno.vocabulary.facts.dispatch import TaskAdvanced, UnitAssigned, UnitChanged
from sereno.vocabulary.facts.fact import Fact
from sereno.vocabulary.facts.federation import (
    HandoverAccepted,
    HandoverOffered,
    HandoverOverdue,
    HandoverReturned,
    HandoverWithdrawn,
    LetterWritten,
    NeighbourAsked,
    NeighbourProgressed,
    OfferArrived,
    PeerKeyChanged,
    WithdrawalAsked,
)
from sereno.vocabulary.facts.incidents import (
    HistoryImported,
    IncidentClassified,
    IncidentClosed,
    IncidentControlled,
    IncidentOpened,
    IncidentReopened,
    MediaAttached,
    MediaReady,
    MessageSent,
    NoteAdded,
    ReporterConfirmed,
    ReportReceived,
)
from sereno.vocabulary.facts.towns import (
    CategoriesSet,
    DeliveryRetried,
    DraftDropped,
    DraftKept,
    PersonInvited,
    RoleGiven,
    RoleTaken,
    SettingChanged,
    TownInstalled,
    UnitsSet,
)

__all__ = [
    "AlertCancelled",
    "AlertIssued",
    "AlertTakenIn",
    "AlertUpdated",
    "CategoriesSet",
    "ClockPaused",
    "ClockResumed",
    "DeliveryRetried",
    "DraftDropped",
    "DraftKept",
    "Fact",
    "HandoverAccepted",
    "HandoverOffered",
    "HandoverOverdue",
    "HandoverReturned",
    "HandoverWithdrawn",
    "HistoryFileDropped",
    "HistoryFileLookedAt",
    "HistoryFileSent",
    "HistoryImportAsked",
    "HistoryImported",
    "HistoryReadingSet",
    "HistoryRowsFetched",
    "IncidentClassified",
    "IncidentClosed",
    "IncidentControlled",
    "IncidentEscalated",
    "IncidentOpened",
    "IncidentReopened",
    "IncidentSplit",
    "IncidentTransferred",
    "LetterWritten",
    "MediaAttached",
    "MediaReady",
    "MessageSent",
    "NeighbourAsked",
    "NeighbourProgressed",
    "NoteAdded",
    "OfferArrived",
    "OfficialCountsImported",
    "PastIncidentsImported",
    "PeerKeyChanged",
    "PersonInvited",
    "ReportReceived",
    "ReporterConfirmed",
    "RoleGiven",
    "RoleTaken",
    "SettingChanged",
    "TargetMissed",
    "TaskAdvanced",
    "TownInstalled",
    "UnitAssigned",
    "UnitChanged",
    "UnitsSet",
    "WithdrawalAsked",
    "every_fact",
]


def every_fact() -> dict[str, type[Fact]]:
    """All kinds of fact by name."""
    return {kind.__name__: kind for kind in Fact.__subclasses__()}
