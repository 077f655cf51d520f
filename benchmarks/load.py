"""A lean load generator: keep-alive connections over plain sockets, so that the cores are left to the product."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came back for the requests of one run."""

    statuses: Sequence[int]
    latencies_s: Sequence[float]
    bodies: Sequence[bytes]
    elapsed_s: float

    @property
    def per_s(self) -> float:
        return round(len(self.statuses) / self.elapsed_s, 1)

    def percentile_ms(self, percent: float) -> float:
        return round(float(np.percentile(self.latencies_s, percent)) * 1000, 1)


@dataclass(slots=True)
class Tally:
    """What the connections write into while they run."""

    statuses: list[int] = field(default_factory=list)
    latencies_s: list[float] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)


def request(method: str, path: str, *, host: str, headers: dict[str, str] | None = None, body: bytes = b"") -> bytes:
    """Write one HTTP/1.1 request out, ready to be sent."""
    lines = [
        f"{method} {path} HTTP/1.1",
        f"Host: {host}",
        *(f"{name}: {value}" for name, value in (headers or {}).items()),
    ]
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def drive(requests: Sequence[bytes], *, port: int, connections: int) -> Outcome:
    """Send every request once, each connection taking the next as soon as it has its answer."""
    return asyncio.run(_drive(requests, port=port, connections=connections))


async def _drive(requests: Sequence[bytes], *, port: int, connections: int) -> Outcome:
    waiting, tally = iter(requests), Tally()
    streams = [await asyncio.open_connection("127.0.0.1", port) for _ in range(connections)]
    started = time.perf_counter()
    await asyncio.gather(*(_converse(reader, writer, waiting, tally) for reader, writer in streams))
    elapsed_s = time.perf_counter() - started
    for _, writer in streams:
        writer.close()
    return Outcome(tally.statuses, tally.latencies_s, tally.bodies, elapsed_s)


async def _converse(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, waiting: Iterator[bytes], tally: Tally
) -> None:
    for message in waiting:
        sent = time.perf_counter()
        writer.write(message)
        status, body = await _answer(reader)
        tally.latencies_s.append(time.perf_counter() - sent)
        tally.statuses.append(status)
        tally.bodies.append(body)


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = await reader.readuntil(b"\r\n\r\n")
    status = int(head[9:12])
    lowered = head.lower()
    at = lowered.find(b"content-length:")
    if at >= 0:
        length = int(lowered[at + 15 : lowered.index(b"\r\n", at)])
        return status, await reader.readexactly(length)
    return status, await _chunks(reader)


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    body = b""
    while size := int(await reader.readline(), 16):
        body += await reader.readexactly(size)
        await reader.readline()
    await reader.readline()
    return body
