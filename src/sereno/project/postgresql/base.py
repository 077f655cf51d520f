"""Django's PostgreSQL backend; before a kept connection is used again, its socket is looked at.

Django asks `SELECT 1` at each request. A server that went away leaves its end of the idle socket readable, so a look
is enough in the ordinary case, and only then the question is asked.
"""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """One thread's connection."""

    def is_usable(self) -> bool:
        """Whether the connection can be used."""
        if self.connection is None or self.connection.closed:
            return False
        readable, _, _ = select.select([self.connection], [], [], 0)
        return not readable or bool(super().is_usable())
