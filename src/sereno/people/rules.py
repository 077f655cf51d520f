"""What each role may do, and the viewer: who is looking, decided once per request."""

from dataclasses import dataclass, field
from enum import StrEnum

from sereno.kernel.errors import NotYours
from sereno.vocabulary.words import Role


class Ability(StrEnum):
    """Something a role may do within its municipality."""

    READ_INCIDENTS = "read_incidents"  # cards with what people wrote
    WORK_INCIDENTS = "work_incidents"  # open, talk, classify, close
    SEND_UNITS = "send_units"
    SEE_UNITS = "see_units"
    SEE_MAP = "see_map"  # points without text or names
    DRIVE = "drive"  # own unit and own task
    RUN_TOWN = "run_town"  # health, parked reactions, people


ABILITIES: dict[Role, frozenset[Ability]] = {
    Role.RESIDENT: frozenset(),
    Role.CREW: frozenset({Ability.DRIVE}),
    Role.OPERATOR: frozenset(
        {
            Ability.READ_INCIDENTS,
            Ability.WORK_INCIDENTS,
            Ability.SEND_UNITS,
            Ability.SEE_UNITS,
            Ability.SEE_MAP,
        }
    ),
    Role.SUPERVISOR: frozenset(
        {
            Ability.READ_INCIDENTS,
            Ability.WORK_INCIDENTS,
            Ability.SEND_UNITS,
            Ability.SEE_UNITS,
            Ability.SEE_MAP,
        }
    ),
    Role.ANALYST: frozenset({Ability.SEE_MAP}),
    Role.ADMINISTRATOR: frozenset({Ability.RUN_TOWN, Ability.SEE_MAP, Ability.SEE_UNITS}),
}


@dataclass(frozen=True, slots=True)
class Seat:
    """What a viewer is in one municipality; `departments` limits the incidents seen, empty means all."""

    municipality: int
    roles: frozenset[Role]
    departments: frozenset[int] = field(default_factory=frozenset)

    def may(self, ability: Ability) -> bool:
        """Whether any of the roles here includes the ability."""
        return any(ability in ABILITIES[role] for role in self.roles)


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who is looking. `user` is None for somebody without an account."""

    user: int | None = None
    name: str = ""
    seats: tuple[Seat, ...] = ()
    simulated: bool = False

    @property
    def account(self) -> int:
        """The account of a viewer who must have one.

        Raises
        ------
        NotYours : nobody is signed in.
        """
        if self.user is None:
            raise NotYours
        return self.user

    def seat(self, municipality: int) -> Seat | None:
        """What the viewer is in a municipality, or None when nothing."""
        return next((seat for seat in self.seats if seat.municipality == municipality), None)

    def may(self, ability: Ability, municipality: int) -> bool:
        """Whether the viewer may do something in a municipality."""
        seat = self.seat(municipality)
        return seat is not None and seat.may(ability)

    @property
    def towns(self) -> tuple[int, ...]:
        """Where the viewer may do something at all: a resident's seat opens nothing."""
        return tuple(seat.municipality for seat in self.seats if any(ABILITIES[role] for role in seat.roles))

    def places(self, ability: Ability) -> tuple[Seat, ...]:
        """The seats from which the viewer may do something."""
        return tuple(seat for seat in self.seats if seat.may(ability))
