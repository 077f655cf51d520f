"""One origin as an ASGI application: the live stream directly, everything else handed to WSGI threads."""

import asyncio
import os
import threading
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sereno.project.settings")

from sereno.project.wsgi import application as pages  # Django must be set up before the rooms load

# isort: split

from a2wsgi import WSGIMiddleware
from django.db import connection

from sereno.doors.live import Hub, answer
from sereno.federation import postman
from sereno.ledger import work
from sereno.project import importer, orphans

_WSGI_THREADS = 16
_pages = WSGIMiddleware(pages, workers=_WSGI_THREADS)  # type: ignore[arg-type]  # Django's WSGI types are looser
_hub = Hub()
_stop = threading.Event()


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Route one connection."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send, with_worker=os.environ.get("SERENO_WITH_WORKER") == "1")
    elif scope["type"] == "http" and scope["path"] == "/live":
        await answer(_hub, scope, receive, send)
    elif scope["type"] == "http":
        # a2wsgi names the keys of scope, granian does not
        await _pages(scope, _as_coroutine(receive), send)  # type: ignore[arg-type]


def _as_coroutine(receive: Any) -> Any:
    """Granian's `receive` gives a future; a2wsgi hands it to another thread, which only takes coroutines."""

    async def hear() -> Any:
        return await receive()

    return hear


async def live_only(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """The live stream alone, for `sereno live` behind a proxy."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send, with_worker=False)
    elif scope["type"] == "http":
        await answer(_hub, scope, receive, send)


async def _lifespan(receive: Any, send: Any, *, with_worker: bool) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            orphans.leave_with_parent()
            await _hub.start(asyncio.get_running_loop())
            if with_worker:
                threading.Thread(target=postman.run_until, args=(_stop,), name="postman", daemon=True).start()
                threading.Thread(target=importer.run_until, args=(_stop,), name="importer", daemon=True).start()
                threading.Thread(target=_work, name="worker", daemon=True).start()
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            _stop.set()
            await _hub.stop()
            await send({"type": "lifespan.shutdown.complete"})
            return


def _work() -> None:
    try:
        work.work_until(_stop)
    finally:
        connection.close()
