"""History and official counts that were taken in; figures only."""

from dataclasses import dataclass
from typing import ClassVar

from sereno.vocabulary.facts.fact import Fact
from sereno.vocabulary.words import Audience


@dataclass(frozen=True, slots=True, kw_only=True)
class PastIncidentsImported(Fact):
    """A file of past incidents was taken in to its end."""

    history_import: int
    rows: int
    added: int
    repeated: int
    set_aside: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialCountsImported(Fact):
    """Official monthly counts were taken in, or revised."""

    counts: int
    added: int
    changed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryFileSent(Fact):
    """A file of history was sent in by the browser, to be looked at."""

    history_file: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryFileLookedAt(Fact):
    """A file that was sent in was looked at, or cannot be read."""

    history_file: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryReadingSet(Fact):
    """Somebody said how a file is to be read."""

    history_file: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryImportAsked(Fact):
    """Somebody asked for a file to be taken in as it was looked at."""

    history_file: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryFileDropped(Fact):
    """A file that was sent in was removed, by hand or because nobody took it up again."""

    history_file: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsLookedAt(Fact):
    """Somebody had the single incidents behind a figure shown; of a map `cell` is the H3 name of the place."""

    audience: ClassVar[frozenset[Audience]] = frozenset()
    incidents: int
    cell: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRowsFetched(Fact):
    """Somebody fetched the rows of a file that were set aside, as they stand in it."""

    history_file: int
