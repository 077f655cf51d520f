"""Every query and action of analytics that takes a viewer."""

from sereno.analytics import actions, queries
from sereno.analytics.mapping import Reading
from sereno.people.rules import Viewer
from tests.attempts import Attempt
from tests.attempts.scene import Scene

READING = Reading(columns={"time": "fecha", "lon": "lon", "lat": "lat"}, time_format="%d/%m/%Y")


def _send(scene: Scene, viewer: Viewer) -> object:
    return actions.send(
        viewer, municipality=scene.town.villa, source="carabineros", file_name="more.csv", chunks=[b"fecha,lon,lat\n"]
    )


ATTEMPTS = {
    "analytics.actions.send": Attempt("analyst", _send),
    "analytics.actions.set_reading": Attempt(
        "analyst", lambda scene, viewer: actions.set_reading(viewer, ref=scene.file, reading=READING)
    ),
    "analytics.actions.ask_import": Attempt(
        "analyst", lambda scene, viewer: actions.ask_import(viewer, ref=scene.file)
    ),
    "analytics.actions.drop": Attempt("analyst", lambda scene, viewer: actions.drop(viewer, ref=scene.file)),
    "analytics.queries.access_file": Attempt("analyst", lambda scene, viewer: queries.access_file(viewer, scene.file)),
    "analytics.queries.extent": Attempt("supervisor", lambda scene, viewer: queries.extent(viewer)),
    "analytics.queries.file": Attempt("analyst", lambda scene, viewer: queries.file(viewer, scene.file)),
    "analytics.queries.files": Attempt("analyst", lambda scene, viewer: queries.files(viewer)),
    "analytics.queries.imports": Attempt("supervisor", lambda scene, viewer: queries.imports(viewer)),
    "analytics.queries.official_series": Attempt("supervisor", lambda scene, viewer: queries.official_series(viewer)),
    "analytics.queries.rows_set_aside": Attempt(
        "administrator", lambda scene, viewer: queries.rows_set_aside(viewer, scene.file)
    ),
    "analytics.queries.sources": Attempt("supervisor", lambda scene, viewer: queries.sources(viewer)),
}
