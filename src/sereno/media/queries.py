"""Reading media: the safe version, for a room that may pass it on."""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sereno.media import store
from sereno.media.models import Medium


@dataclass(frozen=True, slots=True)
class SafeVersion:
    """What may be shown of a medium; `path` is None while it is being made, and for ever where it cannot be."""

    path: Path | None
    declared: str  # its type
    is_hopeless: bool


def safe_version(medium: UUID) -> SafeVersion | None:
    """The safe version of a medium; None where there is no such medium. The caller answers for who may see it."""
    found = Medium.objects.filter(pk=medium).first()
    if found is None:
        return None
    path = store.path(found.shown) if found.shown else None
    return SafeVersion(path, found.shown_type, is_hopeless=found.ready_at is not None and path is None)
