"""Run as a module: migrate the database of this environment and put the cast of `tests/town.py` in it.

With the code of a town as argument only that one is served here, and the other lives on another installation.
"""

import sys

from sereno.project.commands import set_up

if __name__ == "__main__":
    set_up()
    from django.core.management import call_command

    from sereno.walls import openings
    from tests import town

    with openings.open_to_all():
        call_command("migrate", verbosity=0, interactive=False)
        town.build(*sys.argv[1:])
