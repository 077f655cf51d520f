"""How a source's files are read: which column is what, which of its types is which category; and that as a YAML file.

A person confirms it by editing the file that a dry run wrote; it is then remembered with the source.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Annotated

import msgspec
import yaml

from sereno.kernel.errors import FieldFault, Malformed
from sereno.vocabulary.words import Channel

ROLES: Mapping[str, str] = {
    "time": "when it happened: moment or day",
    "hour": "the hour, where the day stands alone",
    "lon": "longitude in degrees",
    "lat": "latitude in degrees",
    "type": "what happened, in the source's words",
    "id": "the source's own number of the incident",
    "channel": "by which way it became known",
    "priority": "1 to 4, or P1 to P4",
    "officer": "yes where a patrol came upon it by itself",
}
NEEDED = ("time", "lon", "lat")

Short = Annotated[str, msgspec.Meta(max_length=200)]


class Reading(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Everything there is to know about reading the files of one source.

    `time_format` is in the words of strftime, empty where columns hold moments; `categories` and `channels` go from
    the source's words to ours, and an empty value says "none of ours".
    """

    columns: dict[str, Short]
    time_format: Short = ""
    categories: dict[str, Short] = {}
    channels: dict[str, Short] = {}


def require_usable(reading: Reading, *, columns: Iterable[str], categories: Iterable[str]) -> None:
    """Refuse a mapping with roles, columns, categories or channels that are not there.

    Raises
    ------
    Malformed : with a fault for each.
    """
    there, ours = tuple(columns), tuple(categories)
    faults = [
        FieldFault(f"columns.{role}", "there is no such role", tuple(ROLES))
        for role in reading.columns
        if role not in ROLES
    ]
    faults += [
        FieldFault(f"columns.{role}", "not said, and not found by name or contents", there)
        for role in NEEDED
        if not reading.columns.get(role)
    ]
    faults += [
        FieldFault(f"columns.{role}", f"the file has no column {column!r}", there)
        for role, column in reading.columns.items()
        if column and column not in there
    ]
    faults += [
        FieldFault(f"categories.{word}", f"the town has no category {code!r}", ours)
        for word, code in reading.categories.items()
        if code and code not in ours
    ]
    faults += [
        FieldFault(f"channels.{word}", f"there is no channel {code!r}", tuple(Channel))
        for word, code in reading.channels.items()
        if code and code not in set(Channel)
    ]
    if faults:
        raise Malformed("the mapping cannot be used", code="bad-mapping", faults=faults)


def read(text: str) -> Reading:
    """A mapping from its file.

    Raises
    ------
    Malformed : it is not YAML, or not a mapping; says where.
    """
    try:
        return msgspec.convert(yaml.safe_load(text), Reading)
    except yaml.YAMLError as wrong:
        raise Malformed(f"the mapping is not YAML: {' '.join(str(wrong).split())}", code="bad-mapping") from wrong
    except msgspec.ValidationError as wrong:
        raise Malformed(f"the mapping cannot be read: {wrong}", code="bad-mapping") from wrong


def write(reading: Reading, *, rows_of: Mapping[str, int]) -> str:
    """A mapping as a file for people: each role with what it means, each type with its number of rows.

    Parameters
    ----------
    rows_of : how many rows each of the source's types has, the most frequent first
    """
    lines = ["# How the files of this source are read. Correct what is wrong; an empty value means none.", "columns:"]
    lines += [f"  {role}: {_quoted(reading.columns.get(role, ''))}  # {said}" for role, said in ROLES.items()]
    lines += [
        "",
        "# As in strftime; empty where the column holds moments.",
        f"time_format: {_quoted(reading.time_format)}",
    ]
    if reading.channels:
        lines += ["", f"# The source's words to ours: {', '.join(Channel)}.", "channels:"]
        lines += [f"  {_quoted(word)}: {_quoted(code)}" for word, code in reading.channels.items()]
    words = [*rows_of, *(word for word in reading.categories if word not in rows_of)]
    lines += [
        "",
        "# The source's types to the codes of the town's categories.",
        "categories:" if words else "categories: {}",
    ]
    lines += [
        f"  {_quoted(word)}: {_quoted(reading.categories.get(word, ''))}  # {rows_of.get(word, 0):,} rows"
        for word in words
    ]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # a JSON string is a YAML string, whatever stands in it
