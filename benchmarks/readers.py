"""Thousands of live readers in one process: plain sockets under epoll, each remembering when it heard which fact.

`python -m benchmarks.readers PORT COUNT COOKIE` connects, writes how many were greeted, reads until its standard input
is closed, and then writes as JSON when each report was heard by each reader, and how many readers the stream let go.
"""

from __future__ import annotations

import json
import re
import resource
import selectors
import socket
import sys
import time
from collections import defaultdict

REPORT = re.compile(rb'"report": ?"([0-9a-f-]{36})"')
END = b"\n\n"
CONNECT_AT_ONCE = 100


class Readers:
    """All the connections and what they heard."""

    def __init__(self, port: int, cookie: str) -> None:
        self.port = port
        self.greeting = (
            f"GET /live HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\nAccept: text/event-stream\r\n\r\n"
        ).encode()
        self.selector = selectors.DefaultSelector()
        self.greeted: set[int] = set()
        self.heard: dict[str, list[float]] = defaultdict(list)  # report → when each reader had it
        self.unfinished: dict[int, bytes] = {}  # events of which only the beginning has arrived
        self.left = 0

    def connect(self, count: int) -> None:
        """Open the connections in small groups, each waited for until the stream has greeted it."""
        for begun in range(0, count, CONNECT_AT_ONCE):
            group = min(CONNECT_AT_ONCE, count - begun)
            for _ in range(group):
                self._open()
            deadline = time.monotonic() + 60
            while len(self.greeted) < begun + group and time.monotonic() < deadline:
                self.read(timeout_s=0.1)

    def _open(self) -> None:
        connection = socket.create_connection(("127.0.0.1", self.port))
        connection.sendall(self.greeting)
        connection.setblocking(False)
        self.selector.register(connection, selectors.EVENT_READ)

    def read(self, *, timeout_s: float) -> None:
        """Take in whatever has arrived."""
        for key, _ in self.selector.select(timeout_s):
            connection = key.fileobj
            assert isinstance(connection, socket.socket)
            try:
                received = connection.recv(65_536)
            except BlockingIOError:
                continue
            if received:
                self._hear(key.fd, received)
            else:
                self.left += 1
                self.selector.unregister(connection)

    def _hear(self, reader: int, received: bytes) -> None:
        now = time.time()
        whole = self.unfinished.pop(reader, b"") + received
        tail = whole[whole.rfind(END) + len(END) :] if END in whole else whole
        if tail.strip():
            self.unfinished[reader] = tail
        events = whole[: len(whole) - len(tail)]
        if b"event: hello" in events:
            self.greeted.add(reader)
        if b"ReportReceived" in events:
            for report in REPORT.findall(events):
                self.heard[report.decode()].append(now)


def main(port: int, count: int, cookie: str) -> None:
    """Read until told to stop."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    readers = Readers(port, cookie)
    readers.connect(count)
    print(json.dumps({"greeted": len(readers.greeted)}), flush=True)
    orders = selectors.SelectSelector()
    orders.register(sys.stdin, selectors.EVENT_READ)
    while not orders.select(0):
        readers.read(timeout_s=0.05)
    readers.read(timeout_s=1.0)
    print(json.dumps({"left": readers.left, "heard": readers.heard}), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
