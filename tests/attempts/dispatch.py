"""Every query and action of dispatch that takes a viewer."""

from sereno.dispatch import actions, board, positions, queries
from sereno.ledger import queries as ledger
from sereno.vocabulary.words import TaskState
from tests.attempts import Attempt
from tests.attempts.scene import LATER
from tests.town import PLAZA

_FIX = positions.Position(lon=PLAZA[0], lat=PLAZA[1], at=LATER)

ATTEMPTS = {
    "dispatch.queries.units_for": Attempt("rosa", lambda scene, viewer: queries.units_for(viewer)),
    "dispatch.queries.access_unit": Attempt("memo", lambda scene, viewer: queries.access_unit(viewer, scene.town.car)),
    "dispatch.queries.unit_of": Attempt("memo", lambda scene, viewer: queries.unit_of(viewer)),
    "dispatch.queries.access_task": Attempt("memo", lambda scene, viewer: queries.access_task(viewer, scene.task)),
    "dispatch.queries.has_errand": Attempt("memo", lambda scene, viewer: queries.has_errand(viewer, scene.incident.pk)),
    "dispatch.queries.access_incident_by_task": Attempt(
        "memo", lambda scene, viewer: queries.access_incident_by_task(viewer, scene.task)
    ),
    "dispatch.board.board": Attempt("rosa", lambda scene, viewer: board.board(viewer)),
    "dispatch.board.apply": Attempt(
        "rosa",
        lambda scene, viewer: board.apply(board.Board(), ledger.history_of(scene.incident.pk), viewer=viewer),
    ),
    "dispatch.board.rows_seen": Attempt("rosa", lambda scene, viewer: board.rows_seen(viewer, [scene.incident.pk])),
    "dispatch.actions.assign": Attempt(
        "rosa",
        lambda scene, viewer: actions.assign(viewer, incident_ref=scene.waiting, unit=scene.town.car, take_busy=True),
    ),
    "dispatch.actions.step": Attempt(
        "memo", lambda scene, viewer: actions.step(viewer, ref=scene.task, to=TaskState.ACCEPTED)
    ),
    "dispatch.actions.set_duty": Attempt(
        "tito", lambda scene, viewer: actions.set_duty(viewer, unit=scene.town.motorbike, on=True)
    ),
    "dispatch.positions.take_in": Attempt(
        "memo", lambda scene, viewer: positions.take_in(viewer, unit=scene.town.car, fixes=[_FIX])
    ),
}
