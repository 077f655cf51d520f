"""History and official counts that were taken in; figures only."""

from dataclasses import dataclass

from sereno.vocabulary.facts.fact import Fact


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
