"""Every query and action of federation that takes a viewer."""

from sereno.dispatch.models import Unit
from sereno.federation import actions, aid, lines, queries
from sereno.incidents.models import Incident
from sereno.kernel import ids
from sereno.people.rules import Ability
from tests.attempts import Attempt
from tests.attempts.scene import BORDER, Scene


def _theirs(scene: Scene) -> int:
    """The incident of Los Aromos that lies close to the border."""
    return Incident.objects.get(municipality_id=scene.town.aromos, lon=BORDER[0]).pk


def _their_unit(scene: Scene) -> int:
    return Unit.objects.get(municipality_id=scene.town.aromos, call_sign="A-1").pk


ATTEMPTS = {
    "federation.actions.accept": Attempt("rosa", lambda scene, viewer: actions.accept(viewer, ref=scene.arrived)),
    "federation.actions.give_back": Attempt(
        "rosa", lambda scene, viewer: actions.give_back(viewer, ref=scene.arrived, reason="No es nuestro")
    ),
    "federation.actions.offer": Attempt(
        "rosa",
        lambda scene, viewer: actions.offer(viewer, ref=scene.waiting, neighbour="las-quilas", key=ids.uuid7()),
    ),
    "federation.actions.preview": Attempt(
        "rosa", lambda scene, viewer: actions.preview(viewer, ref=scene.waiting, neighbour="las-quilas")
    ),
    "federation.actions.withdraw": Attempt("rosa", lambda scene, viewer: actions.withdraw(viewer, ref=scene.offer)),
    "federation.aid.ask_for_unit": Attempt(
        "rosa",
        lambda scene, viewer: aid.ask_for_unit(
            viewer, ref=scene.incident.pk, neighbour="los-aromos", unit=_their_unit(scene), key=ids.uuid7()
        ),
    ),
    "federation.aid.helpers": Attempt("rosa", lambda scene, viewer: aid.helpers(viewer, ref=scene.incident.pk)),
    "federation.lines.across_the_border": Attempt("rosa", lambda scene, viewer: lines.across_the_border(viewer)),
    "federation.lines.ask_for": Attempt("rosa", lambda scene, viewer: lines.ask_for(viewer, ref=_theirs(scene))),
    "federation.lines.distrust": Attempt(
        "administrator", lambda scene, viewer: lines.distrust(viewer, neighbour="las-quilas")
    ),
    "federation.lines.lines": Attempt("administrator", lambda scene, viewer: lines.lines(viewer)),
    "federation.lines.own_keys": Attempt("administrator", lambda scene, viewer: lines.own_keys(viewer)),
    "federation.lines.units_across": Attempt("rosa", lambda scene, viewer: lines.units_across(viewer), agreed=True),
    "federation.queries.access_for_update": Attempt(
        "rosa", lambda scene, viewer: queries.access_for_update(viewer, scene.offer)
    ),
    "federation.queries.access_handover": Attempt(
        "rosa", lambda scene, viewer: queries.access_handover(viewer, scene.offer)
    ),
    "federation.queries.handovers_for": Attempt(
        "rosa", lambda scene, viewer: queries.handovers_for(viewer, Ability.READ_INCIDENTS)
    ),
    "federation.queries.waiting": Attempt("rosa", lambda scene, viewer: queries.waiting(viewer)),
}
