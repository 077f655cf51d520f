"""Every query and action of alerts that takes a viewer."""

from sereno.alerts import actions, areas, queries
from sereno.alerts.message import Info
from sereno.kernel import clock, ids
from tests import cap_samples
from tests.attempts import Attempt
from tests.attempts.scene import IN_TOWN, NOON


def _said() -> list[Info]:
    """Something to say to people in our town."""
    return [cap_samples.info_for(areas.of_outlines([IN_TOWN], description="Plaza"), at=clock.now())]


ATTEMPTS = {
    "alerts.actions.issue": Attempt(
        "supervisor",
        lambda scene, viewer: actions.issue(viewer, alert=ids.uuid7(), infos=_said(), simulated=False),
    ),
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
