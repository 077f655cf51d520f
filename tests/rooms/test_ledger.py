"""Facts are read in order, owed work is done once, what fails is parked and can be sent back."""

import threading

import pytest
from django.db import connection, transaction

from sereno.kernel import clock
from sereno.kernel.errors import NotYours
from sereno.ledger import actions, queries, wires, work
from sereno.ledger.changes import SettingsWatch
from sereno.ledger.models import Delivery, Entry
from sereno.ledger.wires import Happened
from sereno.notifications.models import Notice
from sereno.places import actions as places
from sereno.places.policies import Reopening
from sereno.project import wiring
from sereno.vocabulary.facts import IncidentControlled, ReportReceived
from tests.town import NOON, Cast, report


def test_a_fact_outside_a_transaction_is_refused(transactional_db: None) -> None:
    with pytest.raises(RuntimeError, match="inside the action's transaction"):
        actions.record(IncidentControlled(about=1), municipality=1, actor=None, at=NOON)


def test_reading_on_from_a_cursor_misses_and_repeats_nothing(living_town: Cast) -> None:
    start = queries.head()
    for _ in range(5):
        report()

    first = queries.facts_after(start, limit=2)
    rest = queries.facts_after(queries.Cursor.read(str(first.cursor)), limit=100)

    kinds = [fact.kind for fact in (*first.facts, *rest.facts)]
    numbers = [fact.entry for fact in (*first.facts, *rest.facts)]
    assert kinds == ["ReportReceived"] * 5
    assert numbers == sorted(set(numbers))


def test_owed_work_is_done_once(town: Cast) -> None:
    report()

    assert work.work_once() == 1
    assert work.work_once() == 0

    assert Notice.objects.count() == 1
    assert queries.owed_count() == 0


def test_doing_it_again_tells_nobody_twice(town: Cast) -> None:
    report()
    delivery = Delivery.objects.select_related("entry").get()
    work.carry_out(delivery)

    work.carry_out(delivery)

    assert Notice.objects.count() == 1


def test_a_reaction_that_fails_leaves_no_trace_and_is_parked_where_the_administrator_can_retry_it(town: Cast) -> None:
    def poisoned(fact: Happened) -> None:
        Notice.objects.create(
            municipality_id=fact.municipality, report_id=fact.ids["report"], entry=fact.entry, kind="x", at=fact.at
        )
        raise ValueError("poison")

    wires.connect({ReportReceived: (poisoned,)})
    try:
        report()
        for _ in range(work.MOST_ATTEMPTS):
            Delivery.objects.update(due_at=NOON)
            work.work_once()
        parked = queries.parked(town.villa)
        assert [row.attempts for row in parked] == [work.MOST_ATTEMPTS]
        assert "poison" in parked[0].complaint
        assert not Notice.objects.exists()
        assert work.work_once() == 0
    finally:
        wires.connect(wiring.REACTIONS)

    with pytest.raises(NotYours):
        actions.retry_parked(parked[0].id, municipality=town.aromos, by=None)
    actions.retry_parked(parked[0].id, municipality=town.villa, by=None)
    assert queries.parked(town.villa) == []
    assert queries.owed_count() == 1


@pytest.mark.postgresql
def test_no_fact_is_ever_missed_by_a_reader_while_many_write(transactional_db: None) -> None:
    """The trap of plain sequences: a number taken early and committed late is behind the reader."""
    writers, each = 8, 40
    seen: list[int] = []
    done = threading.Event()

    def write(number: int) -> None:
        for turn in range(each):
            with transaction.atomic():
                actions.record(IncidentControlled(about=turn), municipality=1, actor=None, at=clock.now())
                if (turn + number) % 3 == 0:
                    with connection.cursor() as cursor:
                        cursor.execute("SELECT pg_sleep(0.004)")
        connection.close()

    def read() -> None:
        cursor = queries.Cursor()
        while True:
            was_done = done.is_set()
            page = queries.facts_after(cursor, limit=50)
            seen.extend(fact.entry for fact in page.facts)
            cursor = page.cursor
            if was_done and not page.facts:
                break
        connection.close()

    reader = threading.Thread(target=read)
    reader.start()
    crowd = [threading.Thread(target=write, args=(number,)) for number in range(writers)]
    for writer in crowd:
        writer.start()
    for writer in crowd:
        writer.join()
    done.set()
    reader.join()

    assert sorted(seen) == sorted(Entry.objects.values_list("id", flat=True))
    assert len(seen) == len(set(seen)) == writers * each


@pytest.mark.postgresql
def test_a_fact_hidden_by_an_older_transaction_is_known_to_be_held_back(living_town: Cast) -> None:
    """The trap: the older transaction may end without a word, and nobody would look again."""
    before = queries.head()
    older_wrote, may_end = threading.Event(), threading.Event()

    def older() -> None:
        with transaction.atomic():
            actions.record(IncidentControlled(about=1), municipality=living_town.villa, actor=None, at=NOON)
            older_wrote.set()
            may_end.wait(20)
        connection.close()

    thread = threading.Thread(target=older)
    thread.start()
    older_wrote.wait(20)
    report()
    hidden = queries.facts_after(before)
    held_back = queries.is_held_back(before)
    may_end.set()
    thread.join()

    assert (hidden.facts, held_back) == ((), True)
    assert [fact.kind for fact in queries.facts_after(before).facts] == ["IncidentControlled", "ReportReceived"]
    assert not queries.is_held_back(queries.facts_after(before).cursor)


def test_a_process_hears_that_another_one_set_something_and_of_nothing_else(living_town: Cast) -> None:
    watch = SettingsWatch()
    watch()  # at the first question it knows nothing
    assert not watch()
    report()
    assert not watch()

    places.set_policy(Reopening(), municipality=living_town.villa)

    assert watch()
    assert not watch()


@pytest.mark.postgresql
def test_a_setting_hidden_behind_an_older_unfinished_transaction_is_heard_of_once_that_ends(living_town: Cast) -> None:
    watch = SettingsWatch()
    watch()
    older = connection.copy()
    try:
        older.set_autocommit(False)
        with older.cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id()")
        places.set_policy(Reopening(), municipality=living_town.villa)
        early = watch()
    finally:
        older.close()
    heard = watch()

    assert (early, heard) == (False, True)


def test_inside_a_transaction_a_process_does_not_hear_what_may_yet_be_undone(living_town: Cast) -> None:
    watch = SettingsWatch()
    watch()
    with transaction.atomic():
        places.set_policy(Reopening(), municipality=living_town.villa)
        inside = watch()
        transaction.set_rollback(True)

    assert (inside, watch()) == (False, False)
