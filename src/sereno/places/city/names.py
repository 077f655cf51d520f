"""Codes and prefixes made from the names of towns."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import chain, count

from sereno.kernel.text import fold

_SMALL_WORDS = {"de", "del", "la", "las", "los", "el", "y"}


def code_of(name: str) -> str:
    """The name as it stands in addresses and files.

    >>> code_of("Ñuñoa y San José")
    'nunoa-y-san-jose'
    """
    return "-".join(re.findall(r"[a-z0-9]+", fold(name)))


def distinct_prefix(name: str, *, taken: Collection[str]) -> str:
    """Two letters for incident numbers that no other town here has.

    >>> distinct_prefix("Villa Sereno", taken=()), distinct_prefix("Providencia", taken=())
    ('VS', 'PR')
    >>> distinct_prefix("Providencia", taken=["PR"])
    'PO'
    """
    words = [word for word in code_of(name).split("-") if word not in _SMALL_WORDS] or [code_of(name)]
    letters = "".join(words)
    first = words[0][0] + words[1][0] if len(words) > 1 else letters[:2]
    pairs = (letters[0] + letter for letter in letters[1:])
    numbered = (f"{letters[0]}{number}" for number in count(2))
    return next(prefix.upper() for prefix in chain([first], pairs, numbered) if prefix.upper() not in taken)
