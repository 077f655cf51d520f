"""What another installation may ask of us, once its signature is believed."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sereno.federation import keys, letters, parcels, signatures, wire
from sereno.federation.letters import Sheet
from sereno.federation.models import Link
from sereno.federation.signatures import Seal, SignatureRefused, UnknownKey
from sereno.kernel import clock
from sereno.ledger import wakeup
from sereno.media.queries import SafeVersion
from sereno.places import queries as places
from sereno.walls import openings as walls


class Replayed(SignatureRefused):
    """The very same request was answered before."""

    code = "replayed"


@dataclass(frozen=True, slots=True)
class Peer:
    """A neighbour who has proved who it is: our line to it, and the request's own nonce."""

    line: Link
    seal: Seal


def recognise(town: str, *, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Peer:
    """The neighbour that signed a request to one of our towns; believed, it opens that town to the request.

    Raises
    ------
    SignatureRefused : unsigned, unknown, stale, tampered with, or answered before.
    """
    seal = signatures.seal_of(headers)
    here = next((known for known in places.served_towns() if known.code == town), None)
    neighbour = seal.key.partition("/")[0]
    if here is None:
        raise UnknownKey(seal.key)
    with walls.open_to(here.id):
        line = Link.objects.filter(municipality_id=here.id, neighbour=neighbour).first()
        if line is None:
            raise UnknownKey(seal.key)
        signatures.verify(
            seal,
            signatures.request_parts(method, url, body),
            covering=signatures.REQUEST,
            public=keys.public_of(line.pk, seal.key),
            said_digest=headers.get("Content-Digest", ""),
            now=wire.real_now(),
        )
        if not keys.spend(line, seal.nonce):
            raise Replayed
    walls.admit([here.id])
    return Peer(line, seal)


def letters_for(peer: Peer, *, after: int) -> list[Sheet]:
    """Our letters behind a number; what lies before it has arrived."""
    letters.fetched(peer.line.pk, after)
    return letters.written_after(peer.line.pk, after)


def note_hint(peer: Peer) -> None:
    """The neighbour has something for us: the postman goes."""
    Link.objects.filter(pk=peer.line.pk).update(hinted_at=clock.now())
    wakeup.announce()


def medium_for(peer: Peer, *, handover: UUID, medium: UUID) -> SafeVersion:
    """A medium that we let out to the neighbour.

    Raises
    ------
    NotYours : it was not let out to them, or not yet.
    """
    return parcels.let_out(peer.line, handover=handover, medium=medium)


def sign_answer(peer: Peer, *, status: int, content_digest: str) -> dict[str, str]:
    """The headers that sign our answer, under the nonce of the question."""
    return signatures.sign(
        signatures.answer_of(status, content_digest),
        signer=keys.signer(peer.line.municipality_id),
        nonce=peer.seal.nonce,
        created=wire.real_now(),
    )
