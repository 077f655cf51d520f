"""`sereno doctor`: is everything well? One line for each check, and how to mend what is not."""

import argparse
import json
from dataclasses import asdict

from sereno.project.commands import fail, set_up

_SIGNS = {"good": "✓", "warning": "!", "bad": "✗"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How to tell."""
    parser.add_argument("--json", action="store_true", help="the checks as a JSON list")


def run(given: argparse.Namespace) -> int:
    """Print every check; 1 when something is broken, 0 when there are only warnings."""
    try:
        set_up()
    except (ValueError, OSError) as refused:
        return fail(f"the configuration cannot be read: {refused}")
    from sereno.project import doctor

    checks = doctor.examine()
    if given.json:
        print(json.dumps([asdict(check) for check in checks], ensure_ascii=False, indent=1))
    else:
        for check in checks:
            mend = f"\n    → {check.mend}" if check.mend else ""
            print(f"{_SIGNS[check.state]} {check.name}: {check.found}{mend}")
    return 1 if any(check.state is doctor.State.BAD for check in checks) else 0
