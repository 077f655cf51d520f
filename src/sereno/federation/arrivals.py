"""Taking in a neighbour's letters: each once, in order, in one transaction with what it changes here.

A letter that cannot be followed (malformed, or about something unknown) is kept with the reason and passed by: a line
never stands still for one bad letter. A failure of our own is not swallowed: the letter stays and comes again.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sereno.dispatch import queries as dispatch
from sereno.federation import actions, dossier, helping, letters, parcels, queries, rules, treaties
from sereno.federation.letters import Sheet
from sereno.federation.models import Handover, Letter, Link
from sereno.federation.rules import OPEN, Kind, NoTreaty, State, Treaty
from sereno.incidents import actions as incidents
from sereno.incidents import conversation, progress, tryout
from sereno.incidents import queries as incident_queries
from sereno.kernel import clock
from sereno.kernel.errors import Malformed, NotAllowed, NotYours
from sereno.kernel.text import clean
from sereno.ledger.actions import record
from sereno.vocabulary.facts import (
    AidGranted,
    AidOver,
    AidProgressed,
    AidRefused,
    HandoverAccepted,
    HandoverReturned,
    HandoverWithdrawn,
    MediaAwaited,
    NeighbourAsked,
    NeighbourProgressed,
    OfferArrived,
    UnitRequestArrived,
)
from sereno.vocabulary.words import Channel, Outcome, Stage


@transaction.atomic
def take_in(link: int, sheets: Sequence[Sheet]) -> int:
    """Follow a neighbour's letters that are next in turn; what was taken in before is left aside. Returns how many."""
    line = letters.locked(link)
    done = 0
    for sheet in sheets:
        if sheet.number != line.taken + 1:
            continue
        refused = _follow(line, sheet)
        Letter.objects.create(
            municipality_id=line.municipality_id,
            link=line,
            outgoing=False,
            number=sheet.number,
            letter=sheet.id,
            kind=sheet.kind if sheet.kind in set(Kind) else Kind.WORD.value,
            handover=sheet.handover,
            body={},  # what it said is where it belongs; kept here it would be kept twice
            at=sheet.at,
            refused=refused,
        )
        line.taken = sheet.number
        line.save(update_fields=["taken"])
        done += 1
    return done


def _follow(line: Link, sheet: Sheet) -> str:
    """Carry out one letter; the reason why not, where it cannot be."""
    act = _ACTS.get(sheet.kind)
    if act is None:
        return f"unknown kind {sheet.kind}"[:300]
    if Letter.objects.filter(link=line, outgoing=False, letter=sheet.id).exists():
        return "a letter with this id came before"
    try:
        with transaction.atomic():
            act(line, sheet)
    except (Malformed, NotAllowed, NotYours, KeyError, ValueError, TypeError) as wrong:
        return f"{type(wrong).__name__}: {wrong}"[:300]
    return ""


def _offer(line: Link, sheet: Sheet) -> None:
    made = _put_down(line, sheet)
    if made is None:
        return
    if not _in_force(line, lambda treaty: treaty.handover):
        actions.turn_down(queries.locked(made.pk), reason="no-treaty", by=None)
        return
    fact = OfferArrived(handover=made.pk, neighbour=line.neighbour, priority=made.priority)
    record(fact, municipality=line.municipality_id, actor=None, at=clock.now())


def _aid(line: Link, sheet: Sheet) -> None:
    """They ask for one of our units; whether it goes, an operator decides."""
    unit = dispatch.unit_on_duty(line.municipality_id, int(sheet.body["unit"]))
    made = _put_down(line, sheet, call_sign=clean(str(sheet.body["call_sign"]), longest=20), unit=unit)
    if made is None:
        return
    if not _in_force(line, lambda treaty: treaty.units):
        actions.turn_down(queries.locked(made.pk), reason="no-unit-treaty", by=None)
        return
    if unit is None:
        actions.turn_down(queries.locked(made.pk), reason="unit-off", by=None)
        return
    fact = UnitRequestArrived(handover=made.pk, neighbour=line.neighbour, priority=made.priority)
    record(fact, municipality=line.municipality_id, actor=None, at=clock.now())


def _put_down(line: Link, sheet: Sheet, *, call_sign: str = "", unit: int | None = None) -> Handover | None:
    """Keep what is put to us; None where it lies here already."""
    told = dossier.read(sheet.body["dossier"])
    key, body = sheet.handover, sheet.body
    priority = int(body["priority"])
    if not 1 <= priority <= 4:
        raise Malformed("priority")
    made, is_new = Handover.objects.get_or_create(
        link=line,
        outgoing=False,
        key=key,
        defaults={
            "municipality_id": line.municipality_id,
            "department_id": _department_for(line.municipality_id, told),
            "call_sign": call_sign,
            "unit_id": unit,
            "priority": priority,
            "note": clean(str(body.get("note", "")), longest=actions.LONGEST_NOTE),
            "dossier": dossier.written(told),
            "offered_at": datetime.fromisoformat(body["offered_at"]),
            "answer_by": datetime.fromisoformat(body["answer_by"]),
        },
    )
    return made if is_new else None


def _department_for(municipality: int, told: dossier.Dossier) -> int | None:
    place, category = told.location_component, told.incident_component.incident_type_internal_text
    return tryout.would_go_to(
        municipality, category=category, lon=place.longitude, lat=place.latitude, channel=Channel.PEER
    )


def _in_force(line: Link, agreed: Callable[[Treaty], bool]) -> bool:
    """Whether we agreed to this with the neighbour at all; the rest an operator decides."""
    try:
        return agreed(treaties.neighbour(line.municipality_id, line.neighbour).treaty)
    except NoTreaty:
        return False


def _withdraw(line: Link, sheet: Sheet) -> None:
    """The owner wants it back: given, unless we answered before; then our answer is on its way and stands."""
    handover = _handover(line, sheet, outgoing=False)
    if State(handover.state) not in OPEN:
        return
    now = clock.now()
    handover.state, handover.ended_at = State.WITHDRAWN.value, now
    handover.save(update_fields=["state", "ended_at"])
    letters.write(line.pk, kind=Kind.WITHDRAWN, handover=handover.key, body={"at": now.isoformat()}, at=now)
    fact = HandoverWithdrawn(handover=handover.pk, neighbour=line.neighbour)
    record(fact, municipality=line.municipality_id, actor=None, at=now)


def _accepted(line: Link, sheet: Sheet) -> None:
    """They took it over: our incident ends as referred, and stays linked to theirs. A unit granted ends nothing."""
    handover = _handover(line, sheet, outgoing=True)
    rules.require(State(handover.state), State.ACCEPTED)
    assert handover.incident_id is not None
    now = clock.now()
    handover.state, handover.ended_at = State.ACCEPTED.value, datetime.fromisoformat(sheet.body["at"])
    handover.save(update_fields=["state", "ended_at"])
    _tell(handover, sheet.body)
    kind = AidGranted if handover.call_sign else HandoverAccepted
    fact = kind(about=handover.incident_id, handover=handover.pk, neighbour=line.neighbour)
    record(fact, municipality=line.municipality_id, actor=None, at=now)
    incident = progress.locked(handover.incident_id)
    for attached in incident_queries.media_of(incident):  # those that came while the offer waited
        parcels.pass_on(incident.pk, medium=attached.medium_id)
    if handover.call_sign:
        if Stage(incident.stage) is Stage.CLOSED:  # it ended while their answer was on its way
            helping.end(incident.pk)
    elif Stage(incident.stage) is not Stage.CLOSED:
        incidents.end(incident, outcome=Outcome.REFERRED, note=handover.number, by=None, at=now)


def _returned(line: Link, sheet: Sheet) -> None:
    handover = _handover(line, sheet, outgoing=True)
    rules.require(State(handover.state), State.RETURNED)
    handover.state, handover.ended_at = State.RETURNED.value, datetime.fromisoformat(sheet.body["at"])
    handover.reason = clean(str(sheet.body["reason"]), longest=actions.LONGEST_NOTE)
    handover.save(update_fields=["state", "reason", "ended_at"])
    kind = AidRefused if handover.call_sign else HandoverReturned
    fact = kind(about=handover.incident_id, handover=handover.pk, neighbour=line.neighbour)
    record(fact, municipality=line.municipality_id, actor=None, at=clock.now())


def _withdrawn(line: Link, sheet: Sheet) -> None:
    handover = _handover(line, sheet, outgoing=True)
    rules.require(State(handover.state), State.WITHDRAWN)
    handover.state, handover.ended_at = State.WITHDRAWN.value, datetime.fromisoformat(sheet.body["at"])
    handover.save(update_fields=["state", "ended_at"])
    fact = HandoverWithdrawn(about=handover.incident_id, handover=handover.pk, neighbour=line.neighbour)
    record(fact, municipality=line.municipality_id, actor=None, at=clock.now())


def _progressed(line: Link, sheet: Sheet) -> None:
    handover = _handover(line, sheet, outgoing=True)
    if State(handover.state) is not State.ACCEPTED:
        raise NotYours
    _tell(handover, sheet.body)
    if handover.call_sign:
        helping.follow_unit(handover)
    kind = AidProgressed if handover.call_sign else NeighbourProgressed
    fact = kind(about=handover.incident_id, handover=handover.pk, stage=handover.stage)
    record(fact, municipality=line.municipality_id, actor=None, at=clock.now())


def _tell(handover: Handover, body: Mapping[str, str]) -> None:
    """Write down how far the serving town has come."""
    handover.number = clean(str(body["number"]), longest=30)
    handover.stage = Stage(body["stage"]).value
    handover.outcome = Outcome(body["outcome"]).value if body.get("outcome") else ""
    handover.stage_at = datetime.fromisoformat(body["at"])
    handover.save(update_fields=["number", "stage", "outcome", "stage_at"])


def _word(line: Link, sheet: Sheet) -> None:
    """A word of the conversation, said in the other town: it stands in ours under the letter's id."""
    handover = Handover.objects.filter(link=line, key=sheet.handover, state=State.ACCEPTED.value).first()
    if handover is None or handover.incident_id is None:
        raise NotYours
    conversation.relay(
        handover.incident_id,
        message=sheet.id,
        text=str(sheet.body["text"]),
        from_desk=sheet.body["from"] == "desk",
    )


def _medium(line: Link, sheet: Sheet) -> None:
    """There is one more photo, video or voice note; it is brought after the letters."""
    handover = _handover(line, sheet, outgoing=False)
    medium = UUID(str(sheet.body["medium"]))
    if State(handover.state) is not State.ACCEPTED:
        raise NotYours
    if parcels.expect(handover, [medium]):
        fact = MediaAwaited(about=handover.incident_id, handover=handover.pk, medium=medium)
        record(fact, municipality=line.municipality_id, actor=None, at=clock.now())


def _over(line: Link, sheet: Sheet) -> None:
    """The town that asked for our unit needs no more help; what our unit does then, our desk decides."""
    handover = _handover(line, sheet, outgoing=False)
    if State(handover.state) is not State.ACCEPTED or not handover.call_sign:
        raise NotYours
    handover.reason = "over"
    handover.save(update_fields=["reason"])
    fact = AidOver(about=handover.incident_id, handover=handover.pk, neighbour=line.neighbour)
    record(fact, municipality=line.municipality_id, actor=None, at=clock.now())


def _confirm(line: Link, sheet: Sheet) -> None:
    """The reporter's answer whether it was solved, for an incident we took over and closed."""
    handover = _handover(line, sheet, outgoing=False)
    report = incident_queries.access_report(rules.stand_in(handover.key))
    incidents.confirm(report, solved=bool(sheet.body["solved"]))


def _ask(line: Link, sheet: Sheet) -> None:
    """A neighbour who sees an incident of ours near the border asks for it; we decide."""
    incident = int(sheet.body["incident"])
    if not incident_queries.is_open_in(line.municipality_id, incident):
        raise NotYours
    fact = NeighbourAsked(about=incident, neighbour=line.neighbour, request=sheet.handover)
    record(fact, municipality=line.municipality_id, actor=None, at=clock.now())


def _handover(line: Link, sheet: Sheet, *, outgoing: bool) -> Handover:
    found = Handover.objects.select_for_update().filter(link=line, outgoing=outgoing, key=sheet.handover).first()
    if found is None:
        raise NotYours
    return found


_ACTS: dict[str, Callable[[Link, Sheet], None]] = {
    Kind.OFFER: _offer,
    Kind.WITHDRAW: _withdraw,
    Kind.ACCEPT: _accepted,
    Kind.RETURN: _returned,
    Kind.WITHDRAWN: _withdrawn,
    Kind.PROGRESS: _progressed,
    Kind.WORD: _word,
    Kind.CONFIRM: _confirm,
    Kind.ASK: _ask,
    Kind.MEDIUM: _medium,
    Kind.AID: _aid,
    Kind.OVER: _over,
}
