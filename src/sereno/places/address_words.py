"""How people type addresses: accents left out, 'Av.' for Avenida, a number, 'con' or '/' between two streets."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from sereno.kernel.text import fold

# What is written in many ways becomes one word, in names and in what is typed alike.
_SAME_WORD: Final = {
    "avenida": "av", "avda": "av", "ave": "av", "pasaje": "pje", "psje": "pje", "psj": "pje", "pas": "pje",
    "camino": "cno", "diagonal": "diag", "plaza": "pza", "plazuela": "pza", "general": "gral", "gen": "gral",
    "presidente": "pdte", "pres": "pdte", "doctor": "dr", "doctora": "dra", "coronel": "cnel", "capitan": "cap",
    "almirante": "alte", "teniente": "tte", "santa": "sta", "santo": "sto", "nuestra": "ntra", "senora": "sra",
    "padre": "p", "profesor": "prof", "ingeniero": "ing", "monsenor": "mons", "norte": "nte", "poniente": "pte",
    "oriente": "ote", "hermanos": "hnos", "poblacion": "pob", "villa": "vla",
}  # fmt: skip
KINDS_OF_STREET: Final = {"av", "pje", "cno", "diag", "calle"}
_LEFT_OUT: Final = {"calle", "n", "nro", "num", "numero", "no", "esquina", "esq"}

_WORD: Final = re.compile(r"[a-z0-9]+")
_BETWEEN_STREETS: Final = re.compile(r"\s+(?:con|esquina|esq\.?|and|with|y|e)\s+|\s*[/&]\s*")
_UNFINISHED: Final = re.compile(
    r"\s*(?:[/&#]|\s(?:con|esquina|esq\.?|y|n[º°o]?\.?))$"
)  # a second street or a number is to come
_NUMBER: Final = re.compile(r"^(?P<street>.*\D)\s*(?:n[º°o]?\.?|nro\.?|#)?\s*(?P<number>\d{1,5})\s*[a-z]?$")
_NUMBER_AND_MORE: Final = re.compile(r"^(?P<street>\D*[^\W\d]\D*?)(?P<number>\d{1,5})\b.+$")  # "tacna 115 depto 3"
_ONLY_NUMBER: Final = re.compile(r"^(?:n[º°o]?\.?|nro\.?|#)?\s*\d{1,5}\s*[a-z]?$")


def words_of(text: str) -> tuple[str, ...]:
    """The words of a name as they are compared.

    >>> words_of("Avenida Nuestra Señora de Ñuñoa"), words_of("av. ntra sra de nunoa")
    (('av', 'ntra', 'sra', 'de', 'nunoa'), ('av', 'ntra', 'sra', 'de', 'nunoa'))
    """
    words = _WORD.findall(fold(text))
    return tuple(_SAME_WORD.get(word, word) for word in words if word not in _LEFT_OUT)


@dataclass(frozen=True, slots=True)
class Typed:
    """One way to read what was typed: a name, a name with a number, or two names."""

    name: tuple[str, ...]
    number: int | None = None
    other: tuple[str, ...] | None = None
    without_town: bool = False  # the town's own name stood beside it and was left out

    @property
    def is_telling(self) -> bool:
        """Whether it says more than a word that many places carry: a street is meant."""
        return self.number is not None or self.without_town


def readings(text: str, *, town: tuple[str, ...] = ()) -> list[Typed]:
    """The ways to read a typed address, the most telling first.

    What follows a comma (a town, a floor) is left out, unless it is the number; so is the name of the town itself.

    >>> [(r.name, r.number, r.other) for r in readings("Los Leones con Lota")]
    [(('los', 'leones'), None, ('lota',)), (('los', 'leones', 'con', 'lota'), None, None)]
    >>> [(r.name, r.number) for r in readings("18 de octubre 120, Villa Sereno")]
    [(('18', 'de', 'octubre'), 120), (('18', 'de', 'octubre', '120'), None)]
    >>> [(r.name, r.number) for r in readings("Tacna 115 villa sereno", town=("vla", "sereno"))][0]
    (('tacna',), 115)
    """
    whole = _first_part(fold(text), town)
    bare = _without(town, whole)
    found = [] if bare is None else [replace(typed, without_town=True) for typed in _readings_of(bare)]
    return found + _readings_of(whole)


def looser_readings(text: str, *, town: tuple[str, ...] = ()) -> list[Typed]:
    """For what nothing else finds: whatever follows the number (a flat, a region) is left out.

    >>> looser_readings("Tacna 115 depto 3")
    [Typed(name=('tacna',), number=115, other=None, without_town=False)]
    """
    numbered = _NUMBER_AND_MORE.match(_first_part(fold(text), town))
    name = words_of(numbered["street"]) if numbered else ()
    if numbered is None or KINDS_OF_STREET.issuperset(name):
        return []
    return [Typed(name, number=int(numbered["number"]))]


def _first_part(folded: str, town: tuple[str, ...]) -> str:
    """What stands before the first comma, with a number that stands alone behind it; a town's name is no part."""
    parts = [part.strip() for part in folded.split(",")]
    parts = [part for part in parts if part and (not town or words_of(part) != town)] or parts
    with_number = len(parts) > 1 and _ONLY_NUMBER.match(parts[1])
    return _UNFINISHED.sub("", f"{parts[0]} {parts[1]}" if with_number else parts[0])


def _without(town: tuple[str, ...], typed: str) -> str | None:
    """What was typed without the town's name before or behind it; None where it stands in neither place."""
    words = typed.split()
    count = len(town)
    if not count or len(words) <= count:
        return None
    for name, rest in ((words[-count:], words[:-count]), (words[:count], words[count:])):
        if words_of(" ".join(name)) == town and not KINDS_OF_STREET.issuperset(words_of(" ".join(rest))):
            return " ".join(rest)
    return None


def _readings_of(typed: str) -> list[Typed]:
    found: list[Typed] = []
    for split in _BETWEEN_STREETS.finditer(typed):
        first, second = words_of(typed[: split.start()]), words_of(typed[split.end() :])
        if first and second:
            found.append(Typed(first, other=second))
    numbered = _NUMBER.match(typed)
    if numbered and words_of(numbered["street"]):
        found.append(Typed(words_of(numbered["street"]), number=int(numbered["number"])))
    whole = words_of(typed)
    return [*found, Typed(whole)] if whole else found
