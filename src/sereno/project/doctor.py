"""Examining an installation: what is well, what is not, and how to mend it."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str


def examine() -> Sequence[Check]:
    """All checks."""
    return ()
