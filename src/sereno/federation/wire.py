"""Speaking to another installation: signed requests, signed answers, and no way into our own network."""

import hashlib
import ipaddress
import secrets
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from http import HTTPStatus
from typing import BinaryIO
from urllib.parse import urlsplit
from uuid import UUID

import httpx
from django.conf import settings

from sereno.federation import keys, letters, signatures
from sereno.federation.letters import Sheet
from sereno.federation.models import Link
from sereno.federation.signatures import Signer

MOST_BYTES = 8 * 1024 * 1024
_LONGEST_FETCH_S = 120.0
_PATIENCE = httpx.Timeout(8, connect=3)
_TRANSLATED = tuple(ipaddress.ip_network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16"))


class Unreachable(Exception):
    """The other installation did not answer, or not as one of ours does."""


class NotThere(Exception):
    """The medium cannot be had now; it may be later."""


class Gone(Exception):
    """The medium will never be had."""


def guarded(address: str) -> tuple[str, str, int]:
    """Host, one of its network addresses, and the port of a peer; resolved here, so that what was checked is used.

    Raises
    ------
    Unreachable : it is not https, or leads into a private network; `SERENO_PEERS_ON_LAN` allows both.
    """
    url = urlsplit(address)
    if url.scheme not in ("http", "https") or not url.hostname or url.username is not None:
        raise Unreachable("not an address of a web server")
    if url.scheme == "http" and not settings.PEERS_ON_LAN:
        raise Unreachable("not https")
    port = url.port or (443 if url.scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(url.hostname, port, type=socket.SOCK_STREAM)
    except OSError as failed:
        raise Unreachable(f"{url.hostname} cannot be found") from failed
    addresses = [str(entry[4][0]) for entry in found]
    if not settings.PEERS_ON_LAN and not all(is_public(one) for one in addresses):
        raise Unreachable(f"{url.hostname} leads into a private network")
    return url.hostname, addresses[0], port


def is_public(address: str) -> bool:
    """Whether an address belongs to the open internet; translated forms of private ones do not.

    >>> [is_public(one) for one in ("200.1.123.4", "10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::a00:1", "169.254.169.254")]
    [True, False, False, False, False]
    """
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return is_public(str(found.ipv4_mapped))
        if any(found in net for net in _TRANSLATED):
            return False
    return found.is_global and not found.is_multicast


@cache
def _client(base: str) -> httpx.Client:
    """One client per installation; redirects are never followed, and proxies of the environment not used."""
    del base
    return httpx.Client(timeout=_PATIENCE, follow_redirects=False, trust_env=False)


def published_keys(base: str) -> bytes:
    """The other installation's key document."""
    status, body, _ = call(base, "GET", "/.well-known/sereno-peer.json", b"", {})
    if status != 200:
        raise Unreachable(f"the key document was answered {status}")
    return body


def fetch_letters(line: Link, *, base: str, after: int) -> list[Sheet]:
    """A neighbour's letters behind a number; asking also says that we have everything up to it.

    Raises
    ------
    Unreachable, SignatureRefused, Malformed
    """
    path = f"/peers/{line.neighbour}/letters?after={after}"
    return letters.sheets_of(_signed(line, base, "GET", path, b""))


def hint(line: Link, *, base: str) -> None:
    """Tell a neighbour that something waits. It may be lost: they ask by themselves now and then."""
    _signed(line, base, "POST", f"/peers/{line.neighbour}/hint", b"{}")


def fetch_medium(line: Link, *, base: str, handover: UUID, medium: UUID, into: BinaryIO, most_bytes: int) -> str:
    """Write a neighbour's medium to a file, whole and as it was signed, or not at all. Returns its type.

    Raises
    ------
    NotThere, Gone, Unreachable, SignatureRefused
    OverflowError : it is longer than we take.
    """
    path = f"/peers/{line.neighbour}/media/{handover}/{medium}"
    nonce = secrets.token_urlsafe(18)
    headers = _headers(keys.signer(line.municipality_id), "GET", base + path, b"", nonce)
    until, sha256, size = time.monotonic() + _LONGEST_FETCH_S, hashlib.sha256(), 0
    with _answer(base, "GET", path, b"", headers) as answer:
        for piece in answer.iter_bytes():
            size += len(piece)
            if size > most_bytes:
                raise OverflowError(path)
            if time.monotonic() > until:
                raise Unreachable("a medium takes too long")
            sha256.update(piece)
            into.write(piece)
    _believe(line, nonce, answer.status_code, signatures.digest_of(sha256.digest()), answer.headers)
    if answer.status_code == HTTPStatus.GONE:
        raise Gone(path)
    if answer.status_code != HTTPStatus.OK:
        raise NotThere(path)
    return str(answer.headers.get("Content-Type", ""))


def _signed(line: Link, base: str, method: str, path: str, body: bytes) -> bytes:
    signer = keys.signer(line.municipality_id)
    nonce = secrets.token_urlsafe(18)
    headers = _headers(signer, method, base + path, body, nonce)
    status, answered, told = call(base, method, path, body, headers)
    if status != 200:
        raise Unreachable(f"answered {status}: {answered[:120].decode(errors='replace')}")
    _believe(line, nonce, status, signatures.digest(answered), told)
    return answered


def _believe(line: Link, nonce: str, status: int, content_digest: str, told: Mapping[str, str]) -> None:
    """Refuse an answer that is not the neighbour's own to this very question."""
    seal = signatures.seal_of(told)
    if seal.nonce != nonce:
        raise signatures.Tampered
    signatures.verify(
        seal,
        signatures.answer_of(status, content_digest),
        covering=signatures.ANSWER,
        public=keys.public_of(line.pk, seal.key),
        said_digest=told.get("Content-Digest", ""),
        now=real_now(),
    )


def _headers(signer: Signer, method: str, url: str, body: bytes, nonce: str) -> dict[str, str]:
    parts = signatures.request_parts(method, url, body)
    return signatures.sign(parts, signer=signer, nonce=nonce, created=real_now())


def real_now() -> int:
    """The world's time: signatures are between installations, whatever a demo's clock shows."""
    return int(time.time())


def call(
    base: str, method: str, path: str, body: bytes, headers: Mapping[str, str]
) -> tuple[int, bytes, httpx.Headers]:
    """One request to a peer's fixed address: status, body and headers of the answer.

    Raises
    ------
    Unreachable
    """
    with _answer(base, method, path, body, headers) as answer:
        return answer.status_code, _read(answer), answer.headers


@contextmanager
def _answer(base: str, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Iterator[httpx.Response]:
    """An answer as it begins to come in."""
    host, address, port = guarded(base)
    url = urlsplit(base)
    literal = f"[{address}]" if ":" in address else address
    target = f"{url.scheme}://{literal}:{port}{url.path.rstrip('/')}{path}"
    sent = {"Content-Type": "application/json", **headers, "Host": url.netloc}
    try:
        with _client(base).stream(
            method, target, content=body or None, headers=sent, extensions={"sni_hostname": host}
        ) as answer:
            yield answer
    except httpx.HTTPError as failed:
        raise Unreachable(f"{type(failed).__name__}: {failed}") from failed


def _read(answer: httpx.Response) -> bytes:
    """The body, refused once it grows past what letters can be."""
    read = bytearray()
    for piece in answer.iter_bytes():
        read += piece
        if len(read) > MOST_BYTES:
            raise Unreachable("the answer is too large")
    return bytes(read)
