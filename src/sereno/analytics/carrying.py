"""The worker's part of a file that was sent in: looking at it and taking it in, in a process that does only this."""

import logging
import os

import msgspec
import polars as pl
from django.db import transaction
from django.db.models import F

from sereno.analytics import history, looking, queries, reading
from sereno.analytics.cleaning import Cleaned
from sereno.analytics.looking import Proposed, Wish
from sereno.analytics.mapping import Reading
from sereno.analytics.models import HistoryFile, HistoryImport
from sereno.analytics.report import Example, Fault, Report
from sereno.analytics.rules import MOST_ATTEMPTS, FileState
from sereno.kernel import clock
from sereno.kernel.errors import Refusal
from sereno.ledger.actions import record
from sereno.media import store
from sereno.places import queries as places
from sereno.vocabulary.facts import HistoryFileLookedAt
from sereno.walls import openings as walls

_EXAMPLES_OF_EACH = 3  # reason
_LONGEST_VALUE = 80
_log = logging.getLogger(__name__)


def carry_out_waiting() -> int:
    """Look at or take in every file that waits, the oldest first, each behind the wall of its town; how many."""
    done = 0
    while (row := _claim()) is not None:
        with walls.open_to(row.municipality_id):
            _carry_out(row)
        done += 1
    return done


@transaction.atomic
def _claim() -> HistoryFile | None:
    """The next file; a claim is counted, so that one that ends its reader each time is given up."""
    with walls.open_to_all():
        row = queries.waiting_files().first()
        if row is not None:
            HistoryFile.objects.filter(pk=row.pk).update(attempts=F("attempts") + 1)
            row.refresh_from_db()
    return row


def _carry_out(row: HistoryFile) -> None:
    try:
        if row.attempts > MOST_ATTEMPTS:
            _refuse(row, code="reader-ended", complaint="")
        elif row.state == FileState.LOOKING:
            _look(row)
        else:
            _take_in(row)
    except Refusal as refused:
        _refuse(row, code=refused.code, complaint=refused.message)
    except Exception:  # noqa: BLE001  (the other files must go on, whatever this one holds)
        _log.exception("the file of history %s could not be read; it is tried again, at most %s times", row.pk, 3)


def _look(row: HistoryFile) -> None:
    town = places.town(row.municipality_id)
    known = msgspec.convert(row.reading, Reading) if row.reading else None
    remembered = known or queries.reading_of(row.source, municipality=town.id)
    proposed = looking.propose(store.path(row.stored), town=town, wish=Wish(known=remembered, guesses=True))
    head = proposed.frame.head(50).collect()
    found = Report(
        columns=reading.columns(proposed.frame),
        sample={name: _short(head[name].drop_nulls().cast(pl.String).head(1)) for name in head.columns},
        types=dict(proposed.rows_of),
        channels=dict(proposed.rows_by),
    )
    wrong = looking.faults_of(proposed, town=town)
    if wrong is not None:
        faults = [Fault(field=fault.field, message=fault.message) for fault in wrong.faults]
        _keep(row, msgspec.structs.replace(found, faults=faults), proposed.reading, aside="")
        return
    cleaned = looking.read(proposed, town=town, now=clock.now())
    source = queries.known_source(row.source, municipality=town.id)
    taken = history.look(cleaned, source=source, municipality=town.id)
    found = msgspec.structs.replace(
        found,
        rows=taken.rows,
        would_add=taken.added,
        repeated=taken.repeated,
        set_aside=taken.set_aside,
        reasons=history.reasons_of(cleaned),
        examples=_examples(proposed, cleaned),
        heaped=cleaned.heaped,
    )
    _keep(row, found, proposed.reading, aside=_write_aside(row, proposed, cleaned))


def _take_in(row: HistoryFile) -> None:
    town = places.town(row.municipality_id)
    path = store.path(row.stored)
    known = msgspec.convert(row.reading, Reading)
    proposed = looking.propose(path, town=town, wish=Wish(known=known))
    cleaned = looking.read(proposed, town=town, now=clock.now())
    file = history.File(row.file_name, reading.fingerprint(path), row.source, proposed.reading)
    under_way = history.begin(file, rows=len(cleaned.rows), municipality=town.id, by=row.by)
    HistoryFile.objects.filter(pk=row.pk).update(imported=under_way)
    history.carry_on(under_way, cleaned, by=row.by, progress=_told_by_its_counts, settle=lambda done: _done(row, done))


def _told_by_its_counts(done: int, of: int) -> None:
    """Whoever watches reads the import's row."""


def _done(row: HistoryFile, under_way: HistoryImport) -> None:
    HistoryFile.objects.filter(pk=row.pk).update(
        state=FileState.DONE, stored="", imported=under_way, changed_at=clock.now()
    )
    transaction.on_commit(lambda: store.path(row.stored).unlink(missing_ok=True))


@transaction.atomic
def _keep(row: HistoryFile, found: Report, proposed: Reading, *, aside: str) -> None:
    """What was found, unless somebody has dropped the file meanwhile."""
    now = clock.now()
    kept = HistoryFile.objects.filter(pk=row.pk, state=FileState.LOOKING).update(
        state=FileState.LOOKED,
        reading=msgspec.to_builtins(proposed),
        report=msgspec.to_builtins(found),
        aside=aside,
        changed_at=now,
    )
    if kept:
        record(HistoryFileLookedAt(history_file=row.pk), municipality=row.municipality_id, actor=None, at=now)


@transaction.atomic
def _refuse(row: HistoryFile, *, code: str, complaint: str) -> None:
    now = clock.now()
    told = msgspec.to_builtins(Report(refused=code, complaint=complaint))
    HistoryFile.objects.filter(pk=row.pk).update(state=FileState.REFUSED, report=told, changed_at=now)
    record(HistoryFileLookedAt(history_file=row.pk), municipality=row.municipality_id, actor=None, at=now)


def _examples(proposed: Proposed, cleaned: Cleaned) -> list[Example]:
    """The first few rows of each reason, by what their mapped columns hold."""
    aside = cleaned.set_aside()
    first = aside.filter(pl.int_range(pl.len()).over("reason") < _EXAMPLES_OF_EACH)
    roles = {role: column for role, column in proposed.reading.columns.items() if column}
    return [
        Example(
            row=row["row"],
            reason=row["reason"],
            values={role: str(row[column])[:_LONGEST_VALUE] for role, column in roles.items() if row[column]},
        )
        for row in reading.rows_with_reasons(proposed.frame, first).iter_rows(named=True)
    ]


def _write_aside(row: HistoryFile, proposed: Proposed, cleaned: Cleaned) -> str:
    """The rows that are set aside as they stand in the file, for whoever may import; the name of that file."""
    aside = cleaned.set_aside()
    if aside.is_empty():
        return ""
    name = f"{row.stored}.set-aside.csv"
    with open(store.path(name), "wb", opener=lambda path, flags: os.open(path, flags, 0o600)) as target:
        reading.rows_with_reasons(proposed.frame, aside).write_csv(target)
    return name


def _short(first: pl.Series) -> str:
    return str(first.item())[:_LONGEST_VALUE] if len(first) else ""
