"""What a look at a file of history found, as it is kept for the person who sent it; pure."""

import msgspec


class Example(msgspec.Struct, frozen=True, kw_only=True):
    """One row that is set aside: its number in the file, why, and what its mapped columns hold, by role."""

    row: int
    reason: str
    values: dict[str, str]


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """Something the mapping says that cannot be."""

    field: str
    message: str


class Report(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """All there is to show; the counts are missing where the mapping cannot be used."""

    columns: list[str] = []
    sample: dict[str, str] = {}  # for each column a value of it
    types: dict[str, int] = {}  # the source's words, with their numbers of rows, the most frequent first
    channels: dict[str, int] = {}
    rows: int | None = None
    would_add: int = 0
    repeated: int = 0
    set_aside: int = 0
    reasons: dict[str, int] = {}
    examples: list[Example] = []
    heaped: list[int] = []  # hours of the day
    faults: list[Fault] = []
    refused: str = ""  # the code of why the whole file cannot be read
    complaint: str = ""  # and the reader's own words
