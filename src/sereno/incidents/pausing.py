"""Stopping an incident's clock for a reason of the town's list, and letting it run again."""

from datetime import datetime

from django.db import transaction

from sereno.incidents import clock_rules, clocks, queries, rules
from sereno.incidents.models import Incident, Pause
from sereno.incidents.progress import touch
from sereno.kernel import clock
from sereno.kernel.errors import FieldFault, Malformed
from sereno.ledger.actions import record
from sereno.people.rules import Ability, Viewer
from sereno.places import queries as places
from sereno.places.policies import PauseReasons
from sereno.vocabulary.facts import ClockPaused, ClockResumed
from sereno.vocabulary.words import Stage

_COLUMNS = ("paused_at", "pause_reason", *clocks.COLUMNS)


@transaction.atomic
def pause(viewer: Viewer, *, ref: int, reason: str) -> None:
    """Stop the clocks that the town's policy lets stand still.

    Raises
    ------
    Malformed : the reason is not on the town's list.
    AlreadyClosed : the incident is closed.
    PauseRefused : it stands still already.
    """
    incident = queries.access_for_update(viewer, ref, ability=Ability.WORK_INCIDENTS)
    rules.require_open(Stage(incident.stage))
    clock_rules.require_running(incident.paused_at)
    known = [one.code for one in reasons(incident.municipality_id).reasons]
    if reason not in known:
        raise Malformed(faults=[FieldFault("reason", "unknown", tuple(known))], code="unknown-reason")
    now = clock.now()
    Pause.objects.create(
        municipality_id=incident.municipality_id,
        incident=incident,
        round=incident.round,
        reason=reason,
        since=now,
        paused_by_id=viewer.user,
    )
    incident.paused_at, incident.pause_reason = now, reason
    clocks.watch(incident)
    touch(incident, *_COLUMNS)
    record(ClockPaused(about=ref, reason=reason), municipality=incident.municipality_id, actor=viewer.user, at=now)


@transaction.atomic
def resume(viewer: Viewer, *, ref: int) -> None:
    """Let the clock run again; what was left of it when it stopped is left now.

    Raises
    ------
    PauseRefused : it runs.
    """
    incident = queries.access_for_update(viewer, ref, ability=Ability.WORK_INCIDENTS)
    clock_rules.require_paused(incident.paused_at)
    _resume(incident, by=viewer.user, by_reporter=False, at=clock.now())


def resume_at_a_word(incident: Incident, *, by: int | None, at: datetime) -> None:
    """A reporter spoke: a locked incident that waited for just that goes on, inside the caller's transaction."""
    if incident.paused_at is None:
        return
    known = {one.code: one for one in reasons(incident.municipality_id).reasons}
    reason = known.get(incident.pause_reason)
    if reason is not None and reason.until_reporter_speaks:
        _resume(incident, by=by, by_reporter=True, at=at)


def reasons(municipality: int) -> PauseReasons:
    """The town's list of reasons."""
    return places.policy(PauseReasons, municipality=municipality)


def _resume(incident: Incident, *, by: int | None, by_reporter: bool, at: datetime) -> None:
    clocks.end_pause(incident, at=at)
    clocks.set_clocks(incident, category=clocks.category_code(incident))
    touch(incident, *_COLUMNS)
    fact = ClockResumed(about=incident.pk, by_reporter=by_reporter)
    record(fact, municipality=incident.municipality_id, actor=by, at=at)
