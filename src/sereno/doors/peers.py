"""The door for other installations: our public keys, our letters for a neighbour, and their hint that theirs wait.

Nothing here answers to a session: a request is believed when its signature is, and each answer is signed in turn.
"""

import logging

import msgspec
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from sereno.doors import answers
from sereno.federation import keys, peers
from sereno.federation.peers import Peer
from sereno.federation.signatures import SignatureRefused
from sereno.kernel.errors import Malformed

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


def _peer(request: HttpRequest, town: str) -> Peer:
    """The neighbour whose signature the request carries."""
    url = request.build_absolute_uri()
    return peers.recognise(town, method=request.method or "", url=url, headers=request.headers, body=request.body)


def _signed(peer: Peer, body: bytes) -> HttpResponse:
    answer = HttpResponse(body, content_type="application/json")
    for name, value in peers.sign_answer(peer, status=200, body=body).items():
        answer[name] = value
    answer["Cache-Control"] = "no-store"
    return answer


def _refused(refused: SignatureRefused) -> HttpResponse:
    """Which check failed is for our log; outside it is one answer."""
    _log.warning("a request of another installation was refused: %s %s", refused.code, refused.message)
    return answers.as_json({"code": refused.code}, status=401)
