"""What happens between neighbouring municipalities; each town's ledger keeps its own side."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from sereno.vocabulary.facts.fact import DESK_AND_REPORTER, Fact
from sereno.vocabulary.words import Audience


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterWritten(Fact):
    """A town wrote a letter to a neighbour; it goes out as soon as the line allows."""

    audience: ClassVar[frozenset[Audience]] = frozenset()
    link: int
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverOffered(Fact):
    """The desk offered an incident to a neighbouring town."""

    handover: int
    neighbour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferArrived(Fact):
    """A neighbouring town offers an incident; the clock for the answer runs."""

    handover: int
    neighbour: str
    priority: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverAccepted(Fact):
    """The neighbour took an incident over, or we took one of theirs: `about` is this town's own incident."""

    audience: ClassVar[frozenset[Audience]] = DESK_AND_REPORTER
    handover: int
    neighbour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverReturned(Fact):
    """An offered incident went back to its owner with a reason."""

    handover: int
    neighbour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalAsked(Fact):
    """The owner wants an offered incident back; the neighbour has yet to confirm."""

    handover: int
    neighbour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverWithdrawn(Fact):
    """An offer was taken back before it was answered."""

    handover: int
    neighbour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverOverdue(Fact):
    """Nobody answered an offer in time."""

    handover: int
    neighbour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NeighbourProgressed(Fact):
    """The town that took an incident over told how far it has come."""

    audience: ClassVar[frozenset[Audience]] = DESK_AND_REPORTER
    handover: int
    stage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NeighbourAsked(Fact):
    """A neighbour who sees an incident near the border asks to take it over."""

    neighbour: str
    request: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRequested(Fact):
    """The desk asked a neighbouring town for one of its units."""

    handover: int
    neighbour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRequestArrived(Fact):
    """A neighbouring town asks for one of our units; the clock for the answer runs."""

    handover: int
    neighbour: str
    priority: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AidGranted(Fact):
    """A unit that was asked for across the border is sent: `about` is this town's own incident."""

    handover: int
    neighbour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AidRefused(Fact):
    """A unit that was asked for across the border does not come, with a reason."""

    handover: int
    neighbour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AidProgressed(Fact):
    """The neighbour told how far its unit has come with our incident."""

    audience: ClassVar[frozenset[Audience]] = DESK_AND_REPORTER
    handover: int
    stage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AidOver(Fact):
    """The town that asked for our unit needs no more help."""

    handover: int
    neighbour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaAwaited(Fact):
    """The owner of an incident we took over has one more photo, video or voice note; it is brought here."""

    handover: int
    medium: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaNotBrought(Fact):
    """A photo, video or voice note of an incident we took over will not come; the reason is a code."""

    handover: int
    medium: UUID
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerKeyChanged(Fact):
    """A key for signing between installations was made, retired, trusted or refused."""

    key: str
