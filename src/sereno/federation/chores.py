"""What falls due as time passes: offers that nobody answered."""

from django.db import transaction

from sereno.federation import queries
from sereno.federation.models import Handover
from sereno.federation.rules import State
from sereno.kernel import clock
from sereno.ledger.actions import record
from sereno.vocabulary.facts import HandoverOverdue

_BATCH = 50


def mark_overdue() -> int:
    """Offers whose time is up become overdue, on both sides; a fact says so. Returns how many."""
    late = Handover.objects.filter(state=State.OFFERED.value, answer_by__lt=clock.now())
    return sum(_mark(ref) for ref in list(late.order_by("answer_by").values_list("pk", flat=True)[:_BATCH]))


@transaction.atomic
def _mark(ref: int) -> int:
    handover = queries.locked(ref)
    if State(handover.state) is not State.OFFERED:
        return 0
    handover.state = State.OVERDUE.value
    handover.save(update_fields=["state"])
    fact = HandoverOverdue(about=handover.incident_id, handover=ref, neighbour=handover.link.neighbour)
    record(fact, municipality=handover.municipality_id, actor=None, at=clock.now())
    return 1
