"""Django's PostgreSQL backend with a health check that costs no question, and the second wall on each connection.

Django asks `SELECT 1` at each request. A server that went away leaves its end of the idle socket readable, so a look
is enough in the ordinary case, and only then the question is asked.

The towns that are open (`walls.openings`) are a setting of the database's session. It is sent before the next statement
when it is another than the session has, so that a town alone never pays for it. A rolled back transaction takes the
setting back with it; then it is sent again.
"""

import select
from typing import Any

from django.db.backends.postgresql import base

from sereno.walls import openings


class DatabaseWrapper(base.DatabaseWrapper):
    """One thread's connection."""

    _towns: str | None = None  # as the session has them; None where that is not known

    def is_usable(self) -> bool:
        """Whether the connection can be used."""
        if self.connection is None or self.connection.closed:
            return False
        readable, _, _ = select.select([self.connection], [], [], 0)
        return not readable or bool(super().is_usable())

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A connection whose session has no towns yet."""
        self._towns = None
        return super().get_new_connection(conn_params)

    def create_cursor(self, name: str | None = None) -> Any:
        """A cursor of a session that has the towns open now."""
        wanted = openings.setting()
        if wanted != self._towns:
            self.connection.execute("SELECT set_config('sereno.towns', %s, false)", [wanted])
            self._towns = wanted
        return super().create_cursor(name)

    def _rollback(self) -> None:
        self._towns = None
        super()._rollback()  # type: ignore[misc]  # not in the stubs

    def _savepoint_rollback(self, sid: str) -> None:
        self._towns = openings.setting()  # in a failed transaction nothing else may be sent before
        try:
            super()._savepoint_rollback(sid)  # type: ignore[misc]
        finally:
            self._towns = None
