"""Remembering for a few seconds what is asked a hundred times a second and changes once a month.

Several processes serve one town; each forgets by itself after the given time, so a change reaches all within it.
"""

import threading
import time
from collections.abc import Callable, Hashable
from functools import wraps
from typing import ParamSpec, TypeVar

_P = ParamSpec("_P")
_R = TypeVar("_R")
_MOST_KEPT = 10_000
_shelves: list[dict[Hashable, tuple[float, object]]] = []


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
                found = function(*args, **kwargs)
                shelf[key] = (time.monotonic() + seconds, found)
                return found

        return answer

    return keep


def forget() -> None:
    """Forget everything: after a change in this process, and between tests."""
    for shelf in _shelves:
        shelf.clear()
