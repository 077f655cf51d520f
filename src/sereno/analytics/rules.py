"""What a file of history may be and go through; pure.

kernel.errors.NotAllowed
└── FileBusy   the file is being read, or has been taken in
"""

import re
from enum import StrEnum

from sereno.kernel.errors import Malformed, NotAllowed

ENDINGS = (".csv", ".txt", ".tsv", ".parquet", ".geojson", ".json", ".xlsx", ".xls", ".ods")
MOST_BYTES = 500 * 1024 * 1024  # of a file that is sent in; a larger one is for the command line
MOST_ATTEMPTS = 3  # a file that ends its reader so often is not tried again
KEEP_DAYS = 7  # a file nobody takes up again may hold what people told: it does not lie about

_SOURCE = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")


class FileState(StrEnum):
    """How far a file that was sent in has come."""

    LOOKING = "looking"  # waits to be looked at, or is just being
    LOOKED = "looked"  # waits for a person: is the mapping right?
    IMPORTING = "importing"  # waits to be taken in, or is just being
    DONE = "done"
    REFUSED = "refused"  # it cannot be read; the report says why

    @property
    def is_busy(self) -> bool:
        """Whether it is the worker's turn."""
        return self in {FileState.LOOKING, FileState.IMPORTING}


class FileBusy(NotAllowed):
    """Nothing can be asked of the file now."""

    code = "file-busy"


def require_source_name(name: str) -> None:
    """Refuse what is no name for a source.

    Raises
    ------
    Malformed : it has other than small letters, digits and hyphens.
    """
    if not _SOURCE.fullmatch(name):
        raise Malformed(
            f"{name!r} is no name for a source: small letters, digits and -",
            code="bad-source",
        )


def require_state(now: FileState, *, among: frozenset[FileState]) -> None:
    """Refuse what cannot be asked of a file in this state."""
    if now not in among:
        raise FileBusy
