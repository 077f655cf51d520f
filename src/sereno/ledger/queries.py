"""Reading the ledger: everything after a cursor, the history of one incident, what is owed and what is parked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from sereno.kernel import clock
from sereno.kernel.errors import Malformed
from sereno.ledger.models import Delivery, Entry
from sereno.ledger.wires import Happened
from sereno.vocabulary.facts import Fact

# Below the oldest transaction still running: nothing can appear behind what is read.
_BELOW_HORIZON = "turn < pg_snapshot_xmin(pg_current_snapshot())::text::bigint"


@dataclass(frozen=True, slots=True, order=True)
class Cursor:
    """A place in the ledger; to clients an opaque string."""

    turn: int = 0
    id: int = 0

    def __str__(self) -> str:
        return f"{self.turn}.{self.id}"

    @classmethod
    def read(cls, written: str) -> "Cursor":
        """The cursor a client gave back.

        Raises
        ------
        Malformed : it was not made here.
        """
        turn, _, number = written.partition(".")
        if not number:  # a plain number is a place in a ledger that counts only ids
            turn, number = "0", turn
        if not (turn.isdecimal() and number.isdecimal() and len(written) < 40):
            raise Malformed("after", code="bad-cursor")
        return cls(int(turn), int(number))


@dataclass(frozen=True, slots=True)
class Page:
    """Facts in order, and the cursor to go on from."""

    facts: tuple[Happened, ...]
    cursor: Cursor


def facts_after(cursor: Cursor, *, limit: int = 500, municipality: int | None = None) -> Page:
    """The facts behind a cursor that no unfinished transaction can still come before."""
    where = ["(turn, id) > (%s, %s)"]
    values: list[object] = [cursor.turn, cursor.id]
    if connection.vendor == "postgresql":
        where.append(_BELOW_HORIZON)
    if municipality is not None:
        where.append("municipality_id = %s")
        values.append(municipality)
    columns = "id, turn, municipality_id, kind, at, actor_id, about, ids"  # named: a prepared "*" breaks at a migration
    entries = Entry.objects.raw(
        f"SELECT {columns} FROM ledger_entry WHERE {' AND '.join(where)} ORDER BY turn, id LIMIT %s",  # noqa: S608
        [*values, limit],
    )
    read = [(Cursor(entry.turn, entry.id), happened(entry)) for entry in entries]
    return Page(tuple(fact for _, fact in read), read[-1][0] if read else cursor)


def is_held_back(cursor: Cursor) -> bool:
    """Whether facts are written behind the cursor that an older, unfinished transaction still hides from readers."""
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as asked:
        asked.execute("SELECT 1 FROM ledger_entry WHERE (turn, id) > (%s, %s) LIMIT 1", [cursor.turn, cursor.id])
        return asked.fetchone() is not None


def head() -> Cursor:
    """The cursor behind the last fact that can be read now."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # the horizon itself: no table, whoever asks
            cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint, 0")
        else:
            cursor.execute("SELECT turn, id FROM ledger_entry ORDER BY turn DESC, id DESC LIMIT 1")
        last = cursor.fetchone()
    return Cursor(*last) if last else Cursor()


def history_of(incident: int) -> list[Happened]:
    """All facts about one incident, in order."""
    return [happened(entry) for entry in Entry.objects.filter(about=incident).order_by("turn", "id")]


def happened(entry: Entry) -> Happened:
    """A stored fact as readers receive it."""
    return Happened(
        entry=entry.id,
        turn=entry.turn,
        kind=entry.kind,
        municipality=entry.municipality_id,
        at=entry.at,
        actor=entry.actor_id,
        about=entry.about,
        ids=entry.ids,
    )


def due(*, limit: int) -> Sequence[Delivery]:
    """Deliveries to carry out now, the oldest first."""
    return list(
        Delivery.objects.filter(parked_at__isnull=True, due_at__lte=clock.now())
        .select_related("entry")
        .order_by("due_at", "id")[:limit]
    )


@dataclass(frozen=True, slots=True)
class Parked:
    """A reaction set aside after failing too often."""

    id: int
    reaction: str
    fact: str
    parked_at: datetime
    attempts: int
    complaint: str


def parked(municipality: int) -> list[Parked]:
    """What failed too often in one municipality, newest first."""
    rows = Delivery.objects.filter(municipality_id=municipality, parked_at__isnull=False).select_related("entry")
    return [
        Parked(row.id, row.reaction, str(row.entry), row.parked_at, row.attempts, row.complaint)
        for row in rows.order_by("-parked_at")
        if row.parked_at is not None
    ]


def owed_count() -> int:
    """How many deliveries wait to be carried out."""
    return Delivery.objects.filter(parked_at__isnull=True).count()


def latest_at() -> datetime | None:
    """The moment of the last fact written down; None in an empty ledger."""
    return Entry.objects.order_by("-id").values_list("at", flat=True).first()


def has_happened(kind: type[Fact], *, municipality: int) -> bool:
    """Whether a kind of fact was ever recorded in a municipality."""
    return Entry.objects.filter(municipality_id=municipality, kind=kind.__name__).exists()


def parked_count() -> int:
    """How many deliveries failed too often, in all municipalities."""
    return Delivery.objects.filter(parked_at__isnull=False).count()


def oldest_due_at() -> datetime | None:
    """Since when the oldest delivery waits to be carried out; None when nothing is owed."""
    owed = Delivery.objects.filter(parked_at__isnull=True).order_by("due_at")
    return owed.values_list("due_at", flat=True).first()


def turns_ahead() -> int:
    """How far stored facts are ahead of the database's own count of transactions; 0 is as it should be.

    After a restore into a new PostgreSQL cluster the count begins anew, and readers would wait for it to catch up.
    """
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(turn), 0) - pg_current_xact_id()::text::bigint FROM ledger_entry")
        (ahead,) = cursor.fetchone() or (0,)
    return max(int(ahead), 0)
