"""Every query of the heat map; the columns on disk are written first, so that there is something to be refused."""

from collections.abc import Callable
from datetime import timedelta

import h3

from sereno.analytics import editions, heat, points, smooth
from sereno.analytics.questions import Question
from sereno.people.rules import Viewer
from sereno.walls import openings
from tests.attempts import Attempt
from tests.attempts.scene import Scene
from tests.town import NOON, PLAZA

_WEEK = Question(begin=NOON.date() - timedelta(days=6), end=NOON.date())
_CELL = h3.str_to_int(h3.latlng_to_cell(PLAZA[1], PLAZA[0], 9))


def _asked(ask: Callable[[Viewer, int], object]) -> Attempt:
    def act(scene: Scene, viewer: Viewer) -> object:
        with openings.open_to_all():
            editions.renew(scene.town.villa)
        return ask(viewer, scene.town.villa)

    return Attempt("analyst", act)


def _counts(found: heat.Heat) -> object:
    return found.cells.tolist(), found.counts.tolist(), found.counted, found.by_officers


ATTEMPTS = {
    "analytics.heat.access_heat": _asked(
        lambda viewer, town: _counts(heat.access_heat(viewer, _WEEK, municipality=town, resolution=9))
    ),
    "analytics.heat.access_comparison": _asked(
        lambda viewer, town: _counts(
            heat.access_comparison(viewer, _WEEK, _WEEK.before(), municipality=town, resolution=9).now
        )
    ),
    "analytics.heat.access_frames": _asked(
        lambda viewer, town: [
            _counts(one) for one in heat.access_frames(viewer, [_WEEK], municipality=town, resolution=9)
        ]
    ),
    "analytics.heat.access_cell": _asked(
        lambda viewer, town: heat.access_cell(viewer, _WEEK, municipality=town, cell=_CELL).counted
    ),
    "analytics.points.look_at_points": _asked(
        lambda viewer, town: points.look_at_points(viewer, _WEEK, municipality=town, cell=_CELL)
    ),
    "analytics.smooth.access_raster": _asked(
        lambda viewer, town: smooth.access_raster(viewer, _WEEK, municipality=town).counted
    ),
}
