"""`python -m sereno.project.demo.archiving FOLDER UNTIL YEARS`: the years before come in, and the process ends."""

import os
import sys
from datetime import datetime
from pathlib import Path

import django

from sereno.project import orphans
from sereno.walls import openings as walls

orphans.leave_with_parent()  # first of all: what follows takes a while, and the parent may be gone by then
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sereno.project.settings")
django.setup()

# isort: split

from sereno.project.demo import archive  # noqa: E402  (Django must be set up before the rooms load)

if __name__ == "__main__":
    os.nice(10)  # the town comes first
    folder, until, years = sys.argv[1:]
    with walls.open_to_all():
        archive.take_in(Path(folder), until=datetime.fromisoformat(until), years=float(years))
