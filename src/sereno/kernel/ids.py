"""Identifiers: time-ordered UUIDs for things made here, stable ones for keys given by others, secret link tokens."""

import base64
import hashlib
import hmac
import os
import time
from uuid import UUID, uuid5

_KEYS = UUID("6f5bb1de-6d2b-5b2e-9a53-70c1f7f3a9a4")  # namespace for foreign idempotency keys; never change it
_MAC_BYTES = 12


def uuid7() -> UUID:
    """A new UUID version 7 (RFC 9562): 48 bits of milliseconds, the rest random."""
    stamp = int(time.time() * 1000).to_bytes(6, "big")
    noise = bytearray(os.urandom(10))
    noise[0] = 0x70 | noise[0] & 0x0F
    noise[2] = 0x80 | noise[2] & 0x3F
    return UUID(bytes=stamp + bytes(noise))


def from_key(key: str) -> UUID:
    """The UUID a client's key stands for: itself when it is one, else a stable one made from its text.

    >>> from_key("abc") == from_key("abc")
    True
    """
    try:
        return UUID(key)
    except ValueError:
        return uuid5(_KEYS, key)


def secret_token(identifier: UUID, *, secret: str) -> str:
    """A link token that names a record and proves it was handed out by us; nothing is stored."""
    return _encode(identifier.bytes + _mac(identifier, secret))


def read_token(token: str, *, secret: str) -> UUID | None:
    """The record a link token names, or None when it was not made with this secret."""
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except ValueError:
        return None
    if len(raw) != 16 + _MAC_BYTES or _encode(raw) != token:  # one secret, one spelling
        return None
    identifier = UUID(bytes=raw[:16])
    return identifier if hmac.compare_digest(raw[16:], _mac(identifier, secret)) else None


def _mac(identifier: UUID, secret: str) -> bytes:
    return hmac.new(secret.encode(), b"follow:" + identifier.bytes, hashlib.sha256).digest()[:_MAC_BYTES]


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
