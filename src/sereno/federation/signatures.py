"""HTTP Message Signatures (RFC 9421) as two installations use them: one profile, ed25519, nothing negotiable; pure.

A request covers method, authority, path, query and the digest of its body; an answer its status and digest, under the
request's own nonce, so that no recorded answer fits another request. The covered components are compared as a whole: a
signature that covers less is refused, not interpreted.

SignatureRefused (kernel.errors.Refusal)
├── Unsigned        no signature of our profile
├── UnknownKey      signed with a key we do not trust
├── Stale           made too long ago, or in the future, or meant to live too long
└── Tampered        the signature or the digest does not fit what arrived
"""

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sereno.kernel.errors import Refusal

LIFE_S = 60
SLACK_S = 120  # how far two clocks may be apart
REQUEST = ("@method", "@authority", "@path", "@query", "content-digest")
ANSWER = ("@status", "content-digest")
_LABEL = "sereno"
_INPUT = re.compile(
    r'^sereno=(?P<params>\((?P<covered>"[a-z@-]+"(?: "[a-z@-]+")*)\);created=(?P<created>\d{1,12})'
    r';expires=(?P<expires>\d{1,12});nonce="(?P<nonce>[A-Za-z0-9_-]{16,64})";alg="ed25519";keyid="(?P<key>[a-z0-9._/-]{1,100})")$'
)
_SIGNATURE = re.compile(r"^sereno=:(?P<bytes>[A-Za-z0-9+/]{86}==):$")


class SignatureRefused(Refusal):
    """The root of what is wrong with a signature."""

    code = "signature-refused"


class Unsigned(SignatureRefused):
    """There is no signature of our profile."""

    code = "unsigned"


class UnknownKey(SignatureRefused):
    """The key is not one we trust."""

    code = "unknown-key"


class Stale(SignatureRefused):
    """Made too long ago, or in the future."""

    code = "stale"


class Tampered(SignatureRefused):
    """What arrived is not what was signed."""

    code = "tampered"


@dataclass(frozen=True, slots=True)
class Seal:
    """A signature's own claims, before anything is believed."""

    key: str
    nonce: str
    created: int
    expires: int
    covered: tuple[str, ...]
    params: str
    signature: bytes


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key with the name under which its public half is published."""

    name: str
    private: Ed25519PrivateKey


def request_parts(method: str, url: str, body: bytes) -> dict[str, str]:
    """The components of a request.

    >>> request_parts("get", "https://Muni.cl/peers/a?after=3", b"")["@query"]
    '?after=3'
    """
    address = urlsplit(url)
    return {
        "@method": method.upper(),
        "@authority": address.netloc.lower().removesuffix(":443" if address.scheme == "https" else ":80"),
        "@path": address.path or "/",
        "@query": f"?{address.query}",
        "content-digest": digest(body),
    }


def answer_parts(status: int, body: bytes) -> dict[str, str]:
    """The components of an answer."""
    return answer_of(status, digest(body))


def answer_of(status: int, content_digest: str) -> dict[str, str]:
    """The components of an answer whose body was digested while it passed."""
    return {"@status": str(status), "content-digest": content_digest}


def digest(body: bytes) -> str:
    """The Content-Digest of a body (RFC 9530).

    >>> digest(b"")
    'sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:'
    """
    return digest_of(hashlib.sha256(body).digest())


def digest_of(sha256: bytes) -> str:
    """The Content-Digest of what has this SHA-256."""
    return f"sha-256=:{base64.b64encode(sha256).decode()}:"


def sign(parts: Mapping[str, str], *, signer: Signer, nonce: str, created: int) -> dict[str, str]:
    """The headers that sign these components."""
    covered = " ".join(f'"{name}"' for name in parts)
    params = (
        f'({covered});created={created};expires={created + LIFE_S};nonce="{nonce}";alg="ed25519";keyid="{signer.name}"'
    )
    signature = base64.b64encode(signer.private.sign(base_of(parts, params))).decode()
    return {
        "Content-Digest": parts["content-digest"],
        "Signature-Input": f"{_LABEL}={params}",
        "Signature": f"{_LABEL}=:{signature}:",
    }


def base_of(parts: Mapping[str, str], params: str) -> bytes:
    """The signature base: what is really signed (RFC 9421, 2.5)."""
    lines = [f'"{name}": {value}' for name, value in parts.items()]
    return "\n".join([*lines, f'"@signature-params": {params}']).encode()


def seal_of(headers: Mapping[str, str]) -> Seal:
    """What a message claims about its signature.

    Raises
    ------
    Unsigned : it has none of our profile.
    """
    said = _INPUT.match(headers.get("Signature-Input", ""))
    signature = _SIGNATURE.match(headers.get("Signature", ""))
    if said is None or signature is None:
        raise Unsigned
    return Seal(
        key=said["key"],
        nonce=said["nonce"],
        created=int(said["created"]),
        expires=int(said["expires"]),
        covered=tuple(name.strip('"') for name in said["covered"].split(" ")),
        params=said["params"],
        signature=base64.b64decode(signature["bytes"]),
    )


def verify(
    seal: Seal, parts: Mapping[str, str], *, covering: Sequence[str], public: bytes, said_digest: str, now: int
) -> None:
    """Refuse a message whose signature does not hold for what arrived.

    Raises
    ------
    Stale, Tampered, Unsigned
    """
    if seal.covered != tuple(covering):
        raise Unsigned
    if not (seal.created - SLACK_S <= now <= seal.expires + SLACK_S and 0 < seal.expires - seal.created <= LIFE_S):
        raise Stale
    if said_digest != parts["content-digest"]:
        raise Tampered
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(seal.signature, base_of(parts, seal.params))
    except (InvalidSignature, ValueError):
        raise Tampered from None
