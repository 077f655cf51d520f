"""What falls due because time passes: every worker may try, one does it, and a failing chore stops no other."""

import threading

import pytest
from django.db import connection

from sereno.ledger import chores
from sereno.ledger.wires import Chore
from sereno.people import actions as people
from sereno.places import queries as places
from tests.town import Cast


@pytest.mark.django_db(transaction=True)
def test_a_chore_that_fails_is_not_the_end_of_the_round() -> None:
    def fails() -> int:
        raise RuntimeError("no")

    assert [chores.run_safely(Chore(act, 1.0)) for act in (fails, lambda: 3)] == [0, 3]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_workers_do_not_run_the_same_chore_at_once() -> None:
    begun, may_end = threading.Event(), threading.Event()

    def slow() -> int:
        begun.set()
        may_end.wait(10)
        return 1

    done: list[int] = []

    def other_worker() -> None:
        done.append(chores.run_safely(Chore(slow, 1.0)))
        connection.close()

    worker = threading.Thread(target=other_worker)
    worker.start()
    begun.wait(10)
    meanwhile = chores.run_safely(Chore(slow, 1.0))
    may_end.set()
    worker.join()

    assert (meanwhile, done) == (0, [1])
    assert chores.run_safely(Chore(slow, 1.0)) == 1


def test_every_version_of_a_setting_is_kept_with_who_and_what_came_before(town: Cast) -> None:
    by = town.administrator.user

    people.ensure_department(municipality=town.villa, code="oirs", name="OIRS", by=by)
    people.ensure_department(municipality=town.villa, code="oirs", name="OIRS y atención", by=by)
    people.ensure_department(municipality=town.villa, code="oirs", name="OIRS y atención", by=by)

    kept = places.revisions(town.villa, key="department:oirs")
    assert [(one.version, one.value, one.set_by) for one in kept] == [
        (2, {"name": "OIRS y atención"}, by),
        (1, {"name": "OIRS"}, by),
    ]
    assert places.revisions(town.aromos, key="department:oirs") == []
