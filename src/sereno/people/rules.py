"""What each role may do, the viewer (who is looking, decided once per request), and what must not be taken away.

kernel.errors.NotAllowed
├── LastAdministrator   nobody would be left to run the town
└── LastDepartment      no desk would be left to take reports
"""

from dataclasses import dataclass, field
from enum import StrEnum

from sereno.kernel.errors import FieldFault, Malformed, NotAllowed, NotYours
from sereno.vocabulary.words import Role


class Ability(StrEnum):
    """Something a role may do within its municipality."""

    READ_INCIDENTS = "read_incidents"  # cards with what people wrote
    WORK_INCIDENTS = "work_incidents"  # open, talk, classify, close
    SEND_UNITS = "send_units"
    SEE_UNITS = "see_units"
    SEE_MAP = "see_map"  # points without text or names
    SEE_INSIGHT = "see_insight"  # figures and maps of what happened, as counts
    SEE_PAST_POINTS = "see_past_points"  # single incidents behind a figure, without text or names
    IMPORT_HISTORY = "import_history"  # take files of the past in
    DRIVE = "drive"  # own unit and own task
    SEE_ALERTS = "see_alerts"  # the list of public alerts, with those set aside
    ISSUE_ALERTS = "issue_alerts"  # speak to everybody in an area, take in what others say
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
            Ability.SEE_ALERTS,
        }
    ),
    Role.SUPERVISOR: frozenset(
        {
            Ability.READ_INCIDENTS,
            Ability.WORK_INCIDENTS,
            Ability.SEND_UNITS,
            Ability.SEE_UNITS,
            Ability.SEE_MAP,
            Ability.SEE_ALERTS,
            Ability.ISSUE_ALERTS,
            Ability.SEE_INSIGHT,
        }
    ),
    Role.ANALYST: frozenset({Ability.SEE_MAP, Ability.SEE_INSIGHT, Ability.SEE_PAST_POINTS, Ability.IMPORT_HISTORY}),
    Role.ADMINISTRATOR: frozenset(
        {
            Ability.RUN_TOWN,
            Ability.SEE_MAP,
            Ability.SEE_UNITS,
            Ability.SEE_ALERTS,
            Ability.SEE_INSIGHT,
            Ability.IMPORT_HISTORY,
        }
    ),
}


LIMITED: frozenset[Role] = frozenset({Role.OPERATOR, Role.SUPERVISOR})  # these may be limited to a department


class LastAdministrator(NotAllowed):
    """Nobody would be left to run the town."""

    code = "last-administrator"


class LastDepartment(NotAllowed):
    """No desk would be left to take reports."""

    code = "last-department"


def require_administrator_left(*, before: int, after: int) -> None:
    """Refuse what leaves a town that had administrators without one."""
    if before and not after:
        raise LastAdministrator


def require_department_left(*, others: int) -> None:
    """Refuse to close the last open department: every report needs a desk."""
    if not others:
        raise LastDepartment


def require_limit_fits(role: Role, *, limited: object) -> None:
    """Refuse a department's limit on a role that has nothing to do with its incidents."""
    if limited and role not in LIMITED:
        fits = tuple(sorted(known.value for known in LIMITED))
        raise Malformed(faults=[FieldFault("department", role.value, fits)], code="limit-misplaced")


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
