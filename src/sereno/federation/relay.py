"""Words between a reporter and a desk of another town: written once where they are said, relayed once to the other."""

from uuid import UUID

from django.db import transaction

from sereno.federation import letters
from sereno.federation.models import Handover
from sereno.federation.rules import Kind, State
from sereno.incidents import queries as incidents
from sereno.kernel import clock


@transaction.atomic
def pass_on(incident: int, *, message: UUID) -> None:
    """Tell the other town of an accepted handover what was said; what came from there is not told back."""
    handover = Handover.objects.filter(incident_id=incident, state=State.ACCEPTED.value).order_by("-id").first()
    if handover is None or letters.was_received(message):
        return
    said = incidents.message(message)
    body = {"from": "desk" if said.from_desk else "reporter", "text": said.text, "at": said.at.isoformat()}
    letters.write(handover.link_id, kind=Kind.WORD, handover=handover.key, body=body, at=clock.now())
