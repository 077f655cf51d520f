"""The command line: `sereno COMMAND`; one module per command, each with `add_arguments` and `run`."""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from types import ModuleType

from sereno.walls import openings as walls

COMMANDS = {
    "serve": "web pages, API and live stream on one origin (with the worker on SQLite)",
    "web": "only pages and API, in several processes (PostgreSQL)",
    "live": "only the live stream (PostgreSQL)",
    "work": "carry out reactions",
    "demo": "fill a town, open it and let it live",
    "city": "build, fetch or install a city's streets, map and addresses",
    "columns": "write the columns of heat maps anew where incidents changed; workers do it by themselves",
    "config": "write a town's configuration to a file, or put one in place",
    "migrate": "bring the database up to date",
    "import": "take in history and official counts from files",
    "alerts": "take in public alerts of others",
    "doctor": "check the installation and say how to mend it",
}

# Where a command has a name that a module cannot have.
_MODULES = {"import": "importing"}

# They open the wall to one town after the other; the other commands are the owner's and open it to all.
_SERVING = {"serve", "web", "live", "work", "columns"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    purpose = "Sereno: a city's people and its safety team look after their streets together."
    parser = argparse.ArgumentParser(prog="sereno", description=purpose)
    chosen = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, purpose in COMMANDS.items():
        module = _module(name)
        module.add_arguments(chosen.add_parser(name, help=purpose, description=purpose))
    given = parser.parse_args(arguments)
    module = _module(given.command)
    try:
        with nullcontext() if given.command in _SERVING else walls.open_to_all():
            return int(module.run(given) or 0)
    except KeyboardInterrupt:
        return 130


def _module(command: str) -> ModuleType:
    return importlib.import_module(f"sereno.project.commands.{_MODULES.get(command, command)}")


def set_up() -> None:
    """Load Django with our settings; commands that need the database call this first."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sereno.project.settings")
    django.setup()


def fail(sentence: str) -> int:
    """One clear sentence for the person at the terminal."""
    print(f"sereno: {sentence}", file=sys.stderr)
    return 1
