"""What towns have set is remembered until somebody sets it anew, in whatever process."""

import pytest

from sereno.kernel import memory


@pytest.fixture
def changes(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """What is heard at the next questions; each question is due at once."""
    heard: list[bool] = []
    monkeypatch.setattr(memory._ear, "changed", lambda: heard.pop(0) if heard else False)
    monkeypatch.setattr(memory, "_LISTEN_EVERY_S", 0.0)
    monkeypatch.setattr(memory._ear, "_next", 0.0)
    return heard


def test_a_setting_is_looked_up_once_until_a_change_is_heard_of(changes: list[bool]) -> None:
    asked: list[str] = []

    @memory.settled
    def setting(town: str) -> int:
        asked.append(town)
        return len(asked)

    assert [setting("villa"), setting("villa"), setting("aromos")] == [1, 1, 2]
    changes.append(True)
    assert [setting("villa"), setting("villa")] == [3, 3]


def test_what_was_read_while_it_changed_is_not_kept(changes: list[bool]) -> None:
    now = ["before"]

    @memory.settled
    def setting() -> str:
        found = now[0]
        if found == "before":  # another process commits, and this one hears of it, before the answer is put away
            now[0] = "after"
            memory.forget()
        return found

    assert [setting(), setting()] == ["before", "after"]


def test_in_between_nobody_is_asked(changes: list[bool], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_LISTEN_EVERY_S", 60.0)
    changes.extend([False, True])

    @memory.settled
    def setting() -> object:
        return object()

    assert setting() is setting()
    assert changes == [True]
