"""Taking a file of history in, batch by batch; what is killed in the middle goes on where it stopped.

Each batch is a transaction of its own that adds its rows and says so in the import's counts, so the counts are true at
every moment. One long transaction would hold back the live stream of the whole installation (decision 0013).
"""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

import msgspec
import polars as pl
from django.db import connection, transaction

from sereno.analytics import storing
from sereno.analytics.cleaning import Cleaned
from sereno.analytics.mapping import Reading
from sereno.analytics.models import HistoryImport, HistorySource
from sereno.kernel import clock
from sereno.kernel.errors import NotAllowed
from sereno.ledger.actions import record
from sereno.vocabulary.facts import PastIncidentsImported

# Large enough that COPY pays; small enough that on SQLite, which has one writer, a report waits a fraction of a second.
_AT_ONCE = {"postgresql": 50_000, "sqlite": 5_000}


class UnderWay(NotAllowed):
    """Another process takes the same file in at this moment."""

    code = "import-under-way"


@dataclass(frozen=True, slots=True)
class File:
    """A file with how it is read, for one source of one town."""

    name: str
    sha256: str
    source: str
    reading: Reading


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file's rows; `resumed_at` is the number of rows an earlier, broken off run had done."""

    rows: int
    added: int
    repeated: int
    set_aside: int
    resumed_at: int = 0


def take_in(
    cleaned: Cleaned,
    *,
    file: File,
    municipality: int,
    by: int | None,
    progress: Callable[[int, int], None],
) -> Taken:
    """Store what is new of a file, remember how it was read, and record that it was taken in.

    Parameters
    ----------
    progress : told after each batch how many rows are done, and of how many

    Raises
    ------
    UnderWay : another process is at the same file.
    """
    under_way = begin(file, rows=len(cleaned.rows), municipality=municipality, by=by)
    return carry_on(under_way, cleaned, by=by, progress=progress)


def carry_on(
    under_way: HistoryImport,
    cleaned: Cleaned,
    *,
    by: int | None,
    progress: Callable[[int, int], None],
    settle: Callable[[HistoryImport], None] | None = None,
) -> Taken:
    """The batches of an import that has begun, from where it stands to its end.

    Parameters
    ----------
    settle : done in the last transaction, together with recording that the file was taken in

    Raises
    ------
    UnderWay : another process is at the same file.
    """
    resumed_at, rows = under_way.rows, cleaned.rows
    progress(resumed_at, len(rows))
    at_once = _AT_ONCE[connection.vendor]
    for begun in range(resumed_at, len(rows), at_once):
        _take_batch(under_way, rows[begun : begun + at_once], begun=begun)
        progress(min(begun + at_once, len(rows)), len(rows))
    return _finish(under_way, cleaned, by=by, settle=settle, resumed_at=resumed_at)


def look(cleaned: Cleaned, *, source: int | None, municipality: int) -> Taken:
    """What taking a file in would do, without doing it."""
    good = cleaned.rows.filter(pl.col("reason").is_null())
    keys = good["key"].unique()
    known = storing.known(keys.to_list(), municipality=municipality, source=source) if source else 0
    added = len(keys) - known
    return Taken(len(cleaned.rows), added, len(good) - added, len(cleaned.rows) - len(good))


def reasons_of(cleaned: Cleaned) -> dict[str, int]:
    """How many rows are set aside for each reason, the most frequent first."""
    counted = cleaned.set_aside().group_by("reason").len().sort(["len", "reason"], descending=[True, False])
    return dict(counted.iter_rows())


@transaction.atomic
def begin(file: File, *, rows: int, municipality: int, by: int | None) -> HistoryImport:
    """The import that was broken off, or a new one; the mapping is remembered from here on."""
    mapping = msgspec.to_builtins(file.reading)
    source, _ = HistorySource.objects.get_or_create(municipality_id=municipality, name=file.source)
    if source.mapping != mapping:
        source.mapping = mapping
        source.save(update_fields=["mapping"])
    # The same bytes read in another way are another import.
    how = sha256(file.sha256.encode() + msgspec.json.encode(file.reading, order="deterministic")).hexdigest()
    under_way, _ = HistoryImport.objects.get_or_create(
        municipality_id=municipality,
        source=source,
        sha256=how,
        finished_at=None,
        defaults={"file_name": file.name[:255], "total": rows, "at": clock.now(), "by": by},
    )
    return under_way


@transaction.atomic
def _take_batch(under_way: HistoryImport, rows: pl.DataFrame, *, begun: int) -> None:
    held = HistoryImport.objects.select_for_update().get(pk=under_way.pk)
    if held.rows != begun or held.finished_at is not None:
        raise UnderWay("another process is taking the same file in; wait for it, then run this again")
    good = rows.filter(pl.col("reason").is_null())
    added = storing.insert(good, municipality=held.municipality_id, source=held.source_id, imported=held.pk)
    held.rows += len(rows)
    held.added += added
    held.repeated += len(good) - added
    held.set_aside += len(rows) - len(good)
    held.save(update_fields=["rows", "added", "repeated", "set_aside"])


@transaction.atomic
def _finish(
    under_way: HistoryImport,
    cleaned: Cleaned,
    *,
    by: int | None,
    settle: Callable[[HistoryImport], None] | None,
    resumed_at: int,
) -> Taken:
    held = HistoryImport.objects.select_for_update().get(pk=under_way.pk)
    if held.finished_at is not None:
        raise UnderWay("another process has just taken the same file in")
    at = clock.now()
    held.finished_at, held.reasons = at, reasons_of(cleaned)
    held.save(update_fields=["finished_at", "reasons"])
    if settle is not None:
        settle(held)
    fact = PastIncidentsImported(
        history_import=held.pk, rows=held.rows, added=held.added, repeated=held.repeated, set_aside=held.set_aside
    )
    record(fact, municipality=held.municipality_id, actor=by, at=at)
    return Taken(held.rows, held.added, held.repeated, held.set_aside, resumed_at)
