"""Names of streets and places, found by the words that were typed."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable

from sereno.places.address_words import KINDS_OF_STREET, words_of


class WordIndex:
    """Names by the beginnings of their words."""

    def __init__(self, names: Iterable[str]) -> None:
        self._words = [words_of(name) for name in names]
        holders: dict[str, set[int]] = defaultdict(set)
        for position, words in enumerate(self._words):
            for word in words:
                holders[word].add(position)
        self._holders = dict(holders)
        self._vocabulary = sorted(holders)

    def find(self, typed: tuple[str, ...], *, unfinished: bool) -> list[tuple[int, int]]:
        """The names that hold all typed words, with a rank: 0 is the same name, more is less alike.

        Words such as "av" may be typed where the name has none. With `unfinished` the last word may
        be the beginning of one.
        """
        needed = [word for word in typed if word not in KINDS_OF_STREET] or list(typed)
        held: set[int] | None = None
        for index, word in enumerate(needed):
            is_last = index == len(needed) - 1
            matching = self._beginning(word) if unfinished and is_last else self._holders.get(word, set())
            held = matching if held is None else held & matching
        ranked = [(position, self._rank(position, typed, needed)) for position in held or ()]
        return sorted(ranked, key=lambda item: (item[1], len(self._words[item[0]]), item[0]))

    def _beginning(self, word: str) -> set[int]:
        found: set[int] = set()
        for candidate in self._vocabulary[bisect_left(self._vocabulary, word) :]:
            if not candidate.startswith(word):
                break
            found |= self._holders[candidate]
        return found

    def _rank(self, position: int, typed: tuple[str, ...], needed: list[str]) -> int:
        words = self._words[position]
        if words == typed:
            return 0
        bare = [word for word in words if word not in KINDS_OF_STREET]
        if bare == needed:
            return 1
        begins = bool(bare) and bare[0].startswith(needed[0])
        kind_differs = bool(KINDS_OF_STREET.intersection(typed)) and typed[0] not in words
        return (2 if begins else 4) + kind_differs
