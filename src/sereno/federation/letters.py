"""Writing letters to a neighbour, inside the action that has something to tell; and reading what was written."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from sereno.federation.models import Letter, Link
from sereno.federation.rules import Kind
from sereno.kernel import ids
from sereno.kernel.errors import Malformed
from sereno.ledger.actions import record
from sereno.vocabulary.facts import LetterWritten

MOST_AT_ONCE = 50


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """A letter as it travels."""

    number: int
    id: UUID
    kind: str
    handover: UUID
    at: datetime
    body: dict[str, Any]


def locked(link: int) -> Link:
    """A line, locked until the transaction ends: whoever writes on it or takes from it does so alone."""
    return Link.objects.select_for_update().get(pk=link)


def write(link: int, *, kind: Kind, handover: UUID, body: Mapping[str, Any], at: datetime) -> None:
    """Put the next letter on a line, inside the caller's transaction."""
    line = locked(link)
    line.written += 1
    line.save(update_fields=["written"])
    Letter.objects.create(
        municipality_id=line.municipality_id,
        link=line,
        outgoing=True,
        number=line.written,
        letter=ids.uuid7(),
        kind=kind.value,
        handover=handover,
        body=dict(body),
        at=at,
    )
    record(LetterWritten(link=line.pk, number=line.written), municipality=line.municipality_id, actor=None, at=at)


def written_after(link: int, number: int, *, limit: int = MOST_AT_ONCE) -> list[Sheet]:
    """The letters of a line behind a number, in order and without gaps."""
    rows = Letter.objects.filter(link_id=link, outgoing=True, number__gt=number).order_by("number")[:limit]
    return [
        Sheet(number=row.number, id=row.letter, kind=row.kind, handover=row.handover, at=row.at, body=row.body)
        for row in rows
    ]


def fetched(link: int, number: int) -> None:
    """The neighbour has everything up to a number."""
    Link.objects.filter(pk=link, fetched__lt=number, written__gte=number).update(fetched=number)


def taken(link: int) -> int:
    """The number of the last letter we took in."""
    return Link.objects.values_list("taken", flat=True).get(pk=link)


def was_received(letter: UUID) -> bool:
    """Whether something with this id came to us in a letter, so that it is not told back."""
    return Letter.objects.filter(letter=letter, outgoing=False).exists()


def sheets_of(raw: bytes) -> list[Sheet]:
    """Letters from their JSON form.

    Raises
    ------
    Malformed : they do not fit the schema.
    """
    try:
        return msgspec.json.decode(raw, type=list[Sheet])
    except msgspec.DecodeError as wrong:
        raise Malformed(str(wrong), code="bad-letters") from wrong
