"""Django's SQLite backend with the pen: taken before BEGIN IMMEDIATE, given back at commit, rollback or close."""

import threading
from typing import Any

from django.db.backends.sqlite3 import base

_PEN = threading.Lock()


class DatabaseWrapper(base.DatabaseWrapper):
    """One thread's connection."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._holds_pen = False

    def _start_transaction_under_autocommit(self) -> None:
        self._take_pen()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # django-stubs leaves it out
        except BaseException:
            self._give_pen_back()
            raise

    def _commit(self) -> Any:
        try:
            return super()._commit()  # type: ignore[misc]  # django-stubs leaves it out
        finally:
            self._give_pen_back_unless_open()

    def _rollback(self) -> Any:
        try:
            return super()._rollback()  # type: ignore[misc]  # django-stubs leaves it out
        finally:
            self._give_pen_back_unless_open()

    def _close(self) -> Any:
        try:
            return super()._close()  # type: ignore[misc]  # django-stubs leaves it out
        finally:
            self._give_pen_back()

    def _take_pen(self) -> None:
        if not self._holds_pen:
            _PEN.acquire()
            self._holds_pen = True

    def _give_pen_back(self) -> None:
        if self._holds_pen:
            self._holds_pen = False
            _PEN.release()

    def _give_pen_back_unless_open(self) -> None:
        """A commit that failed (disk full, busy) leaves the transaction open, and the pen with it."""
        if self.connection is None or not self.connection.in_transaction:
            self._give_pen_back()
