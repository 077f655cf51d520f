"""What this room does when something happened: carry letters inside the installation, tell a neighbour what moved."""

from uuid import UUID

from sereno.federation import actions, arrivals, helping, letters, parcels, queries, relay, treaties
from sereno.federation.models import Handover, Link
from sereno.federation.rules import OPEN, State
from sereno.ledger.wires import Happened
from sereno.vocabulary.words import Outcome
from sereno.walls import openings as walls


def carry(fact: Happened) -> None:
    """Bring a letter to a neighbour served here; for one elsewhere the postman has been woken and will."""
    line = Link.objects.select_related("municipality").get(pk=fact.ids["link"])
    there = treaties.local(line.municipality_id, line.neighbour)
    if there is None:
        return
    with walls.open_to(there):
        back, _ = Link.objects.get_or_create(municipality_id=there, neighbour=line.municipality.code)
    sheets = letters.written_after(line.pk, back.taken)
    if sheets:
        with walls.open_to(there):  # each town's rows are written behind its own wall
            arrivals.take_in(back.pk, sheets)
        letters.fetched(line.pk, sheets[-1].number)


def tell_owner(fact: Happened) -> None:
    """An incident moved on: if we took it over, its owner hears of it."""
    if fact.about is not None:
        actions.follow_progress(fact.about)


def pass_on(fact: Happened) -> None:
    """A word was said: if another town has its part in the incident, it hears it too."""
    if fact.about is not None:
        relay.pass_on(fact.about, message=UUID(fact.ids["message"]))


def pass_medium_on(fact: Happened) -> None:
    """A photo was made safe: if another town serves the incident, it may have it."""
    if fact.about is not None and fact.ids["shown"]:
        parcels.pass_on(fact.about, medium=UUID(fact.ids["medium"]))


def withdraw_when_closed(fact: Happened) -> None:
    """An incident ended while it was on offer, or units were asked for: that is asked back, and helpers may go."""
    if fact.about is not None:
        helping.end(fact.about)
    if fact.about is None or fact.ids["outcome"] == Outcome.REFERRED.value:
        return
    waiting = Handover.objects.filter(
        incident_id=fact.about, outgoing=True, state__in=[s.value for s in OPEN - {State.WITHDRAWING}]
    )
    for ref in list(waiting.values_list("pk", flat=True)):
        handover = queries.locked(ref)
        if State(handover.state) in OPEN - {State.WITHDRAWING}:
            actions.ask_back(handover, by=None)
