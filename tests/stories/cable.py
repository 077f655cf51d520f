"""A cable between two installations that a test can cut: a small TCP proxy in a thread of its own."""

from __future__ import annotations

import contextlib
import select
import socket
import threading


class Cable:
    """Carries connections from its own port to another; cut, it drops those it has and takes no more."""

    def __init__(self, to_port: int) -> None:
        self.to_port = to_port
        self.is_cut = False
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._ear = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._ear.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        self.is_cut = True
        with self._lock:
            for end in self._open:
                with contextlib.suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        self.is_cut = False

    def close(self) -> None:
        self.cut()
        self._ear.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._ear.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=(near,), daemon=True).start()

    def _carry(self, near: socket.socket) -> None:
        far: socket.socket | None = None
        try:
            if self.is_cut:
                return
            far = socket.create_connection(("127.0.0.1", self.to_port), timeout=5)
            with self._lock:
                self._open |= {near, far}
            self._pump(near, far)
        except OSError:
            pass
        finally:
            with self._lock:
                self._open -= {near, far} if far else {near}
            for end in (near, far):
                if end is not None:
                    end.close()

    def _pump(self, near: socket.socket, far: socket.socket) -> None:
        while not self.is_cut:
            ready, _, _ = select.select([near, far], [], [], 0.5)
            for end in ready:
                data = end.recv(65536)
                if not data:
                    return
                (far if end is near else near).sendall(data)
