"""Taking a medium in, and keeping its safe version."""

from collections.abc import Iterable
from itertools import chain
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from sereno.kernel import clock
from sereno.kernel.errors import NotYours
from sereno.ledger.actions import record
from sereno.media import rules, store
from sereno.media.models import Medium
from sereno.media.prepare import Prepared
from sereno.places import queries as places
from sereno.places.policies import Uploads
from sereno.vocabulary.facts import MediaReady
from sereno.walls import openings as walls


def take_in(*, medium: UUID, municipality: int, declared: str, chunks: Iterable[bytes]) -> UUID:
    """Store an original, untouched and unseen; the same id again is the first one.

    The fact is recorded by whoever attaches it to an incident; a medium nobody attached is swept away in time.

    Raises
    ------
    KindRefused, TooLarge : it cannot be accepted; says what is.
    """
    with walls.open_to_all():
        found = Medium.objects.filter(pk=medium).values_list("municipality_id", flat=True).first()
    if found is not None:
        if found != municipality:
            raise NotYours
        return medium
    parts = iter(chunks)
    head = next(parts, b"")
    recognised = rules.recognise(head[:16], declared=declared)
    most_bytes = places.policy(Uploads, municipality=municipality).most_bytes
    name = f"{store.ORIGINALS}/{medium.hex[:2]}/{medium.hex}.{recognised.ending}"
    try:
        size_bytes, sha256 = store.write(name, chain([head], parts), most_bytes=most_bytes)
    except OverflowError as longer:
        allowed = {"megabytes": most_bytes // 1024 // 1024}
        raise rules.TooLarge(_("A file may have at most %(megabytes)s MB.") % allowed) from longer
    Medium.objects.create(
        id=medium,
        municipality_id=municipality,
        kind=recognised.kind.value,
        original=name,
        sha256=sha256,
        size_bytes=size_bytes,
        received_at=clock.now(),
    )
    return medium


@transaction.atomic
def keep_prepared(medium: Medium, prepared: Prepared, *, about: int | None) -> None:
    """The safe version is made, or cannot be; either way it is known."""
    now = clock.now()
    medium.shown, medium.shown_type, medium.thumb = prepared.shown, prepared.shown_type, prepared.thumb
    medium.refused, medium.ready_at = prepared.refused, now
    medium.save()
    fact = MediaReady(about=about, medium=medium.pk, shown=bool(prepared.shown))
    record(fact, municipality=medium.municipality_id, actor=None, at=now)
