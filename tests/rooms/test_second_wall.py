"""The second wall, with the first one taken away: PostgreSQL itself keeps the next town's people from our rows.

The first wall is what the code asks the viewer. Here it is told "yes" to everything: the viewer has all roles in both
towns, and the account of whoever may. Only what the session may touch is the foreigner's own. The role is one that the
tests made: no superuser (see `tests/conftest.py`).
"""

import dataclasses
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, IntegrityError, connection, transaction

from sereno.incidents.models import Incident, Note, Report
from sereno.kernel import ids, memory
from sereno.kernel.errors import Refusal
from sereno.people.rules import Seat, Viewer
from sereno.vocabulary.words import Role
from sereno.walls import inspection, openings
from tests.attempts import Attempt, every_attempt
from tests.attempts.scene import Scene, dump, empty, plain, set_scene, tenant_models, undone
from tests.town import NOON, Cast

pytestmark = pytest.mark.postgresql
ATTEMPTS = {name: attempt for name, attempt in every_attempt().items() if attempt.asks}
# What a town has set is opened by the query that is asked for it, and what two treaties show by those treaties: whoever
# has the seat by a mistake of the first wall is told these, and still changes nothing.
TOLD_BY_THE_SEAT = {
    "alerts.queries.feeds_of", "federation.lines.across_the_border", "federation.lines.ask_for",
    "federation.lines.lines", "federation.lines.units_across",
}  # fmt: skip


@pytest.fixture
def scene(town: Cast) -> Scene:
    return set_scene(town)


def entitled_to_everything(scene: Scene, attempt: Attempt) -> Viewer:
    """Somebody to whom no rule of ours says no."""
    roles = frozenset(Role)
    seats = (Seat(scene.town.villa, roles), Seat(scene.town.aromos, roles))
    return dataclasses.replace(getattr(scene.town, attempt.by), seats=seats)


def outcome(scene: Scene, attempt: Attempt, *, open_to: tuple[int, ...]) -> object:
    """What comes of an attempt without the first wall; refused by whom does not matter, only what is told."""
    memory.forget()
    try:
        with openings.open_to(*open_to), transaction.atomic():
            return plain(attempt.act(scene, entitled_to_everything(scene, attempt)))
    except (Refusal, ObjectDoesNotExist, DatabaseError, LookupError) as refused:
        return f"refused: {type(refused).__name__}"


def outcomes(scene: Scene, attempt: Attempt, openings_tried: Mapping[str, tuple[int, ...]]) -> dict[str, object]:
    return {who: outcome(scene, attempt, open_to=towns) for who, towns in openings_tried.items()}


def towns_of_foreigners(scene: Scene) -> dict[str, tuple[int, ...]]:
    """What requests of theirs open: nothing, or the next town."""
    return {str(viewer.towns): viewer.towns for viewer in scene.foreigners.values()}


def test_the_tests_themselves_run_as_a_role_that_a_wall_stops(town: Cast) -> None:
    assert inspection.role_above_walls() == ""


def test_every_table_of_the_towns_is_walled(town: Cast) -> None:
    assert inspection.unwalled_tables() == []
    assert set(inspection.tenant_models()) == set(tenant_models())


def test_every_reference_between_rows_of_towns_stays_in_one_town(town: Cast) -> None:
    assert inspection.loose_references() == []


@pytest.mark.parametrize("name", ATTEMPTS)
def test_without_the_first_wall_the_next_town_still_sees_and_changes_nothing(scene: Scene, name: str) -> None:
    attempt, before, tried = ATTEMPTS[name], dump(), towns_of_foreigners(scene)
    assert set(tried.values()) == {(), (scene.town.aromos,)}

    with undone():
        told = outcomes(scene, attempt, tried)
        own_only = dump()
    with undone():
        empty(scene.town.villa)
        told_of_nothing = outcomes(scene, attempt, tried)

    assert ours(own_only, scene) == ours(before, scene)
    assert told == told_of_nothing or name in TOLD_BY_THE_SEAT


@pytest.mark.parametrize("name", ATTEMPTS)
def test_the_first_wall_is_really_away_in_these_attempts(scene: Scene, name: str) -> None:
    attempt, before, both = ATTEMPTS[name], dump(), (scene.town.villa, scene.town.aromos)

    with undone():
        told = outcome(scene, attempt, open_to=both)
        changes = dump() != before
    with undone():
        empty(scene.town.villa)
        told_of_nothing = outcome(scene, attempt, open_to=both)

    assert changes or told != told_of_nothing


def ours(held: Mapping[str, list[tuple[object, ...]]], scene: Scene) -> dict[str, list[tuple[object, ...]]]:
    """The rows of Villa Sereno alone."""
    found = {}
    for model in tenant_models():
        at = [field.column for field in model._meta.concrete_fields].index("municipality_id")
        found[model._meta.db_table] = [row for row in held[model._meta.db_table] if row[at] == scene.town.villa]
    return found


@pytest.mark.parametrize("model", tenant_models(), ids=lambda model: model._meta.label)
def test_no_table_shows_changes_or_loses_a_row_of_a_town_that_is_not_open(scene: Scene, model: type) -> None:
    there = model.objects.filter(municipality_id=scene.town.villa)
    count = there.count()

    with openings.open_to(scene.town.aromos):
        seen, changed = there.count(), there.update(municipality_id=scene.town.aromos)
        gone = there._raw_delete("default")
    with openings.closed():
        seen_by_nobody = model.objects.count()

    assert (seen, changed, gone, seen_by_nobody) == (0, 0, 0, 0)
    assert there.count() == count


def test_a_row_cannot_be_written_into_a_town_that_is_not_open(scene: Scene) -> None:
    note = Note(id=ids.uuid7(), municipality_id=scene.town.villa, incident=scene.incident, text="de otra", at=NOON)
    refused = pytest.raises(DatabaseError, match="row-level security")

    with openings.open_to(scene.town.aromos), refused, transaction.atomic():
        note.save(force_insert=True)


def test_a_child_of_another_towns_parent_is_refused(scene: Scene) -> None:
    with undone():
        Note.objects.create(
            id=ids.uuid7(), municipality_id=scene.town.aromos, incident=scene.incident, text="mezclada", at=NOON
        )
        with pytest.raises(IntegrityError, match="same_town"):
            connection.check_constraints()


def test_a_rolled_back_transaction_does_not_leave_the_wall_open(scene: Scene) -> None:
    with openings.closed():
        for _ in range(2):
            seen = look_and_fail(scene.town.villa)
            assert seen
            assert not Incident.objects.exists()


def look_and_fail(municipality: int) -> bool:
    """Open the wall inside a transaction that ends in an error; whether something was seen."""
    seen = False
    with suppress(DatabaseError), openings.open_to(municipality), transaction.atomic():
        seen = Incident.objects.exists()
        connection.cursor().execute("SELECT 1/0")
    return seen


def test_what_is_admitted_ends_with_its_request(scene: Scene) -> None:
    with openings.closed():
        openings.admit([scene.town.villa])
        openings.admit([scene.town.aromos])
        both = Report.objects.count()
    with openings.closed():
        none = Report.objects.count()

    assert both == Report.objects.count() > none == 0


def test_the_walls_are_not_lowered_by_hand_anywhere() -> None:
    """`open_to_all` is for finding whose something is; each place where it stands is known by name."""
    known = {
        "alerts/queries.py", "analytics/carrying.py", "analytics/chores.py", "doors/live/answer.py",
        "doors/live/hub.py", "federation/chores.py", "federation/keys.py", "federation/postman.py",
        "incidents/intake.py", "incidents/queries.py", "incidents/watch.py", "ledger/changes.py", "ledger/work.py",
        "media/actions.py", "people/queries.py", "places/queries.py", "project/commands/__init__.py",
        "project/demo/archiving.py", "project/errands.py", "walls/openings.py",
    }  # fmt: skip
    source = Path(openings.__file__).parents[1]

    found = {str(p.relative_to(source)) for p in source.rglob("*.py") if "open_to_all" in p.read_text(encoding="utf-8")}

    assert found == known
