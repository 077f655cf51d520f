"""Every query and action of incidents that takes a viewer."""

from sereno.incidents import actions, conversation, parts, pausing, queries, transfers, tryout
from sereno.kernel import ids
from sereno.people.rules import Ability
from sereno.places.policies import Assignment
from sereno.vocabulary.words import Outcome
from tests.attempts import Attempt

ATTEMPTS = {
    "incidents.queries.incidents_for": Attempt(
        "rosa", lambda scene, viewer: [list(queries.incidents_for(viewer, ability)) for ability in Ability]
    ),
    "incidents.queries.access_incident": Attempt(
        "rosa", lambda scene, viewer: queries.access_incident(viewer, scene.incident.pk)
    ),
    "incidents.queries.access_for_update": Attempt(
        "rosa",
        lambda scene, viewer: queries.access_for_update(viewer, scene.incident.pk, ability=Ability.WORK_INCIDENTS),
    ),
    "incidents.queries.queue": Attempt("rosa", lambda scene, viewer: queries.queue(viewer)),
    "incidents.queries.rows_by_id": Attempt(
        "rosa", lambda scene, viewer: queries.rows_by_id([scene.incident.pk, scene.waiting], viewer=viewer)
    ),
    "incidents.queries.nearby": Attempt("rosa", lambda scene, viewer: queries.nearby(viewer, scene.incident)),
    "incidents.queries.counts_by_stage": Attempt("rosa", lambda scene, viewer: queries.counts_by_stage(viewer.seats)),
    "incidents.queries.points": Attempt(
        "analyst", lambda scene, viewer: queries.points(viewer, box=(-180, -90, 180, 90), open_only=False)
    ),
    "incidents.queries.access_medium": Attempt(
        "rosa", lambda scene, viewer: queries.access_medium(viewer, scene.medium)
    ),
    "incidents.actions.open_incident": Attempt(
        "rosa", lambda scene, viewer: actions.open_incident(viewer, ref=scene.waiting)
    ),
    "incidents.actions.classify": Attempt(
        "rosa", lambda scene, viewer: actions.classify(viewer, ref=scene.waiting, category="street-light", priority=4)
    ),
    "incidents.actions.control": Attempt("rosa", lambda scene, viewer: actions.control(viewer, ref=scene.waiting)),
    "incidents.actions.close": Attempt(
        "rosa", lambda scene, viewer: actions.close(viewer, ref=scene.waiting, outcome=Outcome.ATTENDED)
    ),
    "incidents.actions.reopen": Attempt("rosa", lambda scene, viewer: actions.reopen(viewer, ref=scene.closed)),
    "incidents.actions.look": Attempt("rosa", lambda scene, viewer: actions.look(viewer, ref=scene.waiting)),
    "incidents.actions.look_away": Attempt(
        "rosa", lambda scene, viewer: actions.look_away(viewer, ref=scene.incident.pk)
    ),
    "incidents.parts.split": Attempt(
        "rosa",
        lambda scene, viewer: parts.split(
            viewer,
            ref=scene.waiting,
            category="street-light",
            department="inspeccion",
            text="La luz también",
            note=ids.uuid7(),
        ),
    ),
    "incidents.pausing.pause": Attempt(
        "rosa", lambda scene, viewer: pausing.pause(viewer, ref=scene.waiting, reason="waiting-for-service")
    ),
    "incidents.pausing.resume": Attempt("rosa", lambda scene, viewer: pausing.resume(viewer, ref=scene.incident.pk)),
    "incidents.queries.passed_on": Attempt("rosa", lambda scene, viewer: queries.passed_on(viewer)),
    "incidents.transfers.transfer": Attempt(
        "rosa",
        lambda scene, viewer: transfers.transfer(
            viewer, ref=scene.waiting, to="seguridad", why="Es de ustedes", note=ids.uuid7()
        ),
    ),
    "incidents.tryout.try_out": Attempt(
        "administrator", lambda scene, viewer: tryout.try_out(viewer, Assignment(fallback="inspeccion"), days=7)
    ),
    "incidents.conversation.say_to_reporters": Attempt(
        "rosa",
        lambda scene, viewer: conversation.say_to_reporters(
            viewer, ref=scene.waiting, message=ids.uuid7(), text="¿Sigue el ruido?"
        ),
    ),
    "incidents.conversation.add_note": Attempt(
        "rosa",
        lambda scene, viewer: conversation.add_note(viewer, ref=scene.waiting, note=ids.uuid7(), text="Llamar mañana"),
    ),
}
