"""The door for other installations: who is believed, who is not, and how keys change hands."""

from __future__ import annotations

import base64
import json
import secrets
from datetime import timedelta

import msgspec
import pytest
from django.test import Client

from sereno.federation import actions, keys, signatures, wire
from sereno.federation.models import Handover, Key, Link, TrustedKey
from sereno.federation.signatures import Signer
from sereno.kernel import clock
from sereno.media.queries import safe_version
from tests.neighbours import AROMOS, attach, settle, sign
from tests.town import NOON, Cast, report

URL = "/peers/villa-sereno/letters?after=0"


@pytest.fixture
def line(town: Cast) -> Link:
    """Villa Sereno's line to Los Aromos, whose keys it has met."""
    sign(town)
    made = Link.objects.get(municipality=town.villa)
    keys.learn(made.pk, msgspec.json.encode(keys.published()))
    return made


def headers(signer: Signer, url: str = URL, *, method: str = "GET", body: bytes = b"") -> dict[str, str]:
    parts = signatures.request_parts(method, f"http://testserver{url}", body)
    return signatures.sign(parts, signer=signer, nonce=secrets.token_urlsafe(18), created=wire.real_now())


def test_a_neighbour_with_a_known_key_gets_our_letters_signed(line: Link, town: Cast) -> None:
    actions.offer(town.rosa, ref=report().incident, neighbour=AROMOS)
    asked = headers(keys.signer(town.aromos))

    answer = Client().get(URL, headers=asked)

    assert [sheet["kind"] for sheet in answer.json()] == ["offer"]
    seal = signatures.seal_of(answer.headers)
    assert seal.nonce == signatures.seal_of(asked).nonce
    public = keys.signer(town.villa).private.public_key().public_bytes_raw()
    signatures.verify(
        seal, signatures.answer_parts(200, answer.content), covering=signatures.ANSWER, public=public,
        said_digest=answer["Content-Digest"], now=wire.real_now(),
    )  # fmt: skip


def test_asking_for_what_comes_next_says_what_has_arrived(line: Link, town: Cast) -> None:
    actions.offer(town.rosa, ref=report().incident, neighbour=AROMOS)
    url = URL.replace("after=0", "after=1")

    Client().get(url, headers=headers(keys.signer(town.aromos), url))

    line.refresh_from_db()
    assert (line.written, line.fetched) == (1, 1)


def test_the_same_request_again_is_a_replay(line: Link, town: Cast) -> None:
    sent = headers(keys.signer(town.aromos))
    Client().get(URL, headers=sent)

    again = Client().get(URL, headers=sent)

    assert (again.status_code, again.json()["code"]) == (401, "replayed")


def test_nonces_are_forgotten_when_they_are_stale_anyway(line: Link, town: Cast) -> None:
    Client().get(URL, headers=headers(keys.signer(town.aromos)))

    assert keys.forget_nonces() == 0
    with clock.frozen(NOON + timedelta(minutes=11)):
        assert keys.forget_nonces() == 1


def test_without_a_signature_nothing_is_told(line: Link) -> None:
    for answer in (Client().get(URL), Client().post("/peers/villa-sereno/hint", b"{}", "application/json")):
        assert (answer.status_code, answer.json()) == (401, {"code": "unsigned"})


def test_a_key_nobody_vouched_for_is_refused(line: Link, town: Cast) -> None:
    stranger = Signer("los-aromos/20261125-evil", keys.signer(town.villa).private)

    assert Client().get(URL, headers=headers(stranger)).json() == {"code": "unknown-key"}


def test_a_neighbour_cannot_ask_for_the_letters_of_another_line(line: Link, town: Cast) -> None:
    url = "/peers/los-aromos/letters?after=0"

    assert Client().get(url, headers=headers(keys.signer(town.aromos), url)).status_code == 401


def test_a_request_for_one_place_is_refused_at_another(line: Link, town: Cast) -> None:
    sent = headers(keys.signer(town.aromos), URL)

    answer = Client().get(URL.replace("after=0", "after=5"), headers=sent)

    assert answer.json() == {"code": "tampered"}


def test_a_rotated_key_is_known_before_it_signs_and_the_old_one_ends_later(line: Link, town: Cast) -> None:
    old = keys.signer(town.aromos)
    name = keys.rotate(town.aromos)
    assert keys.signer(town.aromos).name == old.name

    assert keys.learn(line.pk, msgspec.json.encode(keys.published())) == 1

    with clock.frozen(NOON + keys.OVERLAP + timedelta(minutes=1)):
        new = keys.signer(town.aromos)
        assert new.name == name
        assert Client().get(URL, headers=headers(new)).status_code == 200
        assert Client().get(URL, headers=headers(old)).status_code == 200
    with clock.frozen(NOON + 2 * keys.OVERLAP + timedelta(minutes=1)):
        assert Client().get(URL, headers=headers(new)).status_code == 200
        assert Client().get(URL, headers=headers(old)).json() == {"code": "unknown-key"}


def test_whoever_takes_over_the_address_brings_no_keys_of_their_own(line: Link, town: Cast) -> None:
    theirs = json.loads(msgspec.json.encode(keys.published()))
    aromos = next(one for one in theirs["towns"] if one["code"] == AROMOS)
    evil = {"keyid": "los-aromos/20261126-evil", "public": base64.urlsafe_b64encode(bytes(32)).decode().rstrip("=")}
    evil |= {"endorsed_by": aromos["keys"][0]["keyid"], "endorsement": "A" * 86}
    aromos["keys"].append(evil)

    assert keys.learn(line.pk, json.dumps(theirs).encode()) == 0

    assert not TrustedKey.objects.filter(name=evil["keyid"]).exists()


def test_the_administrator_may_forget_a_neighbours_keys_and_meet_it_anew(line: Link, town: Cast) -> None:
    keys.distrust(line.pk, by=None)

    assert Client().get(URL, headers=headers(keys.signer(town.aromos))).json() == {"code": "unknown-key"}
    assert keys.learn(line.pk, msgspec.json.encode(keys.published())) == 1


def let_out(town: Cast, line: Link) -> tuple[str, bytes]:
    """A photo that went with an accepted handover: where Los Aromos asks for it, and its safe version."""
    ref = report().incident
    medium = attach(ref)
    settle()
    made = actions.offer(town.rosa, ref=ref, neighbour=AROMOS)
    Handover.objects.filter(pk=made.pk).update(state="accepted")
    safe = safe_version(medium)
    assert safe is not None
    assert safe.path is not None
    return f"/peers/villa-sereno/media/{made.key}/{medium}", safe.path.read_bytes()


def test_a_photo_is_let_out_whole_and_signed(line: Link, town: Cast) -> None:
    url, content = let_out(town, line)
    asked = headers(keys.signer(town.aromos), url)

    answer = Client().get(url, headers=asked)

    told = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert told == content
    assert answer["Content-Type"] == "image/jpeg"
    seal = signatures.seal_of(answer.headers)
    public = keys.signer(town.villa).private.public_key().public_bytes_raw()
    signatures.verify(
        seal, signatures.answer_parts(200, told), covering=signatures.ANSWER, public=public,
        said_digest=answer["Content-Digest"], now=wire.real_now(),
    )  # fmt: skip


def test_a_photo_needs_the_signature_of_the_town_it_was_let_out_to(line: Link, town: Cast) -> None:
    url, _ = let_out(town, line)
    stranger = Signer("los-aromos/20261125-evil", keys.signer(town.villa).private)

    assert Client().get(url).status_code == 401
    assert Client().get(url, headers=headers(stranger, url)).status_code == 401


def test_a_photo_that_was_not_let_out_is_not_found(line: Link, town: Cast) -> None:
    url, _ = let_out(town, line)
    other = f"{url[:-36]}{attach(report().incident)}"

    answer = Client().get(other, headers=headers(keys.signer(town.aromos), other))

    assert answer.status_code == 404
    assert signatures.seal_of(answer.headers)


def test_private_keys_are_published_nowhere_and_lie_sealed(line: Link, town: Cast) -> None:
    raw = keys.signer(town.villa).private.private_bytes_raw()
    shapes = {raw.hex(), base64.b64encode(raw).decode(), base64.urlsafe_b64encode(raw).decode().rstrip("=")}

    told = Client().get("/.well-known/sereno-peer.json").content.decode()

    assert not any(shape in told for shape in shapes)
    assert not any(shape in key.sealed for key in Key.objects.all() for shape in shapes)


@pytest.mark.parametrize(
    "address",
    [
        "https://127.0.0.1", "https://localhost:8000", "https://10.1.2.3", "https://192.168.0.9", "https://[::1]",
        "https://169.254.169.254/latest", "https://[::ffff:10.0.0.1]", "https://[64:ff9b::a00:1]", "https://0.0.0.0",
        "http://200.1.123.4", "ftp://200.1.123.4", "https://user@200.1.123.4", "nonsense",
    ],
)  # fmt: skip
def test_no_neighbours_address_leads_into_our_own_network(address: str, settings: object) -> None:
    settings.PEERS_ON_LAN = False  # type: ignore[attr-defined] # pytest-django's settings take any name

    with pytest.raises(wire.Unreachable):
        wire.guarded(address)


def test_a_network_without_internet_may_be_allowed(settings: object) -> None:
    settings.PEERS_ON_LAN = True  # type: ignore[attr-defined]

    assert wire.guarded("http://127.0.0.1:8001") == ("127.0.0.1", "127.0.0.1", 8001)
