"""Storing uploaded files for an incident, each exactly once however often they are sent."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from sereno.incidents import conversation
from sereno.kernel.errors import FieldFault, Malformed
from sereno.media import actions as media
from sereno.media import rules
from sereno.places import queries as places
from sereno.places.policies import Uploads

if TYPE_CHECKING:
    Upload = UploadedFile[Any]
else:  # only the type checker knows it as generic
    Upload = UploadedFile


def refuse_bad_files(files: Sequence[Upload], *, municipality: int | None) -> None:
    """Before anything is stored: not too many, and only of the kinds we know."""
    policy = places.policy(Uploads, municipality=municipality) if municipality is not None else Uploads()
    if len(files) > policy.most_files:
        sentence = _("at most %(most)d files at a time") % {"most": policy.most_files}
        raise Malformed(_("Some fields cannot be accepted."), faults=[FieldFault("media", sentence)])
    for file in files:
        head = file.read(16)
        file.seek(0)
        rules.recognise(head, declared=file.content_type or "")


def require_files(files: Sequence[Upload]) -> None:
    """An upload without a part named `media` is refused."""
    if not files:
        fault = FieldFault("media", _("is required"))
        raise Malformed(_("Some fields cannot be accepted."), faults=[fault])


def attach_files(
    incident: Any, files: Sequence[Upload], *, base: UUID, by: int | None, report: Any = None
) -> set[UUID]:
    """Store the files under ids made from `base`, so that the same upload again finds the first."""
    refuse_bad_files(files, municipality=incident.municipality_id)
    kept = set()
    for number, file in enumerate(files):
        medium = uuid5(base, f"{number}:{file.size}")
        media.take_in(
            medium=medium,
            municipality=incident.municipality_id,
            declared=file.content_type or "",
            chunks=file.chunks(),
        )
        conversation.attach(incident, medium=medium, report=report, by=by)
        kept.add(medium)
    return kept
