"""Every query and action of analytics that takes a viewer."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from sereno.analytics import actions, change, picking, points, queries, response
from sereno.analytics.change import Asked, Measure
from sereno.analytics.legs import Question
from sereno.analytics.mapping import Reading
from sereno.analytics.response import Which
from sereno.kernel import memory
from sereno.people.rules import Viewer
from tests.attempts import Attempt
from tests.attempts.scene import Scene
from tests.town import NOON

READING = Reading(columns={"time": "fecha", "lon": "lon", "lat": "lat"}, time_format="%d/%m/%Y")


def _send(scene: Scene, viewer: Viewer) -> object:
    return actions.send(
        viewer, municipality=scene.town.villa, source="carabineros", file_name="more.csv", chunks=[b"fecha,lon,lat\n"]
    )


DAY = NOON.date()
QUESTION = Question(begin=DAY - timedelta(days=400), end=DAY + timedelta(days=10))
ASKED = Asked(question=QUESTION, on=DAY, measure=Measure.COUNT)


def _anew(ask: Callable[[Viewer], object]) -> Callable[[Scene, Viewer], object]:
    """What is kept of a town in memory is of another world."""

    def asked(_: Scene, viewer: Viewer) -> object:
        memory.forget()
        return ask(viewer)

    return asked


def _counted(viewer: Viewer, villa: int) -> object:
    told = response.answer(viewer, municipality=villa, question=QUESTION)
    return told.counted, dict(told.apart), told.whole


ATTEMPTS = {
    "analytics.change.look": Attempt(
        "analyst",
        lambda scene, viewer: _anew(lambda who: change.look(who, municipality=scene.town.villa, asked=ASKED).after)(
            scene, viewer
        ),
    ),
    "analytics.picking.pick": Attempt(
        "analyst",
        lambda scene, viewer: _anew(
            lambda who: len(picking.pick(who, municipality=scene.town.villa, question=QUESTION))
        )(scene, viewer),
    ),
    "analytics.response.answer": Attempt(
        "supervisor", lambda scene, viewer: _anew(lambda who: _counted(who, scene.town.villa))(scene, viewer)
    ),
    "analytics.response.incidents_behind": Attempt(
        "supervisor",
        lambda scene, viewer: _anew(
            lambda who: (
                response.incidents_behind(
                    who, municipality=scene.town.villa, question=replace(QUESTION, leg="opening"), which=Which()
                ).count
            )
        )(scene, viewer),
    ),
    "analytics.points.look_behind": Attempt(
        "supervisor",
        lambda scene, viewer: _anew(
            lambda who: (
                points.look_behind(
                    who, municipality=scene.town.villa, question=replace(QUESTION, leg="opening"), which=Which()
                ).count
            )
        )(scene, viewer),
    ),
    "analytics.response.may_see_single": Attempt(
        "analyst", lambda scene, viewer: response.may_see_single(viewer, scene.town.villa), asks=False
    ),
    "analytics.actions.send": Attempt("analyst", _send),
    "analytics.actions.set_reading": Attempt(
        "analyst", lambda scene, viewer: actions.set_reading(viewer, ref=scene.file, reading=READING)
    ),
    "analytics.actions.ask_import": Attempt(
        "analyst", lambda scene, viewer: actions.ask_import(viewer, ref=scene.file)
    ),
    "analytics.actions.drop": Attempt("analyst", lambda scene, viewer: actions.drop(viewer, ref=scene.file)),
    "analytics.actions.fetch_rows_set_aside": Attempt(
        "administrator", lambda scene, viewer: actions.fetch_rows_set_aside(viewer, ref=scene.file)
    ),
    "analytics.queries.access_file": Attempt("analyst", lambda scene, viewer: queries.access_file(viewer, scene.file)),
    "analytics.queries.extent": Attempt("supervisor", lambda scene, viewer: queries.extent(viewer)),
    "analytics.queries.file": Attempt("analyst", lambda scene, viewer: queries.file(viewer, scene.file)),
    "analytics.queries.files": Attempt("analyst", lambda scene, viewer: queries.files(viewer)),
    "analytics.queries.imports": Attempt("supervisor", lambda scene, viewer: queries.imports(viewer)),
    "analytics.queries.official_series": Attempt("supervisor", lambda scene, viewer: queries.official_series(viewer)),
    "analytics.queries.sources": Attempt("supervisor", lambda scene, viewer: queries.sources(viewer)),
}
