"""How people type addresses: accents left out, 'Av.' for Avenida, a number, 'con' or '/' between two streets."""

from __future__ import annotations

import re
from dataclasses import dataclass
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


def readings(text: str) -> list[Typed]:
    """The ways to read a typed address, the most telling first.

    What follows a comma (a town, a floor) is left out.

    >>> [(r.name, r.number, r.other) for r in readings("Los Leones con Lota")]
    [(('los', 'leones'), None, ('lota',)), (('los', 'leones', 'con', 'lota'), None, None)]
    >>> [(r.name, r.number) for r in readings("18 de octubre 120, Villa Sereno")]
    [(('18', 'de', 'octubre'), 120), (('18', 'de', 'octubre', '120'), None)]
    """
    typed = _UNFINISHED.sub("", fold(text.split(",", maxsplit=1)[0]).strip())
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
