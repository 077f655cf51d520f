"""For whom the wall stands open: until somebody says so, for nobody.

What runs carries the towns whose rows it may touch; the database connection takes them over before its next statement
(`project/postgresql`). A request begins `closed`; it is opened where a permission is established: to the towns of the
viewer once they are known, to the town of a follow link, to the town that a report is for. A worker opens the town of
one delivery at a time. `open_to_all` is for what belongs to the installation: finding whose something is, and the
commands of its owner.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar

_P = ParamSpec("_P")
_R = TypeVar("_R")
ALL = "*"
NONE = "{}"
_open: ContextVar[str] = ContextVar("sereno_towns", default=NONE)


def setting() -> str:
    """The towns open here and now as PostgreSQL reads them: `{1,7}`, or `*` for all."""
    return _open.get()


@contextmanager
def closed() -> Iterator[None]:
    """Inside, nothing is open until it is opened; what was opened inside is closed again at the end."""
    with _standing(NONE):
        yield


@contextmanager
def open_to(*municipalities: int) -> Iterator[None]:
    """Inside, the rows of exactly these towns."""
    with _standing(_written(municipalities)):
        yield


def is_open_to(municipality: int) -> bool:
    """Whether the rows of a town may be touched here and now: for what is kept of it in memory or in files."""
    now = _open.get()
    return now == ALL or municipality in _read(now)


def in_its_town(ask: Callable[_P, _R]) -> Callable[_P, _R]:
    """For a query of what a town has set: open to the `municipality` it is asked for, whoever asks.

    What is remembered then does not depend on who was the first to ask.
    """

    @wraps(ask)
    def asked(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        municipality = kwargs["municipality"] if "municipality" in kwargs else args[0]
        with open_to(int(municipality)):  # type: ignore[call-overload]  # by its name a municipality's number
            return ask(*args, **kwargs)

    return asked


@contextmanager
def open_to_all() -> Iterator[None]:
    """Inside, the rows of every town: for finding out whose something is, and for the installation's own work."""
    with _standing(ALL):
        yield


def admit(municipalities: Iterable[int]) -> None:
    """From here to the end of the surrounding block also the rows of these towns."""
    now = _open.get()
    if now != ALL:
        _open.set(_written({*_read(now), *municipalities}))


@contextmanager
def _standing(towns: str) -> Iterator[None]:
    before = _open.set(towns)
    try:
        yield
    finally:
        _open.reset(before)


def _written(municipalities: Iterable[int]) -> str:
    return "{" + ",".join(str(int(number)) for number in sorted(set(municipalities))) + "}"


def _read(written: str) -> Iterable[int]:
    return (int(number) for number in written.strip("{}").split(",") if number)
