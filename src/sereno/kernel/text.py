"""Words as people type them: cleaned, folded for search, cut for a list."""

import re
import unicodedata

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SPACES = re.compile(r"[ \t\u00a0]+")


def clean(text: str, *, longest: int) -> str:
    r"""Typed text without control characters and stray spaces, cut at `longest` characters.

    >>> clean("  hola\x00   vecina ", longest=20)
    'hola vecina'
    """
    return _SPACES.sub(" ", _CONTROL.sub("", text)).strip()[:longest]


def fold(text: str) -> str:
    """Text for comparison: lower case, no accents.

    >>> fold("Ñuñoa, Pérez Valenzuela")
    'nunoa, perez valenzuela'
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def shorten(text: str, *, longest: int = 140) -> str:
    """The beginning of a text on one line, ended by an ellipsis where it was cut.

    >>> shorten("uno dos tres", longest=8)
    'uno dos…'
    """
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"
