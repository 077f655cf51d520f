"""`sereno migrate`: bring the database up to date."""

import argparse

from sereno.project.commands import set_up


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No choices."""
    parser.set_defaults()


def run(given: argparse.Namespace) -> int:
    """Apply all migrations."""
    del given
    set_up()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    return 0
