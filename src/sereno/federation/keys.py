"""Keys: making and rotating our own, publishing them, and deciding which of a neighbour's to trust.

A neighbour's first keys are trusted when the line is first used; the administrator compares their fingerprint. Every
later key must be vouched for by one already trusted, so whoever takes over an address cannot bring keys of their own.
"""

import base64
import hashlib
from datetime import datetime, timedelta
from uuid import uuid4

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.db import IntegrityError, transaction
from django.db.models import Q

from sereno.federation import sealing
from sereno.federation.models import Key, Link, SeenNonce, TrustedKey
from sereno.federation.signatures import Signer, UnknownKey
from sereno.kernel import clock
from sereno.kernel.errors import Malformed
from sereno.ledger.actions import record
from sereno.places import queries as places
from sereno.vocabulary.facts import PeerKeyChanged
from sereno.walls import openings as walls

OVERLAP = timedelta(days=2)  # how long a new key waits before it signs, and the old one stays valid after that
KEEP_NONCES = timedelta(minutes=10)


class PublishedKey(msgspec.Struct, frozen=True, kw_only=True):
    """One key as published."""

    keyid: str
    public: str
    ends_at: datetime | None = None
    endorsed_by: str = ""
    endorsement: str = ""


class PublishedTown(msgspec.Struct, frozen=True, kw_only=True):
    """A town with its keys."""

    code: str
    name: str
    keys: tuple[PublishedKey, ...]


class Published(msgspec.Struct, frozen=True, kw_only=True):
    """`/.well-known/sereno-peer.json`."""

    version: int = 1
    letters: str = "/peers/{town}/letters"
    towns: tuple[PublishedTown, ...]


def signer(municipality: int) -> Signer:
    """The key that signs for a town now; made at the first need."""
    now = clock.now()
    ours = Key.objects.filter(_valid(now), municipality_id=municipality, signs_from__lte=now)
    key = ours.order_by("-signs_from").first() or _make(municipality, signs_from=now, by=None)
    raw = sealing.opened(key.sealed)
    return Signer(key.name, Ed25519PrivateKey.from_private_bytes(raw))


@transaction.atomic
def rotate(municipality: int, *, by: int | None = None, overlap: timedelta = OVERLAP) -> str:
    """Make the next key: published at once, signing after the overlap; the earlier ones end an overlap later."""
    now = clock.now()
    current = signer(municipality)
    made = _make(municipality, signs_from=now + overlap, by=by, vouched_by=current)
    earlier = Key.objects.filter(municipality_id=municipality, ends_at__isnull=True).exclude(pk=made.pk)
    earlier.update(ends_at=now + 2 * overlap)
    return made.name


@transaction.atomic
def _make(municipality: int, *, signs_from: datetime, by: int | None, vouched_by: Signer | None = None) -> Key:
    private = Ed25519PrivateKey.generate()
    town = places.town(municipality)
    name = f"{town.code}/{signs_from:%Y%m%d}-{uuid4().hex[:8]}"
    public = _text(private.public_key().public_bytes_raw())
    key = Key.objects.create(
        municipality_id=municipality,
        name=name,
        sealed=sealing.sealed(private.private_bytes_raw()),
        public=public,
        endorsed_by=vouched_by.name if vouched_by else "",
        endorsement=_text(vouched_by.private.sign(_vow(name, public))) if vouched_by else "",
        made_at=clock.now(),
        signs_from=signs_from,
    )
    record(PeerKeyChanged(key=name), municipality=municipality, actor=by, at=clock.now())
    return key


def published() -> Published:
    """What other installations may know: the towns served here with the public halves of their keys."""
    now = clock.now()
    towns = []
    for town in places.served_towns():
        with walls.open_to(town.id):
            keys = _ours(town.id, now)
        shown = (
            PublishedKey(
                keyid=key.name,
                public=key.public,
                ends_at=key.ends_at,
                endorsed_by=key.endorsed_by,
                endorsement=key.endorsement,
            )
            for key in keys
        )
        if keys:
            towns.append(PublishedTown(code=town.code, name=town.name, keys=tuple(shown)))
    return Published(towns=tuple(towns))


def _ours(municipality: int, now: datetime) -> list[Key]:
    """A town's valid keys, the first made where it has neighbours; none where it has no neighbour."""
    if not Link.objects.filter(municipality_id=municipality).exists():
        return []
    signer(municipality)
    return list(Key.objects.filter(_valid(now), municipality_id=municipality).order_by("id"))


@transaction.atomic
def learn(link: int, raw: bytes) -> int:
    """Take over a neighbour's published keys, those that may be trusted. Returns how many are new.

    Raises
    ------
    Malformed : it is no such document, or does not name the neighbour.
    """
    line = Link.objects.select_for_update().get(pk=link)
    try:
        document = msgspec.json.decode(raw, type=Published)
    except msgspec.DecodeError as wrong:
        raise Malformed(str(wrong), code="bad-keys") from wrong
    town = next((town for town in document.towns if town.code == line.neighbour), None)
    if town is None:
        raise Malformed(f"{line.neighbour} is not served there", code="bad-keys")
    known = {key.name: key for key in TrustedKey.objects.filter(link=line)}
    is_first = not known
    new = 0
    for key in town.keys:  # in the order they were made, so each can vouch for the next
        if key.keyid in known:
            TrustedKey.objects.filter(pk=known[key.keyid].pk).update(ends_at=key.ends_at)
        elif key.keyid.startswith(f"{line.neighbour}/") and (is_first or _is_vouched_for(key, known)):
            known[key.keyid] = _trust(line, key)
            new += 1
    gone = set(known) - {key.keyid for key in town.keys}
    TrustedKey.objects.filter(link=line, name__in=gone, ends_at__isnull=True).update(ends_at=clock.now())
    return new


def _trust(line: Link, key: PublishedKey) -> TrustedKey:
    if len(_bytes(key.public)) != 32:
        raise Malformed(key.keyid, code="bad-keys")
    now = clock.now()
    record(PeerKeyChanged(key=key.keyid), municipality=line.municipality_id, actor=None, at=now)
    return TrustedKey.objects.create(
        municipality_id=line.municipality_id,
        link=line,
        name=key.keyid,
        public=key.public,
        trusted_at=now,
        ends_at=key.ends_at,
    )


def _is_vouched_for(key: PublishedKey, known: dict[str, TrustedKey]) -> bool:
    witness = known.get(key.endorsed_by)
    if witness is None or (witness.ends_at is not None and witness.ends_at <= clock.now()):
        return False
    try:
        public = Ed25519PublicKey.from_public_bytes(_bytes(witness.public))
        public.verify(_bytes(key.endorsement), _vow(key.keyid, key.public))
    except (InvalidSignature, ValueError):
        return False
    return True


@transaction.atomic
def distrust(link: int, *, by: int | None) -> None:
    """Forget a neighbour's keys: the next ones are met as if for the first time."""
    line = Link.objects.select_for_update().get(pk=link)
    for key in TrustedKey.objects.filter(link=line):
        record(PeerKeyChanged(key=key.name), municipality=line.municipality_id, actor=by, at=clock.now())
    TrustedKey.objects.filter(link=line).delete()


def public_of(link: int, name: str) -> bytes:
    """A trusted key of a neighbour.

    Raises
    ------
    UnknownKey : there is none of this name, or its time is over.
    """
    key = TrustedKey.objects.filter(_valid(clock.now()), link_id=link, name=name).first()
    if key is None:
        raise UnknownKey(name)
    return _bytes(key.public)


def spend(link: Link, nonce: str) -> bool:
    """Remember a request's nonce; False when it was used before."""
    try:
        with transaction.atomic():
            SeenNonce.objects.create(municipality_id=link.municipality_id, link=link, nonce=nonce, seen_at=clock.now())
    except IntegrityError:
        return False
    return True


def forget_nonces() -> int:
    """Nonces whose requests would be refused as stale anyway."""
    with walls.open_to_all():
        deleted, _ = SeenNonce.objects.filter(seen_at__lt=clock.now() - KEEP_NONCES).delete()
    return deleted


def fingerprint(public: str) -> str:
    """A key as two people compare it by telephone."""
    raw = hashlib.sha256(_bytes(public)).hexdigest()[:32]
    return " ".join(raw[start : start + 4] for start in range(0, 32, 4))


def _valid(now: datetime) -> Q:
    return Q(ends_at__isnull=True) | Q(ends_at__gt=now)


def _vow(name: str, public: str) -> bytes:
    return f"sereno key {name} {public}".encode()


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
