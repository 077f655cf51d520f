"""Puts the demo town into a stand: its files, its tables, its people; no past and no life."""

from __future__ import annotations

import os
from pathlib import Path

import django

from sereno.walls import openings


def main() -> None:
    """Draw the town, bring the database up to date, install and furnish."""
    directory = Path(os.environ["SERENO_CITY"])
    draw(directory)
    django.setup()
    from django.core.management import call_command

    from sereno.places import actions as places
    from sereno.places.city.read import read_city
    from sereno.project.demo.town import furnish

    call_command("migrate", verbosity=0, interactive=False)
    places.install_city(read_city(directory))
    furnish()


def draw(directory: Path) -> None:
    from sereno.places.city.villa.town import build_villa

    build_villa(directory)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sereno.project.settings")
    with openings.open_to_all():
        main()
