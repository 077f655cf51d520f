"""Every query and action of people that takes a viewer."""

from sereno.kernel.errors import Forbidden, NotYours
from sereno.people import queries
from sereno.people.rules import Ability, Viewer
from tests.attempts import Attempt


def _seats(viewer: Viewer) -> list[object]:
    found = []
    for ability in Ability:
        try:
            found.append(queries.seat_for(viewer, ability))
        except (NotYours, Forbidden):
            found.append(None)
    return found


ATTEMPTS = {
    "people.queries.seat_for": Attempt("rosa", lambda scene, viewer: _seats(viewer), asks=False),
    "people.queries.member": Attempt(
        "administrator", lambda scene, viewer: queries.member(viewer, scene.town.rosa.account)
    ),
    "people.queries.staff": Attempt("administrator", lambda scene, viewer: queries.staff(viewer)),
}
