"""The first wall: whoever has no role in a town sees nothing of it and changes nothing in it, by no query or action."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager

import pytest

from sereno.kernel.errors import Forbidden, NotYours
from sereno.people.rules import Viewer
from tests.attempts import Attempt, every_attempt, guarded
from tests.attempts.scene import Scene, dump, empty, plain, set_scene, undone
from tests.town import Cast

ATTEMPTS = every_attempt()


@pytest.fixture
def scene(town: Cast) -> Scene:
    return set_scene(town)


def outcome(attempt: Callable[[], object]) -> object:
    """What comes of an attempt: the answer in comparable form, or which refusal it was; any other error is a fault."""
    try:
        return plain(attempt())
    except (NotYours, Forbidden) as refused:
        return f"refused: {type(refused).__name__}"


def in_an_empty_town(scene: Scene, attempt: Attempt, viewers: Mapping[str, Viewer]) -> dict[str, object]:
    """What comes of it where the town has no rows at all."""
    with undone():
        empty(scene.town.villa)
        return outcomes(scene, attempt, viewers)


def outcomes(scene: Scene, attempt: Attempt, viewers: Mapping[str, Viewer]) -> dict[str, object]:
    """What comes of it for each of them."""
    return {who: outcome(lambda viewer=viewer: attempt.act(scene, viewer)) for who, viewer in viewers.items()}


def test_every_query_and_action_that_takes_a_viewer_is_tried_here() -> None:
    assert set(ATTEMPTS) == set(guarded())


@pytest.mark.parametrize("name", ATTEMPTS)
def test_who_has_no_role_in_the_town_sees_nothing_of_it_and_changes_nothing(scene: Scene, name: str) -> None:
    attempt, before = ATTEMPTS[name], dump()

    strangers = {who: viewer for who, viewer in scene.foreigners.items() if not (attempt.agreed and viewer.seats)}
    with undone():
        told = outcomes(scene, attempt, strangers)
        assert dump() == before
    assert told == in_an_empty_town(scene, attempt, strangers)


@pytest.mark.parametrize("name", [name for name, attempt in ATTEMPTS.items() if attempt.asks])
def test_the_towns_own_people_see_or_change_something_by_the_same_call(scene: Scene, name: str) -> None:
    attempt, before = ATTEMPTS[name], dump()
    own = {attempt.by: getattr(scene.town, attempt.by)}

    with undone():
        told = {attempt.by: plain(attempt.act(scene, own[attempt.by]))}
        changes = dump() != before

    assert changes or told != in_an_empty_town(scene, attempt, own)


@pytest.mark.parametrize("name", [name for name, attempt in ATTEMPTS.items() if not attempt.asks])
def test_what_follows_from_the_viewer_alone_asks_no_table(
    scene: Scene, name: str, django_assert_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    with django_assert_num_queries(0):
        ATTEMPTS[name].act(scene, getattr(scene.town, ATTEMPTS[name].by))
