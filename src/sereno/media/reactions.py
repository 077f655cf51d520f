"""What this room does when a medium was attached: make it safe to show."""

from uuid import UUID

from sereno.ledger.wires import Happened
from sereno.media import actions
from sereno.media.models import Medium
from sereno.media.prepare import prepare
from sereno.vocabulary.words import MediaKind


def make_safe(fact: Happened) -> None:
    """Strip and shrink the medium of a fact; one already done is left alone."""
    medium = Medium.objects.select_for_update().get(pk=UUID(fact.ids["medium"]))
    if medium.ready_at is None:
        made = prepare(original=medium.original, kind=MediaKind(medium.kind))
        actions.keep_prepared(medium, made, about=fact.about)
