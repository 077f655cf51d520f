"""Identifiers: in order of time, stable for the same key, and links that cannot be guessed."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from sereno.kernel import ids

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def test_new_ids_are_version_7_and_in_order_of_time() -> None:
    made = [ids.uuid7() for _ in range(50)]

    assert {ref.version for ref in made} == {7}
    assert [ref.int >> 80 for ref in made] == sorted(ref.int >> 80 for ref in made)


@given(st.text(min_size=1, max_size=60))
def test_any_text_is_a_key_and_the_same_text_the_same_key(text: str) -> None:
    assert ids.from_key(text) == ids.from_key(text)


@given(st.uuids(), st.integers(0, 37), st.sampled_from(ALPHABET))
def test_a_link_with_any_letter_changed_names_nothing(ref: UUID, position: int, letter: str) -> None:
    token = ids.secret_token(ref, secret="s")
    changed = token[:position] + letter + token[position + 1 :]

    assert ids.read_token(token, secret="s") == ref
    assert ids.read_token(changed, secret="s") == (ref if changed == token else None)


@given(st.text(max_size=60))
def test_rubbish_names_nothing(text: str) -> None:
    assert ids.read_token(text, secret="s") is None
