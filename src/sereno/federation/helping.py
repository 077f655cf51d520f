"""An incident of ours at which a neighbour's unit helps: how far it has come with it, and that it is over."""

from sereno.dispatch import queries as dispatch
from sereno.federation import letters, queries
from sereno.federation.models import Handover
from sereno.federation.rules import Kind
from sereno.incidents import progress
from sereno.kernel import clock
from sereno.vocabulary.words import Moment, Stage

# What our incident reaches as a neighbour's unit goes; what was skipped is observed with what followed.
_REACHES = {
    Stage.ASSIGNED: (Moment.ASSIGNED,),
    Stage.MOVING: (Moment.ASSIGNED, Moment.MOVING),
    Stage.ON_SCENE: (Moment.ASSIGNED, Moment.ON_SCENE),
}


def follow_unit(handover: Handover) -> None:
    """Our incident moves on with their unit as with one of ours, and waits again when none is left to come."""
    assert handover.incident_id is not None
    incident = progress.locked(handover.incident_id)
    if Stage(incident.stage) is Stage.CLOSED:
        return
    stage = Stage(handover.stage)
    for moment in _REACHES.get(stage, ()):
        progress.reach(incident, moment, at=clock.now())
    others = any(Stage(other.stage) in _REACHES for other in queries.helping(incident.pk) if other.pk != handover.pk)
    if stage not in _REACHES and not others and not dispatch.units_by_incident([incident.pk]):
        progress.fall_back(incident)


def end(incident: int) -> None:
    """Our incident is over: towns whose units came for it are told, inside the caller's transaction."""
    for handover in queries.helping(incident):
        letters.write(handover.link_id, kind=Kind.OVER, handover=handover.key, body={}, at=clock.now())
