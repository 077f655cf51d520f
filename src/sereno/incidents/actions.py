"""What the desk and a reporter do to incidents: a verb each, atomic, one fact at the end."""

from datetime import datetime

from django.db import transaction

from sereno.incidents import clock_rules, clocks, queries, rules
from sereno.incidents.models import Incident, Presence, Report, Verdict
from sereno.incidents.progress import locked, reach, touch
from sereno.kernel import clock
from sereno.kernel.errors import FieldFault, Malformed, NotYours
from sereno.kernel.text import clean
from sereno.ledger import wakeup
from sereno.ledger.actions import record
from sereno.people.rules import Ability, Viewer
from sereno.vocabulary.facts import (
    Fact,
    IncidentClassified,
    IncidentClosed,
    IncidentControlled,
    IncidentOpened,
    IncidentReopened,
    ReporterConfirmed,
)
from sereno.vocabulary.words import Moment, Outcome, Stage


@transaction.atomic
def open_incident(viewer: Viewer, *, ref: int) -> None:
    """An operator opens a card: the first time ends the waiting, every time is on record, and unread words are read."""
    incident = queries.access_for_update(viewer, ref, ability=Ability.WORK_INCIDENTS)
    now = clock.now()
    is_first = reach(incident, Moment.OPENED, at=now)
    if incident.unread_count:
        incident.unread_count = 0
        touch(incident, "unread_count")
    _record(IncidentOpened(about=ref, first=is_first), incident, by=viewer.user, at=now)


@transaction.atomic
def classify(viewer: Viewer, *, ref: int, category: str | None, priority: int | None) -> None:
    """Confirm or correct what it is and how urgent.

    Raises
    ------
    Malformed : an unknown category, or a priority outside 1..4.
    """
    incident = queries.access_for_update(viewer, ref, ability=Ability.WORK_INCIDENTS)
    rules.require_open(Stage(incident.stage))
    known = queries.offered_categories(incident.municipality_id)
    if category is not None and category not in known:
        raise Malformed(faults=[FieldFault("category", "unknown", tuple(known))], code="unknown-category")
    if priority is not None and priority not in (1, 2, 3, 4):
        raise Malformed(faults=[FieldFault("priority", "1..4", ("1", "2", "3", "4"))])
    now = clock.now()
    if category is not None:
        incident.category_id = known[category].id
        incident.emergency = known[category].emergency
    incident.priority = priority or (known[category].priority if category else incident.priority)
    code = clocks.category_code(incident)
    clocks.set_clocks(incident, category=code)
    touch(incident, "category", "emergency", "priority", *clocks.COLUMNS)
    reach(incident, Moment.CLASSIFIED, at=now)
    fact = IncidentClassified(about=ref, category=code, priority=incident.priority)
    _record(fact, incident, by=viewer.user, at=now)


@transaction.atomic
def control(viewer: Viewer, *, ref: int) -> None:
    """The situation is under control."""
    incident = queries.access_for_update(viewer, ref, ability=Ability.WORK_INCIDENTS)
    rules.require_open(Stage(incident.stage))
    now = clock.now()
    reach(incident, Moment.CONTROLLED, at=now)
    _record(IncidentControlled(about=ref), incident, by=viewer.user, at=now)


@transaction.atomic
def close(viewer: Viewer, *, ref: int, outcome: Outcome, note: str = "") -> None:
    """End an incident with an outcome; units still on it are released by dispatch."""
    incident = queries.access_for_update(viewer, ref, ability=Ability.WORK_INCIDENTS)
    end(incident, outcome=outcome, note=note, by=viewer.user, at=clock.now())


def end(incident: Incident, *, outcome: Outcome, note: str, by: int | None, at: datetime) -> None:
    """Close a locked incident inside the caller's transaction and record it.

    Raises
    ------
    AlreadyClosed : it is closed.
    """
    rules.require_open(Stage(incident.stage))
    incident.outcome = outcome.value
    incident.outcome_note = clean(note, longest=2000)
    touch(incident, "outcome", "outcome_note")
    reach(incident, Moment.CLOSED, at=at)
    _record(IncidentClosed(about=incident.pk, outcome=outcome.value), incident, by=by, at=at)


@transaction.atomic
def reopen(viewer: Viewer, *, ref: int) -> None:
    """Take a closed incident up again; who does so at the desk has answered it."""
    incident = queries.access_for_update(viewer, ref, ability=Ability.WORK_INCIDENTS)
    _reopen(incident, by=viewer.user, by_reporter=False, at=clock.now())


def _reopen(incident: Incident, *, by: int | None, by_reporter: bool, at: datetime) -> None:
    """A new round begins with its clocks; the earlier one is kept as it ended."""
    rules.require_closed(Stage(incident.stage))
    clocks.end_round(incident, at=at, by=by)
    incident.stage = Stage.OPEN.value if incident.opened_at else Stage.NEW.value
    incident.closed_at, incident.reached_at, incident.reopened_at = None, None, at
    incident.answered_at = None if by_reporter else at
    incident.outcome = ""
    clocks.set_clocks(incident, category=clocks.category_code(incident))
    columns = ("stage", "closed_at", "outcome", "round", "reopened_at", "answered_at", "reached_at")
    touch(incident, *columns, "escalated_to", "escalated_over", *clocks.COLUMNS)
    _record(IncidentReopened(about=incident.pk, by_reporter=by_reporter), incident, by=by, at=at)


@transaction.atomic
def confirm(report: Report, *, solved: bool, part: int | None = None) -> None:
    """The reporter says whether it (or one part) was solved; "no" takes what is closed up again, for some days.

    Raises
    ------
    NotYours : no such part of this report.
    MoveRefused : the incident is not closed.
    ReopenRefused : "no" after the days the town allows; a new report is the way.
    """
    if part is not None and part not in {one.pk for one in queries.parts_of(report.incident_id)}:
        raise NotYours
    incident = locked(part or report.incident_id)
    rules.require_closed(Stage(incident.stage))
    now = clock.now()
    if not solved and now > queries.reopens_until(incident):
        raise clock_rules.ReopenRefused
    _note_verdict(report, incident, solved=solved, at=now)
    reach(incident, Moment.CONFIRMED, at=now)
    fact = ReporterConfirmed(about=incident.pk, report=report.pk, solved=solved)
    _record(fact, incident, by=report.reporter_id, at=now)
    if not solved:
        _reopen(incident, by=report.reporter_id, by_reporter=True, at=now)


def _note_verdict(report: Report, incident: Incident, *, solved: bool, at: datetime) -> None:
    if incident.pk == report.incident_id:
        Report.objects.filter(pk=report.pk).update(solved=solved)
        return
    Verdict.objects.update_or_create(
        incident=incident,
        report=report,
        defaults={"solved": solved, "at": at, "municipality_id": incident.municipality_id},
    )


@transaction.atomic
def note_answer(report: Report, *, solved: bool) -> None:
    """The reporter's answer about an incident that another town serves: written down here, acted on there."""
    incident = locked(report.incident_id)
    now = clock.now()
    Report.objects.filter(pk=report.pk).update(solved=solved)
    reach(incident, Moment.CONFIRMED, at=now)
    fact = ReporterConfirmed(about=incident.pk, report=report.pk, solved=solved)
    _record(fact, incident, by=report.reporter_id, at=now)


def look(viewer: Viewer, *, ref: int) -> None:
    """An operator has the card open now. Lossy on purpose: it fades by itself, so it is no fact."""
    incident = queries.access_incident(viewer, ref, ability=Ability.WORK_INCIDENTS)
    Presence.objects.update_or_create(
        incident=incident,
        user_id=viewer.account,
        defaults={"seen_at": clock.now(), "here": True, "municipality_id": incident.municipality_id},
    )
    wakeup.announce()


def look_away(viewer: Viewer, *, ref: int) -> None:
    """An operator closed the card."""
    incident = queries.access_incident(viewer, ref, ability=Ability.WORK_INCIDENTS)
    Presence.objects.filter(incident=incident, user_id=viewer.account).update(seen_at=clock.now(), here=False)
    wakeup.announce()


def _record(fact: Fact, incident: Incident, *, by: int | None, at: datetime) -> None:
    record(fact, municipality=incident.municipality_id, actor=by, at=at)
