"""The processes of a running demo: started, watched, and all ended together."""

import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field

_GRACE_S = 6.0
_LOOK_S = 0.25
_FIRST_ANSWER_S = 90.0


class DidNotStart(Exception):
    """The web process ended, or gave no answer in time."""


@dataclass(slots=True)
class Children:
    """The web process, and the town's life if it is wanted; `stop` may be set from a signal."""

    stop: threading.Event = field(default_factory=threading.Event)
    _web: subprocess.Popen[bytes] | None = None
    _life: subprocess.Popen[bytes] | None = None
    _life_arguments: tuple[str, ...] = ()
    _archive: subprocess.Popen[bytes] | None = None

    def start_web(self, *, port: int) -> None:
        """Start serving and wait until reports are accepted.

        Raises
        ------
        DidNotStart : the process ended or stayed silent; its own words are above.
        """
        self._web = _python("sereno.project.demo.serving", str(port))
        until = time.monotonic() + _FIRST_ANSWER_S
        while not self.stop.is_set():
            if self._web.poll() is not None or time.monotonic() > until:
                raise DidNotStart
            if _is_healthy(port):
                return
            self.stop.wait(0.1)

    def start_life(self, *arguments: str) -> None:
        """Let the town live; should that process fail, it is started again."""
        self._life_arguments = arguments
        self._life = _python("sereno.project.demo.life", *arguments)

    def start_archive(self, *arguments: str) -> None:
        """Take in the years before; it ends by itself, and what is broken off goes on at the next start."""
        self._archive = _python("sereno.project.demo.archiving", *arguments, quiet=True)

    def watch(self) -> int:
        """Wait until told to stop; returns 1 when the web process ended by itself."""
        while not self.stop.wait(_LOOK_S):
            if self._web is not None and self._web.poll() is not None:
                return 1
            if self._life is not None and self._life.poll() is not None and not self.stop.wait(3.0):
                self.start_life(*self._life_arguments)
        return 0

    def end(self) -> None:
        """End all of them, politely first."""
        running = [
            child for child in (self._archive, self._life, self._web) if child is not None and child.poll() is None
        ]
        for child in running:
            child.terminate()
        until = time.monotonic() + _GRACE_S
        for child in running:
            try:
                child.wait(max(until - time.monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def _python(module: str, *arguments: str, quiet: bool = False) -> "subprocess.Popen[bytes]":
    """A child in a session of its own, so that Ctrl-C reaches only the parent, which ends it in order."""
    told = subprocess.DEVNULL if quiet else None
    return subprocess.Popen(  # noqa: S603  (ours)
        [sys.executable, "-m", module, *arguments], start_new_session=True, stdout=told, stderr=told
    )


def _is_healthy(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
