"""A town's list of categories as an administrator writes it down, and what makes it a list that can be used; pure.

kernel.errors.NotAllowed
└── TreeRefused   a category stands under one that is not there, under itself, or too deep
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated

import msgspec

from sereno.kernel.errors import NotAllowed

DEEPEST = 3  # a resident's word, the desk's finer word, the law's finest

Code = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]


class TreeRefused(NotAllowed):
    """A category stands under one that is not there, under itself, or too deep."""

    code = "tree-refused"


class Offence(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a category is called in one version of a taxonomy of offences.

    `since` and `until` (exclusive) bound the time in which that version counts; None leaves it open.
    """

    taxonomy: Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
    code: Annotated[str, msgspec.Meta(min_length=1, max_length=120)]
    since: date | None = None
    until: date | None = None
    to_verify: bool = False  # written from memory: somebody has to look it up


class CategorySetting(msgspec.Struct, frozen=True, kw_only=True):
    """A category as an administrator writes it down."""

    code: Code
    names: dict[str, str]
    group: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9-]+$", max_length=40)]
    icon: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9-]+$", max_length=40)]
    priority: Annotated[int, msgspec.Meta(ge=1, le=4)]
    emergency: bool = False
    reportable: bool = True
    confidential: bool = False
    parent: str = ""
    offences: tuple[Offence, ...] = ()
    playbook: str = ""


def require_tree(parents: Mapping[str, str]) -> None:
    """Refuse a list whose parents do not make a tree of at most DEEPEST levels; `parents` is "" at the top.

    >>> require_tree({"burglary": "", "burglary-home": "burglary"})
    """
    for code, parent in parents.items():
        line, above = [code], parent
        while above:
            line.append(above)
            if above not in parents or above in line[:-1] or len(line) > DEEPEST:
                raise TreeRefused(" › ".join(reversed(line)))
            above = parents[above]


def offences_on(offences: tuple[Offence, ...], *, day: date) -> list[Offence]:
    """What counts on a day.

    >>> kept = (Offence(taxonomy="classic", code="hurtos", until=date(2024, 1, 1)),)
    >>> len(offences_on(kept, day=date(2023, 12, 31))), len(offences_on(kept, day=date(2024, 1, 1)))
    (1, 0)
    """
    return [
        offence
        for offence in offences
        if (offence.since is None or offence.since <= day) and (offence.until is None or day < offence.until)
    ]
