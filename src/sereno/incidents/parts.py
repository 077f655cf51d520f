"""Opening another incident for the same report: a part, with a category, a department and clocks of its own."""

from uuid import UUID

from django.db import transaction

from sereno.incidents import clocks, queries, rules
from sereno.incidents.models import Incident, Note
from sereno.kernel import clock
from sereno.kernel.errors import FieldFault, Malformed
from sereno.kernel.text import clean, shorten
from sereno.ledger.actions import record
from sereno.people.rules import Ability, Viewer
from sereno.vocabulary.facts import IncidentSplit
from sereno.vocabulary.words import Stage

# What a part has of the incident it comes from.
_SHARED = ("municipality_id", "channel", "lon", "lat", "cell", "accuracy_m", "place", "zone", "border_m", "occurred_at",
           "anonymous", "simulated")  # fmt: skip


@transaction.atomic
def split(viewer: Viewer, *, ref: int, category: str, department: str, text: str, note: UUID) -> int:
    """Open a part at a department; its id. With the same note a second time it is the same part.

    Raises
    ------
    AlreadyClosed : the incident is closed.
    Malformed : an unknown category or department, or a part of a part.
    """
    whole = queries.access_for_update(viewer, ref, ability=Ability.WORK_INCIDENTS)
    earlier = Note.objects.filter(pk=note, incident__parent=whole).first()
    if earlier is not None:
        return earlier.incident_id
    rules.require_open(Stage(whole.stage))
    if whole.parent_id is not None:
        raise Malformed(faults=[FieldFault("ref", "part")], code="part-of-a-part")
    kind, taker = queries.categories(whole.municipality_id).get(category), _taker(whole, department)
    if kind is None:
        raise Malformed(faults=[FieldFault("category", "unknown")], code="unknown-category")
    now, said = clock.now(), clean(text, longest=2000) or whole.gist
    part = Incident(
        parent=whole,
        category_id=kind.id,
        department_id=taker,
        priority=kind.priority,
        emergency=kind.emergency,
        received_at=now,
        gist=shorten(said),
        **{name: getattr(whole, name) for name in _SHARED},
    )
    clocks.start(part, category=category)
    part.save()
    Note.objects.create(
        id=note, municipality_id=whole.municipality_id, incident=part, author_id=viewer.user, text=said or "–", at=now
    )
    fact = IncidentSplit(about=part.pk, parent=ref)
    record(fact, municipality=whole.municipality_id, actor=viewer.user, at=now)
    return part.pk


def _taker(whole: Incident, department: str) -> int:
    departments = queries.department_ids(whole.municipality_id)
    if department not in departments:
        raise Malformed(faults=[FieldFault("department", "unknown", tuple(departments))], code="unknown-department")
    return departments[department]
