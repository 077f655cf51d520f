"""A file of history that is sent in by the browser: looked at, corrected, taken in once, and never left lying about."""

from __future__ import annotations

import csv
import stat
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from sereno.analytics import actions, carrying, chores, history, queries
from sereno.analytics.mapping import Reading
from sereno.analytics.models import HistoryFile, HistoryImport, PastIncident
from sereno.analytics.queries import FileView
from sereno.analytics.rules import KEEP_DAYS, MOST_ATTEMPTS, FileBusy, FileState
from sereno.kernel import clock
from sereno.kernel.errors import Malformed, NotYours
from sereno.ledger.models import Entry
from sereno.media import store
from sereno.project.commands import main
from tests.rooms.test_history_import import BAD, GOOD, HEADER
from tests.town import NOON, Cast


def send(town: Cast, rows: list[str], *, name: str = "2024.csv", source: str = "carabineros") -> int:
    content = (HEADER + "".join(rows)).encode()
    return actions.send(
        town.analyst, municipality=town.villa, source=source, file_name=name, chunks=[content[:20], content[20:]]
    ).pk


def looked_at(town: Cast, rows: list[str], **more: str) -> FileView:
    ref = send(town, rows, **more)
    carrying.carry_out_waiting()
    return queries.file(town.analyst, ref)


def test_a_look_says_what_would_be_added_and_what_is_set_aside_and_stores_nothing(town: Cast) -> None:
    file = looked_at(town, [*GOOD, BAD[0], BAD[3]])

    assert file.state is FileState.LOOKED
    assert (file.report.rows, file.report.would_add, file.report.repeated, file.report.set_aside) == (5, 3, 0, 2)
    assert file.report.reasons == {"no coordinates": 1, "unreadable time": 1}
    assert [(one.row, one.values["id"]) for one in file.report.examples] == [(4, "B-1"), (5, "B-4")]
    assert file.report.types == {"RUIDOS MOLESTOS": 3, "Extravío de mascota": 1, "Robo con violencia": 1}
    assert file.reading.columns["time"] == "fecha"
    assert file.reading.categories["RUIDOS MOLESTOS"] == "noise"
    assert file.reading.channels["Patrullaje"] == "patrol"
    assert not PastIncident.objects.exists()


def test_a_file_is_taken_in_once_as_it_was_looked_at_and_then_gone(living_town: Cast) -> None:
    town = living_town
    file = looked_at(town, [*GOOD, BAD[0]])
    stored = store.path(HistoryFile.objects.get().stored)
    was_private = stat.S_IMODE(stored.stat().st_mode) == 0o600

    actions.ask_import(town.analyst, ref=file.id)
    carrying.carry_out_waiting()
    again = looked_at(town, [*GOOD, BAD[0]])

    done = queries.file(town.analyst, file.id)
    assert (done.state, done.rows_done, done.rows_of, done.added) == (FileState.DONE, 4, 4, 3)
    assert PastIncident.objects.count() == 3
    assert (again.report.would_add, again.report.repeated) == (0, 3)
    assert was_private
    assert not stored.exists()
    (told,) = queries.imports(town.analyst)
    assert (told.source, told.total, told.added, told.set_aside, told.by) == ("carabineros", 4, 3, 1, "Analyst")
    assert told.reasons == {"no coordinates": 1}
    assert [entry.kind for entry in Entry.objects.filter(kind__regex="^(History|Past)").order_by("id")] == [
        "HistoryFileSent", "HistoryFileLookedAt", "HistoryImportAsked", "PastIncidentsImported", "HistoryFileSent",
        "HistoryFileLookedAt",
    ]  # fmt: skip


def test_a_mapping_corrected_by_a_person_is_looked_at_used_and_remembered(town: Cast) -> None:
    file = looked_at(town, GOOD)
    corrected = Reading(
        columns=file.reading.columns,
        time_format=file.reading.time_format,
        categories={**file.reading.categories, "Extravío de mascota": "street-light"},
        channels=file.reading.channels,
    )

    actions.set_reading(town.analyst, ref=file.id, reading=corrected)
    carrying.carry_out_waiting()
    actions.ask_import(town.analyst, ref=file.id)
    carrying.carry_out_waiting()
    next_year = looked_at(town, [GOOD[2].replace("A-3", "A-9")], name="2025.csv")

    assert PastIncident.objects.get(key="A-3").category_code == "street-light"
    assert next_year.reading.categories["Extravío de mascota"] == "street-light"


def test_a_mapping_that_cannot_be_used_is_shown_with_its_faults_and_not_taken_in(town: Cast) -> None:
    file = looked_at(town, GOOD)

    actions.set_reading(town.analyst, ref=file.id, reading=Reading(columns={"time": "cuando", "lon": "longitud"}))
    carrying.carry_out_waiting()

    told = queries.file(town.analyst, file.id)
    assert (told.state, told.report.rows) == (FileState.LOOKED, None)
    assert {fault.field for fault in told.report.faults} == {"columns.time", "columns.lat"}
    with pytest.raises(Malformed):
        actions.ask_import(town.analyst, ref=file.id)


def test_a_file_that_cannot_be_read_says_why_and_holds_up_no_other(town: Cast) -> None:
    broken = actions.send(
        town.analyst, municipality=town.villa, source="fgj", file_name="old.parquet", chunks=[b"no parquet"]
    ).pk
    good = looked_at(town, GOOD)

    told = queries.file(town.analyst, broken)
    assert (told.state, told.report.refused) == (FileState.REFUSED, "broken-file")
    assert good.state is FileState.LOOKED


@pytest.mark.parametrize(
    ("source", "name", "code"),
    [
        ("Carabineros de Chile", "old.csv", "bad-source"),
        ("fgj", "old.pdf", "unknown-format"),
        ("fgj", "old", "unknown-format"),
    ],
)
def test_what_is_no_file_of_history_is_refused_at_once(town: Cast, source: str, name: str, code: str) -> None:
    with pytest.raises(Malformed) as refused:
        send(town, GOOD, name=name, source=source)

    assert refused.value.code == code
    assert not HistoryFile.objects.exists()


def test_a_name_with_folders_in_it_leads_nowhere(town: Cast) -> None:
    send(town, GOOD, name="../../etc/old.csv")

    row = HistoryFile.objects.get()
    assert row.file_name == "old.csv"
    assert store.path(row.stored).resolve().is_relative_to(store.root().resolve())


def test_a_file_that_ends_its_reader_each_time_is_given_up(town: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    ref = send(town, GOOD)

    def dies(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(carrying.looking, "propose", dies)
    tried = carrying.carry_out_waiting()

    told = queries.file(town.analyst, ref)
    assert tried == MOST_ATTEMPTS + 1
    assert (told.state, told.report.refused) == (FileState.REFUSED, "reader-ended")


def test_a_worker_that_was_killed_in_the_middle_is_followed_by_one_that_goes_on(
    living_town: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = living_town
    rows = [f"A-{number};05/03/2024 22:15;-33,2001;-71,2101;Ruido;Radio\n" for number in range(10)]
    file = looked_at(town, rows)
    actions.ask_import(town.analyst, ref=file.id)
    monkeypatch.setattr(history, "_AT_ONCE", {"postgresql": 4, "sqlite": 4})
    halfway = cut_after(monkeypatch, batches=1)

    with pytest.raises(KeyboardInterrupt):
        carrying.carry_out_waiting()
    stopped = queries.file(town.analyst, file.id)
    halfway()
    carrying.carry_out_waiting()

    done = queries.file(town.analyst, file.id)
    assert (stopped.state, stopped.rows_done, stopped.rows_of) == (FileState.IMPORTING, 4, 10)
    assert (done.state, done.rows_done, done.added) == (FileState.DONE, 10, 10)
    assert HistoryImport.objects.count() == 1


def cut_after(monkeypatch: pytest.MonkeyPatch, *, batches: int) -> Callable[[], None]:
    """The power fails in the batch after these; gives what mends it."""
    whole, done = history._take_batch, []

    def take_batch(*given: object, **more: object) -> None:
        if len(done) >= batches:
            raise KeyboardInterrupt
        whole(*given, **more)  # type: ignore[arg-type]
        done.append(1)

    monkeypatch.setattr(history, "_take_batch", take_batch)
    return lambda: monkeypatch.setattr(history, "_take_batch", whole)


def test_the_rows_that_were_set_aside_can_be_had_as_they_stand_and_who_had_them_is_on_record(town: Cast) -> None:
    file = looked_at(town, [GOOD[0], BAD[2]])

    path, name = actions.fetch_rows_set_aside(town.analyst, ref=file.id)

    with path.open(encoding="utf-8", newline="") as source:
        (row,) = csv.DictReader(source)
    assert name == "2024.set-aside.csv"
    assert (row["row"], row["folio"], row["reason"]) == ("2", "B-3", "outside of the plausible box")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert Entry.objects.get(kind="HistoryRowsFetched").actor_id == town.analyst.user


def test_nothing_is_asked_of_a_file_while_it_is_read_or_after_it_was_taken_in(town: Cast) -> None:
    ref = send(town, GOOD)

    with pytest.raises(FileBusy):
        actions.ask_import(town.analyst, ref=ref)
    carrying.carry_out_waiting()
    actions.ask_import(town.analyst, ref=ref)
    with pytest.raises(FileBusy):
        actions.drop(town.analyst, ref=ref)
    carrying.carry_out_waiting()
    with pytest.raises(FileBusy):
        actions.ask_import(town.analyst, ref=ref)


def test_a_file_that_is_dropped_or_forgotten_leaves_nothing_on_the_disk(living_town: Cast) -> None:
    town = living_town
    dropped = looked_at(town, [GOOD[0], BAD[0]])
    looked_at(town, [GOOD[1], BAD[1]])
    waiting = send(town, [GOOD[2]], name="waits.csv")
    there = on_disk()

    actions.drop(town.analyst, ref=dropped.id)
    with clock.frozen(clock.now() + timedelta(days=KEEP_DAYS + 1)):
        forgotten = chores.forget_files()

    assert len(there) == 5
    assert forgotten == 1
    assert on_disk() == [store.path(HistoryFile.objects.get(pk=waiting).stored)]
    with pytest.raises(NotYours):
        queries.file(town.analyst, dropped.id)


def on_disk() -> list[Path]:
    return list((store.root() / "history").iterdir())


def test_the_command_looks_after_what_waits(town: Cast) -> None:
    ref = send(town, GOOD)

    code = main(["import", "waiting"])

    assert code == 0
    assert queries.file(town.analyst, ref).state is FileState.LOOKED


def test_how_much_history_there_is_and_from_when(town: Cast) -> None:
    file = looked_at(town, GOOD)
    actions.ask_import(town.analyst, ref=file.id)
    carrying.carry_out_waiting()

    extent = queries.extent(town.supervisor)

    assert extent.incidents == 3
    assert extent.first is not None
    assert extent.first.isoformat() == "2024-03-06T01:15:00+00:00"
    assert extent.last is not None
    assert extent.last < NOON
