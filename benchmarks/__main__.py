"""Lists the benchmarks, or runs one and prints its figures."""

from __future__ import annotations

import argparse
import ast
import contextlib
import importlib
import json
import sys
from collections.abc import Mapping
from pathlib import Path

from benchmarks.refusal import Refusal

HERE = Path(__file__).resolve().parent

Figures = Mapping[str, float | int | str]


def main() -> int:
    """Run the benchmark named on the command line; nothing but its figures goes to standard output."""
    options = arguments()
    if options.name is None:
        print_list()
        return 0
    try:
        figures = measure(options.name, quick=options.quick)
    except Refusal as refusal:
        print(f"The benchmark {options.name} could not run: {refusal}", file=sys.stderr)
        return 1
    print(json.dumps(figures) if options.json else as_table(figures))
    return 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="run.py bench", description="Without a name: the list of benchmarks.")
    parser.add_argument("name", nargs="?")
    parser.add_argument("--json", action="store_true", help="print one flat JSON object and nothing else")
    parser.add_argument("--quick", action="store_true", help="a smaller run, for development")
    return parser.parse_args()


def print_list() -> None:
    for name, purpose in benchmarks().items():
        print(f"{name:<16}{purpose}")


def benchmarks() -> dict[str, str]:
    """Name and purpose of every module here that has a `run`, without importing any."""
    found = {}
    for path in sorted(HERE.glob("*.py")):
        module = ast.parse(path.read_text(encoding="utf-8"))
        if any(isinstance(node, ast.FunctionDef) and node.name == "run" for node in module.body):
            found[path.stem.replace("_", "-")] = (ast.get_docstring(module) or "").split("\n")[0]
    return found


def measure(name: str, *, quick: bool) -> Figures:
    if name not in benchmarks():
        raise Refusal(f"there are {', '.join(benchmarks())}")
    with contextlib.redirect_stdout(sys.stderr):
        figures: Figures = importlib.import_module(f"benchmarks.{name.replace('-', '_')}").run(quick=quick)
    return figures


def as_table(figures: Figures) -> str:
    return "\n".join(f"{key:<16}{value}" for key, value in figures.items())


if __name__ == "__main__":
    sys.exit(main())
