"""What falls due as time passes: offers that nobody answered, and media that are waited for."""

from django.db import transaction

from sereno.federation import parcels, queries, treaties
from sereno.federation.models import Handover, Parcel
from sereno.federation.rules import State
from sereno.kernel import clock
from sereno.ledger.actions import record
from sereno.vocabulary.facts import HandoverOverdue
from sereno.walls import openings as walls

_BATCH = 50


def mark_overdue() -> int:
    """Offers whose time is up become overdue, on both sides; a fact says so. Returns how many."""
    late = Handover.objects.filter(state=State.OFFERED.value, answer_by__lt=clock.now())
    with walls.open_to_all():
        found = list(late.order_by("answer_by").values_list("pk", "municipality_id")[:_BATCH])
    marked = 0
    for ref, municipality in found:
        with walls.open_to(municipality):
            marked += _mark(ref)
    return marked


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


def bring_media() -> int:
    """Bring what towns of this installation let each other have. Returns how many came."""
    waiting = Parcel.objects.filter(state="awaited", next_at__lte=clock.now()).order_by("next_at")
    with walls.open_to_all():
        found = list(waiting.values_list("pk", "municipality_id", "handover__link__neighbour"))
    # What waits for another installation, perhaps for days, must not stand before what can be had here.
    here = [(ref, town) for ref, town, neighbour in found if treaties.local(town, neighbour) is not None]
    brought = 0
    for ref, municipality in here[:_BATCH]:
        with walls.open_to(municipality):
            brought += parcels.bring(ref)
    return brought
