"""Every query and action of alerts that takes a viewer."""

from sereno.alerts import actions, areas, queries
from sereno.alerts.message import Info
from sereno.alerts.rules import SpeaksElsewhere
from sereno.kernel import clock, ids
from sereno.kernel.errors import Forbidden
from sereno.people.rules import Viewer
from tests import cap_samples
from tests.attempts import Attempt
from tests.attempts.scene import IN_TOWN, NOON


def _said() -> list[Info]:
    """Something to say to people in our town."""
    return [cap_samples.info_for(areas.of_outlines([IN_TOWN], description="Plaza"), at=clock.now())]


def _issue(viewer: Viewer) -> object:
    """Somebody who may speak for the next town is told that this is not its ground, which is a refusal like others."""
    try:
        return actions.issue(viewer, alert=ids.uuid7(), infos=_said(), simulated=False)
    except SpeaksElsewhere as elsewhere:
        raise Forbidden from elsewhere


ATTEMPTS = {
    "alerts.actions.issue": Attempt("supervisor", lambda scene, viewer: _issue(viewer)),
    "alerts.actions.update": Attempt(
        "supervisor",
        lambda scene, viewer: actions.update(viewer, ref=scene.alert, alert=ids.uuid7(), infos=_said()),
    ),
    "alerts.actions.cancel": Attempt(
        "supervisor",
        lambda scene, viewer: actions.cancel(viewer, ref=scene.alert, alert=ids.uuid7(), reason="Pasó"),
    ),
    "alerts.queries.access_alert": Attempt("rosa", lambda scene, viewer: queries.access_alert(viewer, scene.alert)),
    "alerts.queries.feeds_of": Attempt("supervisor", lambda scene, viewer: queries.feeds_of(viewer)),
    "alerts.queries.listed": Attempt("rosa", lambda scene, viewer: queries.listed(viewer, at=NOON)),
}
