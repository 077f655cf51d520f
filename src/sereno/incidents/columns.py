"""A town's incidents as columns of numbers, for figures over years of them; nothing that people wrote.

Who asks has the right to see figures; whose incidents they are is said by the department and the category of each row.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db.models import F, FloatField, Func, QuerySet
from numpy.typing import NDArray

from sereno.incidents.models import Incident, Round
from sereno.vocabulary.words import Channel, Clock, Moment, Outcome

_BATCH = 20_000
_DUE = {Clock.ANSWER: "answer_due_at", Clock.ARRIVAL: "arrival_due_at", Clock.RESOLUTION: "resolution_due_at"}
CHANNELS = tuple(Channel)
OUTCOMES = ("", *(outcome.value for outcome in Outcome))

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


class _Epoch(Func):
    """Seconds since 1970, so that no moment is made into an object that is taken apart again."""

    output_field = FloatField()

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> tuple[str, tuple[str | int, ...]]:
        return self.as_sql(compiler, connection, template="EXTRACT(EPOCH FROM %(expressions)s)::float8", **more)

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> tuple[str, tuple[str | int, ...]]:
        return self.as_sql(
            compiler, connection, template="((julianday(%(expressions)s) - 2440587.5) * 86400.0)", **more
        )


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """n incidents, by id.

    Attributes
    ----------
    ids : (n,)
    received : (n,) seconds since 1970
    moments : a (n,) column for each moment: seconds since the report came in, negative before it, nan where it has not
        been observed
    due : a (n,) column for each clock: seconds promised when the report came in, nan where nothing was
    category, department : (n,) ids
    channel, outcome : (n,) places in CHANNELS and in OUTCOMES
    zone : (n,) codes
    is_part : (n,) part of another incident, made of the same report
    """

    ids: Ints
    received: NDArray[np.float64]
    moments: dict[Moment, Floats]
    due: dict[Clock, Floats]
    category: Ints
    department: Ints
    priority: NDArray[np.int8]
    channel: NDArray[np.int8]
    outcome: NDArray[np.int8]
    zone: NDArray[np.object_]
    is_part: NDArray[np.bool_]


def columns(municipality: int, *, only: Collection[int] | None = None, above: int = 0) -> Columns:
    """The incidents of a town; with `only` these, with `above` those whose id is larger."""
    rows = Incident.objects.filter(municipality_id=municipality, pk__gt=above)
    if only is not None:
        rows = rows.filter(pk__in=list(only))
    read = [np.concatenate(pieces) for pieces in zip(*_pieces(rows), strict=True)]
    numbers, words = np.concatenate(read[: len(_numbers())]).reshape(len(_numbers()), -1), read[len(_numbers()) :]
    named = dict(zip(_numbers(), numbers, strict=True))
    received = named["received"]
    found = Columns(
        ids=named["id"].astype(np.int64),
        received=received,
        moments={moment: _since(received, named[moment.value]) for moment in Moment},
        due={clock: _since(received, named[due]) for clock, due in _DUE.items()},
        category=named["category_id"].astype(np.int64),
        department=named["department_id"].astype(np.int64),
        priority=named["priority"].astype(np.int8),
        channel=_coded(words[0], CHANNELS),
        outcome=_coded(words[1], OUTCOMES),
        zone=words[2],
        is_part=np.isfinite(named["parent_id"]),
    )
    _set_first_promises(found, named["round"] > 1, municipality=municipality)
    return found


def _since(received: Any, moment: Any) -> Any:
    """Seconds, to the millisecond: a database that counts in days is off by some millionths."""
    return np.round(moment - received, 3).astype(np.float32)


def _numbers() -> dict[str, Any]:
    """Name → what is read, as numbers."""
    moments = {moment.value: _Epoch(F(f"{moment.value}_at")) for moment in Moment}
    due = {name: _Epoch(F(name)) for name in _DUE.values()}
    plain = {name: F(name) for name in ("id", "category_id", "department_id", "priority", "parent_id", "round")}
    return {**plain, **moments, **due}


def _pieces(rows: QuerySet[Incident]) -> Iterator[list[NDArray[Any]]]:
    """Column by column, batch by batch; one empty batch where there is nothing."""
    names = _numbers()
    asked = rows.order_by("id").values_list(
        *(_named(name, said) for name, said in names.items()), "channel", "outcome", "zone"
    )
    batch: list[tuple[Any, ...]] = []
    for row in asked.iterator(_BATCH):
        batch.append(row)
        if len(batch) == _BATCH:
            yield _turned(batch, len(names))
            batch = []
    yield _turned(batch, len(names))


def _named(name: str, said: Any) -> Any:
    return name if isinstance(said, F) else said


def _turned(batch: list[tuple[Any, ...]], numbers: int) -> list[NDArray[Any]]:
    if not batch:
        return [np.empty(0, np.float64)] * numbers + [np.empty(0, np.object_)] * 3
    turned = list(zip(*batch, strict=True))
    return [np.array(column, np.float64) for column in turned[:numbers]] + [
        np.array(column, np.object_) for column in turned[numbers:]
    ]


def _coded(words: NDArray[np.object_], known: Collection[str]) -> NDArray[np.int8]:
    place = {word: number for number, word in enumerate(known)}
    return np.fromiter((place[word] for word in words), np.int8, len(words))


def _set_first_promises(found: Columns, is_later: NDArray[np.bool_], *, municipality: int) -> None:
    """Where an incident was reopened or passed on, what was promised first stands in its first round."""
    if not is_later.any():
        return
    for due in found.due.values():
        due[is_later] = np.nan
    wanted = found.ids[is_later]
    first = Round.objects.filter(municipality_id=municipality, number=1)
    if len(wanted) <= 1_000:
        first = first.filter(incident_id__in=wanted.tolist())
    place = {int(number): int(at) for at, number in zip(np.flatnonzero(is_later), wanted, strict=True)}
    for incident, *moments in first.values_list("incident_id", *(_Epoch(F(name)) for name in _DUE.values())):
        at = place.get(incident)
        for clock, moment in zip(_DUE, moments, strict=True):
            if at is not None and moment is not None:
                found.due[clock][at] = _since(found.received[at], moment)
