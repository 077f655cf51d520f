"""What tests between towns share: both sign a treaty, and everything owed is carried out."""

from __future__ import annotations

import io
from uuid import UUID

from PIL import Image

from sereno.federation import actions, treaties
from sereno.federation.models import Handover
from sereno.federation.rules import Treaty
from sereno.incidents import conversation
from sereno.incidents.models import Report
from sereno.kernel import ids, memory
from sereno.ledger import work
from sereno.media import actions as media
from tests.town import Cast, report

AROMOS, VILLA = "los-aromos", "villa-sereno"
SECRET = "Nadia's telephone"


def sign(town: Cast, ours: Treaty | None = None, theirs: Treaty | None = None) -> None:
    """Villa Sereno and Los Aromos each put a treaty with the other in force."""
    treaties.set_treaty(ours or Treaty(), municipality=town.villa, neighbour=AROMOS)
    treaties.set_treaty(theirs or Treaty(), municipality=town.aromos, neighbour=VILLA)


def settle() -> None:
    """Carry out all that is owed."""
    memory.forget()
    while work.work_once():
        pass


def offered(town: Cast, **more: object) -> tuple[int, Handover]:
    """An incident of Villa Sereno, offered to Los Aromos; gives the incident and the offer as it lies in Los Aromos."""
    ref = report(**more).incident  # type: ignore[arg-type]
    made = actions.offer(town.rosa, ref=ref, neighbour=AROMOS, note="Es de ustedes, del otro lado del canal")
    settle()
    return ref, Handover.objects.get(key=made.key, outgoing=False)


def ours(handover: Handover) -> Handover:
    """The same offer as its owner keeps it."""
    return Handover.objects.get(key=handover.key, outgoing=True)


def photo(*, says: str = SECRET) -> bytes:
    """A photo of the telephone's camera, with device data inside."""
    exif = Image.Exif()
    exif[0x010F] = says
    written = io.BytesIO()
    Image.new("RGB", (64, 48), (200, 30, 30)).save(written, "JPEG", exif=exif)
    return written.getvalue()


def attach(incident: int, *, content: bytes | None = None) -> UUID:
    """The reporter adds a photo."""
    held = Report.objects.select_related("incident").get(incident_id=incident)
    medium = media.take_in(
        medium=ids.uuid7(), municipality=held.municipality_id, declared="image/jpeg", chunks=[content or photo()]
    )
    conversation.attach(held.incident, medium=medium, report=held, by=None)
    return medium
