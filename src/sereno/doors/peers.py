"""The door for other installations: our public keys, our letters and media for a neighbour, and their hint.

Nothing here answers to a session: a request is believed when its signature is, and each answer is signed in turn.
"""

import hashlib
import logging
from http import HTTPStatus
from typing import TypeVar
from uuid import UUID

import msgspec
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from sereno.doors import answers
from sereno.federation import keys, peers, signatures
from sereno.federation.peers import Peer
from sereno.federation.signatures import SignatureRefused
from sereno.kernel.errors import Malformed, NotYours

Answer = TypeVar("Answer", bound=HttpResponseBase)
_log = logging.getLogger(__name__)


@require_safe
def published(request: HttpRequest) -> HttpResponse:
    """The towns served here and the public halves of their keys."""
    answer = HttpResponse(msgspec.json.encode(keys.published()), content_type="application/json")
    answer["Cache-Control"] = "max-age=60"
    return answer


@require_safe
def letters(request: HttpRequest, town: str) -> HttpResponse:
    """Our letters for the neighbour who asks, behind the number they have."""
    try:
        peer = _peer(request, town)
        after = request.GET.get("after", "")
        if not after.isdecimal() or len(after) > 15:
            raise Malformed("after")
        return _signed(peer, msgspec.json.encode(peers.letters_for(peer, after=int(after))))
    except SignatureRefused as refused:
        return _refused(refused)
    except Malformed as wrong:
        return answers.problem(wrong)


@csrf_exempt  # the signature says who asks; there is no session another site could borrow
@require_POST
def hint(request: HttpRequest, town: str) -> HttpResponse:
    """Something waits for us at the neighbour who says so."""
    try:
        peer = _peer(request, town)
        peers.note_hint(peer)
        return _signed(peer, b"{}")
    except SignatureRefused as refused:
        return _refused(refused)


@require_safe
def medium(request: HttpRequest, town: str, handover: UUID, ref: UUID) -> HttpResponseBase:
    """The safe version of a medium that goes with a handover; 404 while it cannot be had, 410 when it never can."""
    try:
        peer = _peer(request, town)
    except SignatureRefused as refused:
        return _refused(refused)
    try:
        safe = peers.medium_for(peer, handover=handover, medium=ref)
    except NotYours:
        return _signed(peer, b"{}", status=HTTPStatus.NOT_FOUND)
    if safe.is_hopeless:
        return _signed(peer, b"{}", status=HTTPStatus.GONE)
    if safe.path is None or not safe.path.exists():
        return _signed(peer, b"{}", status=HTTPStatus.NOT_FOUND)
    with safe.path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").digest()
    answer = FileResponse(safe.path.open("rb"), content_type=safe.declared)
    return _seal(answer, peer, status=HTTPStatus.OK, content_digest=signatures.digest_of(sha256))


def _peer(request: HttpRequest, town: str) -> Peer:
    """The neighbour whose signature the request carries."""
    url = request.build_absolute_uri()
    return peers.recognise(town, method=request.method or "", url=url, headers=request.headers, body=request.body)


def _signed(peer: Peer, body: bytes, *, status: int = HTTPStatus.OK) -> HttpResponse:
    answer = HttpResponse(body, content_type="application/json", status=status)
    return _seal(answer, peer, status=status, content_digest=signatures.digest(body))


def _seal(answer: Answer, peer: Peer, *, status: int, content_digest: str) -> Answer:
    for name, value in peers.sign_answer(peer, status=int(status), content_digest=content_digest).items():
        answer[name] = value
    answer["Cache-Control"] = "no-store"
    return answer


def _refused(refused: SignatureRefused) -> HttpResponse:
    """Which check failed is for our log; outside it is one answer."""
    _log.warning("a request of another installation was refused: %s %s", refused.code, refused.message)
    return answers.as_json({"code": refused.code}, status=401)
