"""The mapping for a file: what a person said, else what is remembered, else a guess by names and contents."""

from collections.abc import Callable, Mapping, Sequence

import msgspec
import polars as pl

from sereno.analytics import cleaning, moments, suggesting
from sereno.analytics.mapping import Reading
from sereno.analytics.reading import BEYOND, ROW
from sereno.incidents import queries as incidents

_SAMPLE = 2_000
_ENOUGH = 0.8
_MOST_WORDS = 500  # of one column; more are free text, not types
_MOMENTS = (pl.Datetime, pl.Date)


def propose(
    frame: pl.LazyFrame,
    *,
    known: Reading | None,
    said: Mapping[str, str],
    time_format: str,
    box: tuple[float, float, float, float],
    phrases: Mapping[str, Sequence[str]],
) -> Reading:
    """What is known stays; what is not is guessed.

    Parameters
    ----------
    known : the confirmed or remembered mapping of the source
    said : columns by role, as given on the command line; they win
    box : west, south, east, north of the plausible
    phrases : for each category what it is called
    """
    sample = frame.head(_SAMPLE).collect()
    guessed = {} if known else _columns(sample, box)
    columns = {**guessed, **(known.columns if known else {}), **said}
    columns = {role: column for role, column in columns.items() if column}
    remembered = known.time_format if known else ""
    way = time_format or _time_format(sample, columns.get("time", ""), remembered=remembered)
    channels = known.channels if known else suggesting.channels(types_of(frame, columns.get("channel", "")))
    categories = (
        known.categories if known else suggesting.categories(types_of(frame, columns.get("type", "")), phrases=phrases)
    )
    return Reading(columns=columns, time_format=way, categories=categories, channels=dict(channels))


def with_new_types(reading: Reading, *, frame: pl.LazyFrame, phrases: Mapping[str, Sequence[str]]) -> Reading:
    """A mapping that also guesses for the types it does not know yet; for a person to confirm."""
    new = [word for word in types_of(frame, reading.columns.get("type", "")) if word not in reading.categories]
    guessed = suggesting.categories(new, phrases=phrases)
    return msgspec.structs.replace(reading, categories={**reading.categories, **guessed})


def phrases(municipality: int) -> dict[str, list[str]]:
    """What each category of the town is called: in every language, and in the official lists of offences."""
    return {
        code: [*known.names.values(), *(offence.code for offence in known.offences)]
        for code, known in incidents.offered_categories(municipality).items()
    }


def types_of(frame: pl.LazyFrame, column: str) -> dict[str, int]:
    """The different words of a column with their numbers of rows, the most frequent first."""
    if not column or column not in frame.collect_schema():
        return {}
    words = pl.col(column).cast(pl.String).str.strip_chars().str.slice(0, cleaning.LONGEST_TYPE).alias("word")
    counted = frame.select(words).group_by("word").len().drop_nulls().filter(pl.col("word") != "")
    ordered = counted.sort(["len", "word"], descending=[True, False]).head(_MOST_WORDS).collect()
    return dict(ordered.iter_rows())


def _columns(sample: pl.DataFrame, box: tuple[float, float, float, float]) -> dict[str, str]:
    """By name where the contents agree; coordinates and moments by contents alone where no name is known."""
    names = [name for name in sample.columns if name not in (ROW, BEYOND)]
    named = suggesting.columns_by_name(names)
    west, south, east, north = box
    tests: dict[str, Callable[[str], float]] = {
        "lon": lambda name: _share_between(sample, name, west, east),
        "lat": lambda name: _share_between(sample, name, south, north),
        "time": lambda name: _share_of_moments(sample, name),
    }
    found: dict[str, str] = {}
    for role, fits in tests.items():
        # A column called longitude is one, however many of its rows are bad; contents only break ties.
        candidates = named[role] or [name for name in names if fits(name) >= _ENOUGH]
        best = max(candidates, key=fits, default="")
        if best:
            found[role] = best
    for role in ("type", "id", "channel", "priority", "officer", "hour"):
        free = [name for name in named[role] if name not in found.values()]
        if free and (role != "hour" or _is_day(sample, found.get("time", ""))):
            found[role] = free[0]
    return found


def _share_between(sample: pl.DataFrame, name: str, low: float, high: float) -> float:
    kind = sample.schema[name]
    if not (kind.is_numeric() or kind in (pl.String, pl.Categorical)):
        return 0.0
    numbers = sample.select(cleaning.number(sample.schema, name).alias("n"))["n"]
    return int(numbers.is_between(low, high).sum()) / max(1, len(numbers))


def _share_of_moments(sample: pl.DataFrame, name: str) -> float:
    if sample.schema[name] in _MOMENTS:
        return 1.0
    return 0.9 if sample.schema[name] == pl.String and moments.guess_format(sample[name]) else 0.0


def _is_day(sample: pl.DataFrame, name: str) -> bool:
    """Whether a column holds days without hours."""
    if not name:
        return False
    kind = sample.schema[name]
    if isinstance(kind, pl.Datetime):
        # A day stored as midnight in another zone has two times of day where clocks change.
        return bool(sample[name].dt.time().n_unique() <= 2)
    if kind == pl.Date:
        return True
    way = moments.guess_format(sample[name])
    return "%H" not in way and "%I" not in way


def _time_format(sample: pl.DataFrame, column: str, *, remembered: str) -> str:
    if column not in sample.columns or sample.schema[column] in _MOMENTS:
        return remembered
    return moments.guess_format(sample[column], remembered=remembered) or remembered
