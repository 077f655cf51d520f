"""The live stream: `GET /live` as Server-Sent Events, a small ASGI application of its own.

One tail reads the ledger for the whole process; each listener only receives what it may see.
"""

from sereno.doors.live.answer import answer
from sereno.doors.live.hub import Hub

__all__ = ["Hub", "answer"]
