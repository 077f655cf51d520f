"""Sending a file of history in, saying how it is read, asking for it to be taken in, dropping it.

The work itself is the worker's (`carrying`): a file may be large, and its readers are loaded by that process alone.
"""

from collections.abc import Iterable
from functools import partial
from pathlib import Path, PurePath

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from sereno.analytics import mapping, queries, rules
from sereno.analytics.mapping import Reading
from sereno.analytics.models import HistoryFile
from sereno.analytics.report import Report
from sereno.analytics.rules import FileState
from sereno.incidents import queries as incidents
from sereno.kernel import clock, ids
from sereno.kernel.errors import Malformed, NotYours
from sereno.ledger.actions import record
from sereno.media import store
from sereno.people.rules import Ability, Viewer
from sereno.vocabulary.facts import (
    HistoryFileDropped,
    HistoryFileSent,
    HistoryImportAsked,
    HistoryReadingSet,
    HistoryRowsFetched,
)

_FOLDER = "history"


@transaction.atomic
def send(viewer: Viewer, *, municipality: int, source: str, file_name: str, chunks: Iterable[bytes]) -> HistoryFile:
    """Keep a file where only the worker reads it, to be looked at.

    Raises
    ------
    NotYours : the viewer may not import history there.
    Malformed : it is of none of the kinds that are read, too large, or its source has no usable name.
    """
    if not viewer.may(Ability.IMPORT_HISTORY, municipality):
        raise NotYours
    rules.require_source_name(source)
    ending = PurePath(file_name).suffix.lower()
    if ending not in rules.ENDINGS:
        raise Malformed(file_name, code="unknown-format")
    name = f"{_FOLDER}/{ids.uuid7().hex}{ending}"
    try:
        size_bytes, _digest = store.write(name, chunks, most_bytes=rules.MOST_BYTES)
    except OverflowError as longer:
        allowed = {"megabytes": rules.MOST_BYTES // 1024 // 1024}
        raise Malformed(_("A file may have at most %(megabytes)s MB.") % allowed, code="media-too-large") from longer
    store.path(name).chmod(0o600)  # it may hold more than what is read of it
    now = clock.now()
    row = HistoryFile.objects.create(
        municipality_id=municipality, source=source, file_name=PurePath(file_name).name[-255:], stored=name,
        size_bytes=size_bytes, state=FileState.LOOKING, by=viewer.user, at=now, changed_at=now,
    )  # fmt: skip
    record(HistoryFileSent(history_file=row.pk), municipality=municipality, actor=viewer.user, at=now)
    return row


@transaction.atomic
def set_reading(viewer: Viewer, *, ref: int, reading: Reading) -> None:
    """Say how the file is to be read, and have it looked at again.

    Raises
    ------
    NotYours : there is no such file.
    FileBusy : it is being read, or has been taken in.
    """
    row = _lock(viewer, ref, among=frozenset({FileState.LOOKED}))
    row.reading = msgspec.to_builtins(reading)
    _hand_over(row, FileState.LOOKING)
    record(HistoryReadingSet(history_file=row.pk), municipality=row.municipality_id, actor=viewer.user, at=clock.now())


@transaction.atomic
def ask_import(viewer: Viewer, *, ref: int) -> None:
    """Have the file taken in as it was last looked at.

    Raises
    ------
    NotYours : there is no such file.
    FileBusy : it is being read, or has been taken in.
    Malformed : its mapping cannot be used.
    """
    row = _lock(viewer, ref, among=frozenset({FileState.LOOKED}))
    found = msgspec.convert(row.report, Report)
    ours = tuple(incidents.categories(row.municipality_id))
    mapping.require_usable(msgspec.convert(row.reading, Reading), columns=found.columns, categories=ours)
    _hand_over(row, FileState.IMPORTING)
    record(HistoryImportAsked(history_file=row.pk), municipality=row.municipality_id, actor=viewer.user, at=clock.now())


@transaction.atomic
def fetch_rows_set_aside(viewer: Viewer, *, ref: int) -> tuple[Path, str]:
    """Where the rows of a file that were set aside lie, and what to call them; who fetched them is on record.

    Raises
    ------
    NotYours : there is no such file, it has no such rows, or not for this viewer.
    """
    row = queries.access_file(viewer, ref)
    path = store.path(row.aside)
    if not row.aside or not path.is_file():
        raise NotYours
    fact = HistoryRowsFetched(history_file=row.pk)
    record(fact, municipality=row.municipality_id, actor=viewer.user, at=clock.now())
    return path, f"{PurePath(row.file_name).stem}.set-aside.csv"


@transaction.atomic
def drop(viewer: Viewer, *, ref: int) -> None:
    """Remove a file that was sent in, with the rows that were set aside; what was taken in of it stays.

    Raises
    ------
    NotYours : there is no such file.
    FileBusy : it is just being taken in.
    """
    row = _lock(viewer, ref, among=frozenset(FileState) - {FileState.IMPORTING})
    forget(row, by=viewer.user)


def forget(row: HistoryFile, *, by: int | None) -> None:
    """Take the row and its files away, inside the caller's transaction."""
    fact = HistoryFileDropped(history_file=row.pk)
    for name in filter(None, (row.stored, row.aside)):
        transaction.on_commit(partial(store.path(name).unlink, missing_ok=True))
    municipality = row.municipality_id
    row.delete()
    record(fact, municipality=municipality, actor=by, at=clock.now())


def _lock(viewer: Viewer, ref: int, *, among: frozenset[FileState]) -> HistoryFile:
    row = queries.access_file(viewer, ref, for_update=True)
    rules.require_state(FileState(row.state), among=among)
    return row


def _hand_over(row: HistoryFile, state: FileState) -> None:
    row.state, row.attempts, row.changed_at = state, 0, clock.now()
    row.save(update_fields=["state", "attempts", "reading", "changed_at"])
