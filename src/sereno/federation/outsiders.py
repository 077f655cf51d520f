"""Neighbours without Sereno: our letters become Open311 requests, and what their service says becomes letters to us.

The letters and the numbers are those of every other line, so a desk sees no difference; what GeoReport v2 has no word
for (taking back, talking, the reporter's answer) is left aside, and their service takes whatever it is sent.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sereno.federation import arrivals, dossier, letters, open311, sealing
from sereno.federation.letters import Sheet
from sereno.federation.models import Handover, Link
from sereno.federation.open311 import Posted, Service
from sereno.federation.rules import Kind, State, Treaty
from sereno.kernel import clock, ids
from sereno.vocabulary.words import Outcome, Stage

_BEFORE = timedelta(minutes=10)  # their clock may be behind ours
_UNNUMBERED = "token "  # before the token of a request that has no number yet


def service_of(line: Link, treaty: Treaty) -> Service:
    """The service a treaty names, with the key that is kept with the line."""
    return Service(
        endpoint=treaty.open311,
        jurisdiction=treaty.open311_jurisdiction,
        api_key=sealing.opened(line.open311_key).decode() if line.open311_key else "",
        services=treaty.open311_services,
    )


def post_letters(line: Link, treaty: Treaty) -> None:
    """Carry our letters over, one after the other."""
    service = service_of(line, treaty)
    for sheet in letters.written_after(line.pk, line.fetched):
        if sheet.kind == Kind.OFFER:
            _post(line, service, sheet)
        letters.fetched(line.pk, sheet.number)


def _post(line: Link, service: Service, sheet: Sheet) -> None:
    mark = f"[{sheet.handover}]"
    handover = Handover.objects.get(link=line, outgoing=True, key=sheet.handover)
    if State(handover.state) is State.ACCEPTED:
        return
    posted = open311.find(service, mark=mark, since=sheet.at - _BEFORE)
    if posted is None:
        posted = open311.post(service, dossier.read(sheet.body["dossier"]), mark=mark)
    _hear(line, sheet.handover, Kind.ACCEPT, _standing(posted))


def look_after(line: Link, treaty: Treaty) -> None:
    """Ask how the requests that are not closed stand, and tell what changed."""
    service = service_of(line, treaty)
    for handover in Handover.objects.filter(link=line, outgoing=True, state=State.ACCEPTED.value).exclude(
        stage=Stage.CLOSED.value
    ):
        now = open311.look(service, _as_posted(handover.number))
        told = _standing(now)
        if (told["number"], told["stage"]) != (handover.number, handover.stage):
            _hear(line, handover.key, Kind.PROGRESS, told)


def _as_posted(number: str) -> Posted:
    return Posted("", number.removeprefix(_UNNUMBERED)) if number.startswith(_UNNUMBERED) else Posted(number)


def _standing(posted: Posted) -> dict[str, Any]:
    stage = Stage.CLOSED if posted.is_closed else Stage.NEW
    return {
        "number": posted.number or f"{_UNNUMBERED}{posted.token}",
        "stage": stage.value,
        "outcome": Outcome.ATTENDED.value if posted.is_closed else "",
        "at": clock.now().isoformat(),
    }


def _hear(line: Link, handover: UUID, kind: Kind, body: Mapping[str, Any]) -> None:
    """What their service says, taken in as a letter of theirs."""
    number = letters.taken(line.pk) + 1
    sheet = Sheet(number=number, id=ids.uuid7(), kind=kind.value, handover=handover, at=clock.now(), body=dict(body))
    arrivals.take_in(line.pk, [sheet])
