"""One event of the stream, encoded once for all, and who may hear it."""

from dataclasses import dataclass

from sereno.dispatch import board
from sereno.doors import answers
from sereno.doors.live.listeners import Ear
from sereno.people.rules import Ability
from sereno.vocabulary.words import Audience


@dataclass(frozen=True, slots=True)
class Item:
    """One event, encoded for staff and for others, with what decides who may hear it."""

    municipality: int
    for_desk: bytes = b""
    for_others: bytes = b""
    for_sender: bytes = b""  # the desk it went away from: that it went, without the row
    sender: int | None = None
    placed: board.PlacedRow | None = None
    about: int | None = None
    report: str | None = None
    units: frozenset[int] = frozenset()
    audience: frozenset[Audience] = frozenset()
    ability: Ability = Ability.READ_INCIDENTS
    changes_rights: bool = False  # somebody of this town may hear more or less from now on

    def heard_by(self, ear: Ear) -> bytes:
        """The bytes this ear gets; empty when it may not hear the event."""
        if ear.is_reporter:
            return self.for_others if self._is_for_reporter(ear) else b""
        if Audience.DESK in self.audience and self._is_for_desk(ear):
            return self.for_desk
        if self.sender is not None and self._is_for_sender(ear):
            return self.for_sender
        if Audience.CREW in self.audience and ear.unit is not None and ear.unit in self.units:
            return self.for_others
        return b""

    def _is_for_reporter(self, ear: Ear) -> bool:
        return (
            Audience.REPORTER in self.audience
            and self.about is not None
            and ear.incident in (self.about, self.placed.row.parent if self.placed else None)
            and self.report in (None, str(ear.report))
        )

    def _is_for_desk(self, ear: Ear) -> bool:
        return any(
            seat.municipality == self.municipality
            and seat.may(self.ability)
            and (self.placed is None or self.placed.is_for(seat))
            for seat in ear.seats
        )

    def _is_for_sender(self, ear: Ear) -> bool:
        return any(
            seat.municipality == self.municipality and seat.may(self.ability) and self.sender in seat.departments
            for seat in ear.seats
        )


def event(name: str, value: object, *, cursor: str = "") -> bytes:
    """One Server-Sent Event."""
    number = f"id: {cursor}\n" if cursor else ""
    return f"{number}event: {name}\ndata: ".encode() + answers.encode(value) + b"\n\n"
