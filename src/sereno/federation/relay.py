"""Words between a reporter and a desk of another town: written once where they are said, relayed once to the other."""

from uuid import UUID

from django.db import transaction

from sereno.federation import letters, queries
from sereno.federation.dossier import Part
from sereno.federation.rules import Kind
from sereno.incidents import queries as incidents
from sereno.kernel import clock


@transaction.atomic
def pass_on(incident: int, *, message: UUID) -> None:
    """Tell the towns that have their part in it what was said; what came from one of them is not told back.

    A town that only helps with a unit hears it unless the treaty withholds the conversation.
    """
    if letters.was_received(message):
        return
    said = incidents.message(message)
    body = {"from": "desk" if said.from_desk else "reporter", "text": said.text, "at": said.at.isoformat()}
    for handover in (*queries.taking_part(incident), *queries.taken_over(incident)):
        if not (handover.call_sign and Part.CONVERSATION.value in handover.dossier.get("withheld", ())):
            letters.write(handover.link_id, kind=Kind.WORD, handover=handover.key, body=body, at=clock.now())
