"""Hearing of what other processes have set: every change of a setting is a fact, so the ledger knows."""

from django.db import DatabaseError, connection

from sereno.ledger.queries import Cursor, head
from sereno.vocabulary.facts import every_fact
from sereno.walls import openings as walls

# A process that was not asked anything for long has much to read; it is cheaper for it to forget all.
_MOST_READ = 20_000


class SettingsWatch:
    """Says at each question whether a setting was changed since the one before."""

    def __init__(self) -> None:
        self._kinds = sorted(name for name, kind in every_fact().items() if kind.is_setting)
        self._read_to: Cursor | None = None

    def __call__(self) -> bool:
        """Whether anything was set; also true where it cannot know."""
        if connection.in_atomic_block:  # it would see what may yet be undone
            return False
        try:
            with walls.open_to_all():  # which town it was is not asked
                return self._look()
        except DatabaseError:  # whoever needs the database now will say so
            return False

    def _look(self) -> bool:
        before, self._read_to = self._read_to, head()
        if before is None or self._read_to < before:
            return True
        if self._read_to == before:
            return False
        kinds = ", ".join(["%s"] * len(self._kinds))
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT count(*), coalesce(max(CASE WHEN kind IN ({kinds}) THEN 1 ELSE 0 END), 0)"  # noqa: S608
                " FROM (SELECT kind FROM ledger_entry WHERE (turn, id) > (%s, %s) AND (turn, id) <= (%s, %s) LIMIT %s)"
                " AS entries",
                [*self._kinds, before.turn, before.id, self._read_to.turn, self._read_to.id, _MOST_READ],
            )
            read, set_anew = cursor.fetchone() or (0, 0)
        return bool(set_anew) or read == _MOST_READ
