"""Run as a module: `TOWN NEIGHBOUR ADDRESS` puts a treaty in force; an empty address is a town served here too."""

import sys

from sereno.project.commands import set_up

if __name__ == "__main__":
    set_up()
    from sereno.federation import treaties
    from sereno.federation.rules import Treaty
    from sereno.places import queries as places
    from sereno.walls import openings

    with openings.open_to_all():
        own, neighbour, address = sys.argv[1:]
        town = places.town_by_code(own)
        treaty = Treaty(installation=address, withhold=()) if address else Treaty(border_m=100)
        treaties.set_treaty(treaty, municipality=town.id, neighbour=neighbour)
