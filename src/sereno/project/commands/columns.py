"""`sereno columns`: write the columns of heat maps and figures anew where incidents have changed; workers do it too."""

import argparse

from sereno.project.commands import set_up


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing to choose."""


def run(given: argparse.Namespace) -> int:
    """Write what is stale, in every town."""
    del given
    set_up()
    from sereno.analytics import editions
    from sereno.project import orphans

    orphans.leave_with_parent()
    editions.renew_all()
    return 0
