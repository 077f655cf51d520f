"""What tests between towns share: both sign a treaty, and everything owed is carried out."""

from __future__ import annotations

from sereno.federation import actions, treaties
from sereno.federation.models import Handover
from sereno.federation.rules import Treaty
from sereno.kernel import memory
from sereno.ledger import work
from tests.town import Cast, report

AROMOS, VILLA = "los-aromos", "villa-sereno"


def sign(town: Cast, ours: Treaty | None = None, theirs: Treaty | None = None) -> None:
    """Villa Sereno and Los Aromos each put a treaty with the other in force."""
    treaties.set_treaty(ours or Treaty(), municipality=town.villa, neighbour=AROMOS)
    treaties.set_treaty(theirs or Treaty(), municipality=town.aromos, neighbour=VILLA)


def settle() -> None:
    """Carry out all that is owed."""
    memory.forget()
    while work.work_once():
        pass


def offered(town: Cast, **more: object) -> tuple[int, Handover]:
    """An incident of Villa Sereno, offered to Los Aromos; gives the incident and the offer as it lies in Los Aromos."""
    ref = report(**more).incident  # type: ignore[arg-type]
    made = actions.offer(town.rosa, ref=ref, neighbour=AROMOS, note="Es de ustedes, del otro lado del canal")
    settle()
    return ref, Handover.objects.get(key=made.key, outgoing=False)


def ours(handover: Handover) -> Handover:
    """The same offer as its owner keeps it."""
    return Handover.objects.get(key=handover.key, outgoing=True)
