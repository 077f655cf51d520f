"""`sereno import incidents FILE` and `sereno import official FILE`: the past of a town, from files."""

import argparse
import os
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sereno.kernel.errors import Malformed, Refusal
from sereno.project.commands import fail, set_up

if TYPE_CHECKING:
    import polars as pl

    from sereno.analytics import history, looking
    from sereno.places.queries import Town


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What, which file, for which town, from whom."""
    chosen = parser.add_subparsers(dest="what", required=True, metavar="incidents|official|waiting")
    incidents = chosen.add_parser("incidents", help="past incidents: CSV, Parquet, GeoJSON or Excel")
    official = chosen.add_parser("official", help="official monthly counts by offence")
    chosen.add_parser("waiting", help="files that were sent in by the browser; workers do this by themselves")
    for way in (incidents, official):
        way.add_argument("file", type=Path)
        way.add_argument("--town", required=True, metavar="CODE", help="the municipality's code")
        way.add_argument(
            "--source", required=True, metavar="NAME", help="who the file is from: small letters, digits, -"
        )
        way.add_argument(
            "--column", action="append", default=[], metavar="ROLE=COLUMN", help="which column is what; repeatable"
        )
        way.add_argument("--dry-run", action="store_true", help="only say what it would do")
    incidents.add_argument(
        "--mapping",
        type=Path,
        metavar="YAML",
        help="the mapping: a dry run writes it, you correct it, the import reads it",
    )
    incidents.add_argument("--accept", action="store_true", help="take the suggested mapping as it is")
    incidents.add_argument(
        "--time-format", default="", metavar="FORMAT", help="as in strftime, where it is not recognised"
    )
    incidents.add_argument("--set-aside", type=Path, metavar="CSV", help="where rows that cannot be used go, with why")
    incidents.add_argument(
        "--margin-km", type=float, default=10.0, metavar="KM", help="how far outside of the town is plausible (10)"
    )
    official.add_argument(
        "--taxonomy",
        action="append",
        required=True,
        metavar="NAME[@YYYY-MM]",
        help="the list of offences, and the month it begins; repeatable",
    )
    official.add_argument("--place", default="", metavar="NAME", help="whose rows, where not called as the town")


def run(given: argparse.Namespace) -> int:
    """Take the file in; what cannot be done is said in sentences, and then nothing is changed."""
    set_up()
    if given.what == "waiting":
        return _waiting()
    from sereno.analytics import rules
    from sereno.places import queries as places

    try:
        town = places.town_by_code(given.town)
    except Refusal as refused:
        return fail(f"no municipality {given.town!r} is served here; known: {refused.message or 'none'}")
    try:
        rules.require_source_name(given.source)
        return _incidents(given, town) if given.what == "incidents" else _official(given, town)
    except OSError as refused:
        return fail(f"{refused.filename or given.file} cannot be read or written: {refused.strerror}")
    except Refusal as refused:
        faults = "".join(
            f"\n  {fault.field}: {fault.message}" + (f" ({', '.join(fault.allowed)})" if fault.allowed else "")
            for fault in refused.faults
        )
        return fail(f"{given.file.name} was not taken in: {refused.message or refused.code}{faults}")


def _incidents(given: argparse.Namespace, town: "Town") -> int:
    from sereno.analytics import history, looking, mapping, queries, reading
    from sereno.kernel import clock

    proposed = _proposed(given, town)
    cleaned = looking.read(proposed, town=town, now=clock.now(), margin_km=given.margin_km)
    source = queries.known_source(given.source, municipality=town.id)
    if given.dry_run:
        _say_mapping(given, mapping.write(proposed.reading, rows_of=proposed.rows_of))
        taken = history.look(cleaned, source=source, municipality=town.id)
    else:
        if source is None and not (given.mapping or given.accept):
            raise Malformed(
                f"the source {given.source!r} is new: look at the mapping with --dry-run --mapping FILE.yaml and give"
                " that file, or --accept what is suggested"
            )
        _write_aside(given, proposed.frame, cleaned.set_aside())
        file = history.File(given.file.name, reading.fingerprint(given.file), given.source, proposed.reading)
        bar = _bar if sys.stderr.isatty() else _steps
        taken = history.take_in(cleaned, file=file, municipality=town.id, by=None, progress=bar)
    _say_taken(given, taken)
    for reason, count in history.reasons_of(cleaned).items():
        print(f"  {count:,} {reason}")
    _say_doubts(proposed.reading.categories, proposed.rows_of, cleaned.heaped)
    return 0


def _proposed(given: argparse.Namespace, town: "Town") -> "looking.Proposed":
    """How this file is read: by the mapping that was given, else by the one remembered, else by a suggestion."""
    from sereno.analytics import looking, mapping, queries

    written = given.mapping if given.mapping and given.mapping.exists() else None
    remembered = queries.reading_of(given.source, municipality=town.id)
    wish = looking.Wish(
        known=mapping.read(written.read_text(encoding="utf-8")) if written else remembered,
        said=_said(given.column),
        time_format=given.time_format,
        guesses=given.dry_run and not written,
        margin_km=given.margin_km,
    )
    return looking.propose(given.file, town=town, wish=wish)


def _said(columns: list[str]) -> dict[str, str]:
    if any("=" not in one for one in columns):
        raise Malformed("a column is given as --column ROLE=COLUMN")
    return {role: column for role, _, column in (one.partition("=") for one in columns)}


def _waiting() -> int:
    """What the importer starts: read what was sent in by the browser, in a process that ends with its worker."""
    from sereno.analytics import carrying
    from sereno.project import orphans

    orphans.leave_with_parent()
    carrying.carry_out_waiting()
    return 0


def _say_mapping(given: argparse.Namespace, text: str) -> None:
    """Into its file, unless there is one, which a person may have corrected."""
    if given.mapping is None:
        print(text)
    elif given.mapping.exists():
        print(f"{given.mapping}: read, and left as it is")
    else:
        given.mapping.write_text(text, encoding="utf-8")
        print(f"{given.mapping}: written; correct it and give it with --mapping")


def _write_aside(given: argparse.Namespace, frame: "pl.LazyFrame", aside: "pl.DataFrame") -> None:
    """The rows that are not taken in, as they stand in the file, for their owner's eyes only."""
    from sereno.analytics import reading

    if aside.is_empty():
        return
    path = given.set_aside or given.file.with_name(f"{given.file.stem}.set-aside.csv")
    with open(path, "wb", opener=lambda name, flags: os.open(name, flags, 0o600)) as target:
        reading.rows_with_reasons(frame, aside).write_csv(target)
    print(f"{path}: rows that were set aside, each with its reason")


def _say_taken(given: argparse.Namespace, taken: "history.Taken") -> None:
    if taken.resumed_at:
        print(f"went on after row {taken.resumed_at:,}, where an earlier run was broken off")
    adds = "would add" if given.dry_run else "added"
    print(
        f"{given.file.name}: {taken.rows:,} rows, {adds} {taken.added:,}, "
        f"already there {taken.repeated:,}, set aside {taken.set_aside:,}"
    )


def _say_doubts(categories: Mapping[str, str], rows_of: Mapping[str, int], heaped: list[int]) -> None:
    """What a reader of the figures must know: types without a category, hours that mean "not known"."""
    without = {word: rows for word, rows in rows_of.items() if not categories.get(word)}
    if without:
        print(f"{len(without)} types have no category ({sum(without.values()):,} rows); they keep their own word")
    if heaped:
        print(f"heaped: {', '.join(f'{hour:02}:00' for hour in heaped)} stands for hours nobody knew; rows are flagged")


def _bar(done: int, of: int) -> None:
    """A line that fills up."""
    share = done / of if of else 1.0
    end = "\n" if done >= of else ""
    print(f"\r[{'#' * int(30 * share):<30}] {share:4.0%} {done:,} of {of:,} rows", end=end, file=sys.stderr, flush=True)


def _steps(done: int, of: int) -> None:
    """The same where no terminal shows it: a line for each batch."""
    print(f"{done:,} of {of:,} rows", file=sys.stderr, flush=True)


def _official(given: argparse.Namespace, town: "Town") -> int:
    from sereno.analytics import official
    from sereno.analytics.reading import open_table

    versions = [official.Version(*_version(one)) for one in given.taxonomy]
    counts = official.read(
        open_table(given.file), said=_said(given.column), place=given.place or town.name, versions=versions
    )
    if given.dry_run:
        told = official.look(counts, source=given.source, municipality=town.id)
    else:
        told = official.take_in(counts, source=given.source, municipality=town.id, by=None)
    adds, changes = ("would add", "would change") if given.dry_run else ("added", "changed")
    print(f"{given.file.name}: {told.counts:,} counts, {adds} {told.added:,}, {changes} {told.changed:,}")
    print("offences may be parts of others: compare each with itself, and never add them up")
    return 0


def _version(text: str) -> tuple[str, date]:
    name, _, since = text.partition("@")
    try:
        return name, date.fromisoformat(f"{since}-01") if since else date(1, 1, 1)
    except ValueError as wrong:
        raise Malformed(f"{text!r} is no taxonomy: NAME, or NAME@2024-01") from wrong
