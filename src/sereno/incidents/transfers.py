"""Passing an incident on to another department, with a note that says why."""

from uuid import UUID

from django.db import transaction

from sereno.incidents import clocks, queries, rules
from sereno.incidents.conversation import words_of
from sereno.incidents.models import Note
from sereno.incidents.progress import touch
from sereno.kernel import clock
from sereno.kernel.errors import FieldFault, Malformed
from sereno.ledger.actions import record
from sereno.people.rules import Ability, Viewer
from sereno.vocabulary.facts import IncidentTransferred
from sereno.vocabulary.words import Stage


@transaction.atomic
def transfer(viewer: Viewer, *, ref: int, to: str, why: str, note: UUID) -> None:
    """Pass an incident on: there it is new and its answer is counted from now; the other clocks run on.

    Raises
    ------
    NotYours : not this viewer's to pass on.
    AlreadyClosed : the incident is closed.
    Malformed : no such department, or the one that has it; or no word why.
    """
    incident = queries.access_for_update(viewer, ref, ability=Ability.WORK_INCIDENTS)
    rules.require_open(Stage(incident.stage))
    departments = queries.department_ids(incident.municipality_id)
    sender, receiver = incident.department_id, departments.get(to)
    if receiver is None or receiver == sender:
        allowed = tuple(code for code, number in departments.items() if number != sender)
        raise Malformed(faults=[FieldFault("to", "unknown", allowed)], code="unknown-department")
    now, said = clock.now(), words_of(why)
    Note.objects.create(
        id=note, municipality_id=incident.municipality_id, incident=incident, author_id=viewer.user, text=said, at=now
    )
    clocks.end_round(incident, at=now, by=viewer.user, to_department=receiver)
    incident.department_id, incident.transferred_at = receiver, now
    if Stage(incident.stage) is Stage.OPEN:  # where a unit is on its way, the stage says so
        incident.stage = Stage.NEW.value
    clocks.set_clocks(incident, category=clocks.category_code(incident))
    columns = ("department", "transferred_at", "stage", "round", "answered_at", "escalated_to", "escalated_over")
    touch(incident, *columns, *clocks.COLUMNS)
    fact = IncidentTransferred(about=ref, from_department=sender, to_department=receiver)
    record(fact, municipality=incident.municipality_id, actor=viewer.user, at=now)
