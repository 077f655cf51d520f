"""Remembering what is asked a hundred times a second and changes once a month.

Several processes serve one town. What is `remembered` each forgets by itself after the given time. What is `settled`
(what towns have set) each keeps until it hears of a change, whoever made it; with a hundred towns the same few
settings would otherwise be read again with nearly every report.
"""

import threading
import time
from collections.abc import Callable, Hashable
from functools import wraps
from typing import ParamSpec, TypeVar

_P = ParamSpec("_P")
_R = TypeVar("_R")
_MOST_KEPT = 10_000
_LONGEST_S = 60.0  # where no change can be heard of
_LISTEN_EVERY_S = 2.0
_shelves: list[dict[Hashable, tuple[float, object]]] = []


class _Ear:
    """How this process hears that something was set by another one."""

    def __init__(self) -> None:
        self.changed: Callable[[], bool] | None = None
        self.times_forgotten = 0
        self._next = 0.0
        self._lock = threading.Lock()

    def listen(self) -> None:
        """Every few seconds ask whether something has changed, and forget everything if so."""
        if self.changed is None or time.monotonic() < self._next or not self._lock.acquire(blocking=False):
            return
        try:
            self._next = time.monotonic() + _LISTEN_EVERY_S
            if self.changed():
                forget()
        finally:
            self._lock.release()


_ear = _Ear()


def remembered(seconds: float) -> Callable[[Callable[_P, _R]], Callable[_P, _R]]:
    """Keep a function's answers for `seconds`; the arguments must be hashable."""

    def keep(function: Callable[_P, _R]) -> Callable[_P, _R]:
        shelf: dict[Hashable, tuple[float, object]] = {}
        lock = threading.Lock()
        _shelves.append(shelf)

        @wraps(function)
        def answer(*args: _P.args, **kwargs: _P.kwargs) -> _R:
            key = (args, tuple(sorted(kwargs.items())))
            kept = shelf.get(key)
            if kept is not None and kept[0] > time.monotonic():
                return kept[1]  # type: ignore[return-value]  # the shelf holds this function's own answers
            with lock:
                kept = shelf.get(key)
                if kept is not None and kept[0] > time.monotonic():
                    return kept[1]  # type: ignore[return-value]
                if len(shelf) >= _MOST_KEPT:  # whoever asks for ever new things must not fill the memory
                    shelf.clear()
                before = _ear.times_forgotten
                found = function(*args, **kwargs)
                if before == _ear.times_forgotten:  # else it may be what was true before the change
                    shelf[key] = (time.monotonic() + seconds, found)
                return found

        return answer

    return keep


def settled(function: Callable[_P, _R]) -> Callable[_P, _R]:
    """Keep a function's answers until something is set anew: for what towns have set, and nothing else."""
    known = remembered(_LONGEST_S)(function)

    @wraps(function)
    def answer(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        _ear.listen()
        return known(*args, **kwargs)

    return answer


def listen_to(changed: Callable[[], bool]) -> None:
    """From now on `changed` says whether something was set since it was last asked."""
    _ear.changed = changed


def forget() -> None:
    """Forget everything: after a change in this process, and between tests."""
    _ear.times_forgotten += 1
    for shelf in _shelves:
        shelf.clear()
