"""Run as a module: `TOWN NEIGHBOUR ADDRESS` puts a treaty with a town on another installation in force."""

import sys

from sereno.project.commands import set_up

if __name__ == "__main__":
    set_up()
    from sereno.federation import treaties
    from sereno.federation.rules import Treaty
    from sereno.places import queries as places

    own, neighbour, address = sys.argv[1:]
    town = places.town_by_code(own)
    treaties.set_treaty(Treaty(installation=address, withhold=()), municipality=town.id, neighbour=neighbour)
