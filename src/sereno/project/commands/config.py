"""`sereno config`: a town's configuration as one file, out and in."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sereno.project.commands import fail, set_up

if TYPE_CHECKING:
    from sereno.administration.rules import Change

_SIGNS = {"added": "+", "changed": "~", "removed": "-"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which way, which file, which town."""
    ways = parser.add_subparsers(dest="way", required=True, metavar="export|import|starters")
    out = ways.add_parser("export", help="write the configuration of a town to a file")
    out.add_argument("file", help="where to; - is the terminal")
    into = ways.add_parser("import", help="put the configuration of a file in place, all of it or nothing")
    into.add_argument("file", help="a file, or the name of a starter set")
    into.add_argument("--dry-run", action="store_true", help="only say what it would change")
    for way in (out, into):
        way.add_argument("--town", required=True, metavar="CODE", help="the municipality's code")
    ways.add_parser("starters", help="list the starter sets that ship with Sereno")


def run(given: argparse.Namespace) -> int:
    """Export or import; a file that cannot be used is refused line by line."""
    set_up()
    from sereno.administration import starters
    from sereno.kernel.errors import Refusal
    from sereno.places import queries as places

    if given.way == "starters":
        print("\n".join(starters.names()))
        return 0
    try:
        town = places.town_by_code(given.town)
    except Refusal as refused:
        return fail(f"no municipality {given.town!r} is served here; known: {refused.message or 'none'}")
    try:
        return _write(given.file, town.id) if given.way == "export" else _read(given, town.id)
    except OSError as refused:
        return fail(f"{given.file} cannot be read or written: {refused.strerror}")
    except UnicodeDecodeError:
        return fail(f"{given.file} is not text in UTF-8")
    except Refusal as refused:
        faults = "".join(
            f"\n  {fault.field}: {fault.message}" + (f" ({', '.join(fault.allowed)})" if fault.allowed else "")
            for fault in refused.faults
        )
        return fail(f"{given.file} was not put in place, nothing is changed: {refused.code} {refused.message}{faults}")


def _write(name: str, municipality: int) -> int:
    from sereno.administration import file, queries

    text = file.write(queries.configuration(municipality))
    if name == "-":
        sys.stdout.write(text)
    else:
        Path(name).write_text(text, encoding="utf-8")
    return 0


def _read(given: argparse.Namespace, municipality: int) -> int:
    from sereno.administration import actions, file, starters

    is_starter = given.file in starters.names() and not Path(given.file).exists()
    text = starters.text(given.file) if is_starter else Path(given.file).read_text(encoding="utf-8")
    act = actions.try_out if given.dry_run else actions.take_in
    changes = act(file.read(text), municipality=municipality)
    for change in changes:
        print(_line(change))
    print(f"{len(changes)} {'would change' if given.dry_run else 'changed'}")
    return 0


def _line(change: "Change") -> str:
    told = "; ".join(f"{one.path}: {one.before!r} -> {one.after!r}" for one in change.differences[:4])
    return f"{_SIGNS[change.sign]} {change.key}" + (f"  {told[:300]}" if change.sign == "changed" else "")
