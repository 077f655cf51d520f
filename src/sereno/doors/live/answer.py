"""Answering one `GET /live`: who is it, what did they miss, and then everything as it happens."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings
from django.db import connection

from sereno.dispatch import queries as dispatch
from sereno.doors import shapes
from sereno.doors.live import news
from sereno.doors.live.hub import Hub
from sereno.doors.live.items import event
from sereno.doors.live.listeners import Ear, Listener
from sereno.incidents import queries as incidents
from sereno.kernel import ids
from sereno.kernel.errors import Malformed, NotYours
from sereno.ledger import queries as ledger
from sereno.ledger.wires import Happened
from sereno.people import queries as people
from sereno.people.rules import Ability
from sereno.walls import openings as walls

MOST_MISSED = 2000
_RECHECK_STAFF_S = 60.0  # roles are felt at once by their facts; this is for what has none, as a session that ended
_RECHECK_S = 180.0
_RIGHTS_KEPT_S = 1.0
_MOST_RIGHTS = 20_000
_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a connection asked for."""

    session: str
    follow: str
    after: ledger.Cursor | None


async def answer(hub: Hub, scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Serve one listener until it leaves."""
    loop = asyncio.get_running_loop()
    try:
        asked = _asked(scope)
        ear = await loop.run_in_executor(hub.threads, _ear, asked)
    except Malformed:
        await _refuse(send, 400, b'{"title":"Bad cursor","status":400,"code":"bad-cursor"}')
        return
    except NotYours:
        await _refuse(send, 401, b'{"title":"Please sign in","status":401,"code":"sign-in"}')
        return
    listener = Listener(ear)
    upto = hub.join(listener)
    gone = asyncio.ensure_future(_gone(receive))
    try:
        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        await _send(send, await loop.run_in_executor(hub.threads, _beginning, ear, asked.after, upto))
        await _stream(hub, listener, asked, send, gone)
    finally:
        gone.cancel()
        hub.leave(listener)


async def _stream(hub: Hub, listener: Listener, asked: Asked, send: Any, gone: "asyncio.Future[None]") -> None:
    """Send what comes until the listener leaves, falls behind or loses its right."""
    loop = asyncio.get_running_loop()
    pause_s = _RECHECK_STAFF_S if listener.ear.seats else _RECHECK_S
    check_at = loop.time() + pause_s
    gone.add_done_callback(lambda _: listener.ready.set())
    while True:
        await listener.ready.wait()
        if gone.done():
            return
        if listener.is_doubted or loop.time() > check_at:  # before anything is told: whoever lost a role hears no more
            listener.is_doubted, check_at = False, loop.time() + pause_s
            try:
                if await _ear_now(hub, asked) != listener.ear:
                    return
            except NotYours:
                return
        waiting = listener.take()
        await _send(send, waiting)
        if listener.overrun:
            await _send(send, event("reset", {}))
            return


async def _ear_now(hub: Hub, asked: Asked) -> Ear:
    """What a connection may hear by now; those of one session ask together, so that thousands cost one question."""
    loop, key = asyncio.get_running_loop(), (asked.session, asked.follow)
    until, answer = hub.rights.get(key, (0.0, None))
    if answer is None or until <= loop.time():
        if len(hub.rights) > _MOST_RIGHTS:
            hub.rights.clear()
        answer = loop.run_in_executor(hub.threads, _ear, asked)
        hub.rights[key] = (loop.time() + _RIGHTS_KEPT_S, answer)
    return answer.result() if answer.done() else await asyncio.shield(answer)


async def _gone(receive: Any) -> None:
    while True:
        if (await receive())["type"] == "http.disconnect":
            return


async def _send(send: Any, body: bytes) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": True})


async def _refuse(send: Any, status: int, body: bytes) -> None:
    headers = [(b"content-type", b"application/problem+json")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})


def _asked(scope: dict[str, Any]) -> Asked:
    headers = {name.lower(): value for name, value in scope["headers"]}
    query = parse_qs(scope["query_string"].decode("latin-1"))
    written = headers.get(b"last-event-id", b"").decode("latin-1") or query.get("after", [""])[0]
    cookies: SimpleCookie = SimpleCookie()
    with suppress(CookieError):
        cookies.load(headers.get(b"cookie", b"").decode("latin-1"))
    session = cookies.get(settings.SESSION_COOKIE_NAME)
    return Asked(
        session=session.value if session else "",
        follow=query.get("follow", [""])[0],
        after=ledger.Cursor.read(written) if written else None,
    )


def _ear(asked: Asked) -> Ear:
    """What this connection may hear; runs in a thread."""
    connection.close_if_unusable_or_obsolete()
    with walls.closed():
        return _permitted(asked)


def _permitted(asked: Asked) -> Ear:
    if asked.follow:
        report = incidents.access_report(ids.read_token(asked.follow, secret=settings.SECRET_KEY))
        return Ear(report=report.pk, incident=report.incident_id, towns=(report.municipality_id,))
    if not asked.session:
        raise NotYours
    viewer = people.viewer_by_session(asked.session)
    if not viewer.places(Ability.READ_INCIDENTS) and not viewer.places(Ability.DRIVE):
        raise NotYours
    walls.admit(viewer.towns)
    unit = dispatch.unit_of(viewer)
    return Ear(seats=viewer.seats, unit=unit.pk if unit else None, towns=viewer.towns)


def _beginning(ear: Ear, after: ledger.Cursor | None, upto: ledger.Cursor) -> bytes:
    """The greeting, and what was missed since `after`; too much to send again asks for a fresh page."""
    connection.close_if_unusable_or_obsolete()
    hello = event("hello", {"cursor": str(upto), "clock": shapes.clock_shape()}, cursor=str(after or upto))
    if after is None:
        return hello
    return hello + _missed(ear, after, upto)


def _missed(ear: Ear, after: ledger.Cursor, upto: ledger.Cursor) -> bytes:
    missed: list[bytes] = []
    cursor = after
    for _ in range(MOST_MISSED // 500):
        with walls.open_to_all():  # as the tail does; the facts of other towns are dropped before their rows are read
            page = ledger.facts_after(cursor, limit=500)
        facts = [fact for fact in page.facts if ledger.Cursor(fact.turn, fact.entry) <= upto]
        missed += _heard([fact for fact in facts if fact.municipality in ear.towns], ear)
        cursor = page.cursor
        if len(page.facts) < 500 or len(facts) < len(page.facts):
            return b"".join(missed)
    return event("reset", {}, cursor=str(upto))


def _heard(facts: list[Happened], ear: Ear) -> list[bytes]:
    with walls.open_to(*ear.towns):
        return [heard for item in news.facts_as_items(facts) if (heard := item.heard_by(ear))]
