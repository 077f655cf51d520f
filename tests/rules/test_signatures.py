"""Signatures between installations: the standard's own example, and everything that must be refused."""

from __future__ import annotations

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from sereno.federation import signatures
from sereno.federation.signatures import REQUEST, Signer, Stale, Tampered, Unsigned

NOW = 1_764_000_000
NONCE = "abcdefghijklmnop1234"
SIGNER = Signer("los-aromos/20261125-ab", Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
PUBLIC = SIGNER.private.public_key().public_bytes_raw()
URL = "https://sereno.example/peers/villa-sereno/letters?after=7"

messages = st.tuples(
    st.sampled_from(["GET", "POST"]),
    st.from_regex(r"https://[a-z]{1,9}\.cl/[a-z/]{0,9}\?after=[0-9]{1,4}", fullmatch=True),
    st.binary(max_size=64),
)


def signed(method: str, url: str, body: bytes, *, created: int = NOW) -> dict[str, str]:
    parts = signatures.request_parts(method, url, body)
    return signatures.sign(parts, signer=SIGNER, nonce=NONCE, created=created)


def check(headers: dict[str, str], method: str, url: str, body: bytes, *, now: int = NOW) -> None:
    signatures.verify(
        signatures.seal_of(headers),
        signatures.request_parts(method, url, body),
        covering=REQUEST,
        public=PUBLIC,
        said_digest=headers["Content-Digest"],
        now=now,
    )


def test_the_standards_example_gives_the_standards_signature() -> None:
    """RFC 9421, B.2.6, with its published test key."""
    raw = base64.urlsafe_b64decode("n4Ni-HpISpVObnQMW0wOhCKROaIKqKtW_2ZYb2p9KcU=")
    parts = {
        "date": "Tue, 20 Apr 2021 02:07:55 GMT",
        "@method": "POST",
        "@path": "/foo",
        "@authority": "example.com",
        "content-type": "application/json",
        "content-length": "18",
    }
    params = (
        '("date" "@method" "@path" "@authority" "content-type" "content-length")'
        ';created=1618884473;keyid="test-key-ed25519"'
    )

    made = Ed25519PrivateKey.from_private_bytes(raw).sign(signatures.base_of(parts, params))

    assert base64.b64encode(made).decode() == (
        "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw=="
    )


@given(messages)
def test_what_was_signed_is_believed(message: tuple[str, str, bytes]) -> None:
    check(signed(*message), *message)


@given(messages, messages)
def test_a_signature_fits_no_other_request(first: tuple[str, str, bytes], second: tuple[str, str, bytes]) -> None:
    if signatures.request_parts(*first) == signatures.request_parts(*second):
        return

    with pytest.raises(Tampered):
        check(signed(*first), *second)


@given(st.binary(min_size=1, max_size=64), st.integers(0, 63), st.integers(1, 255))
def test_one_changed_bit_of_the_body_is_noticed(body: bytes, at: int, flip: int) -> None:
    position = at % len(body)
    changed = body[:position] + bytes([body[position] ^ flip]) + body[position + 1 :]

    with pytest.raises(Tampered):
        check(signed("POST", URL, body), "POST", URL, changed)


def test_a_body_changed_together_with_its_digest_is_noticed() -> None:
    headers = signed("POST", URL, b"one")
    headers["Content-Digest"] = signatures.digest(b"two")

    with pytest.raises(Tampered):
        check(headers, "POST", URL, b"two")


@pytest.mark.parametrize("late_s", [signatures.LIFE_S + signatures.SLACK_S + 1, 86_400])
def test_an_old_request_is_refused(late_s: int) -> None:
    with pytest.raises(Stale):
        check(signed("GET", URL, b""), "GET", URL, b"", now=NOW + late_s)


def test_a_request_from_the_future_is_refused() -> None:
    with pytest.raises(Stale):
        check(signed("GET", URL, b"", created=NOW + signatures.SLACK_S + 1), "GET", URL, b"")


def test_a_signature_that_covers_less_is_refused() -> None:
    parts = signatures.request_parts("GET", URL, b"")
    fewer = {name: value for name, value in parts.items() if name != "@query"}
    headers = signatures.sign(fewer, signer=SIGNER, nonce=NONCE, created=NOW)

    with pytest.raises(Unsigned):
        check(headers, "GET", URL, b"")


def test_another_key_under_the_same_name_is_refused() -> None:
    impostor = Signer(SIGNER.name, Ed25519PrivateKey.generate())
    headers = signatures.sign(signatures.request_parts("GET", URL, b""), signer=impostor, nonce=NONCE, created=NOW)

    with pytest.raises(Tampered):
        check(headers, "GET", URL, b"")


@pytest.mark.parametrize("header", ["Signature", "Signature-Input"])
@pytest.mark.parametrize("value", ["", "x", "sereno=()", "sig1=:AAAA:", "sereno=:AAAA:"])
def test_what_is_no_signature_of_ours_is_refused(header: str, value: str) -> None:
    with pytest.raises(Unsigned):
        check({**signed("GET", URL, b""), header: value}, "GET", URL, b"")


def test_a_signature_may_not_live_long() -> None:
    headers = signed("GET", URL, b"")
    headers["Signature-Input"] = headers["Signature-Input"].replace(f"expires={NOW + 60}", f"expires={NOW + 6000}")

    with pytest.raises(Stale):
        check(headers, "GET", URL, b"")
