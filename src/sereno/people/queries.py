"""Who is looking, and the people and departments a viewer may know of."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth import get_user
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest

from sereno.kernel.errors import Forbidden, NotYours
from sereno.kernel.memory import remembered
from sereno.people.models import Department, Membership, User
from sereno.people.rules import Ability, Seat, Viewer
from sereno.vocabulary.words import Role
from sereno.walls import openings as walls


def viewer_of(user: User) -> Viewer:
    """The viewer an account is; a change of roles is seen within seconds."""
    return Viewer(user=user.pk, name=user.name, seats=_seats(user.pk), simulated=user.simulated)


@remembered(2.0)
def viewer_by_session(session_key: str) -> Viewer:
    """The viewer who holds a session; a session that was ended is refused within seconds.

    Raises
    ------
    NotYours : the session is over, or never was.
    """
    request = HttpRequest()
    request.session = SessionStore(session_key)
    user = get_user(request)
    if not isinstance(user, User):
        raise NotYours
    return viewer_of(user)


@remembered(3.0)
def _seats(user: int) -> tuple[Seat, ...]:
    roles: dict[int, set[Role]] = defaultdict(set)
    limits: dict[int, set[int | None]] = defaultdict(set)
    rows = Membership.objects.filter(user_id=user).values_list("municipality_id", "role", "department_id")
    with walls.open_to_all():
        held = list(rows)
    for municipality, role, department in held:
        roles[municipality].add(Role(role))
        if role in (Role.OPERATOR, Role.SUPERVISOR):
            limits[municipality].add(department)
    return tuple(Seat(place, frozenset(its), _departments(limits[place])) for place, its in sorted(roles.items()))


def _departments(limits: set[int | None]) -> frozenset[int]:
    """One membership without a department opens them all."""
    return frozenset() if None in limits else frozenset(number for number in limits if number is not None)


def seat_for(viewer: Viewer, ability: Ability) -> Seat:
    """The seat from which the viewer does something; their first when they hold several.

    Raises
    ------
    NotYours : nobody is signed in, or no role anywhere.
    Forbidden : signed in with roles that do not include it.
    """
    seats = viewer.places(ability)
    if seats:
        return seats[0]
    raise Forbidden if viewer.user is not None else NotYours


@dataclass(frozen=True, slots=True)
class DepartmentView:
    """A department by id, code and name."""

    id: int
    code: str
    name: str


@remembered(5.0)
def departments(municipality: int) -> list[DepartmentView]:
    """The departments of a municipality, by name."""
    rows = Department.objects.filter(municipality_id=municipality).order_by("name")
    with walls.open_to(municipality):
        return [DepartmentView(row.pk, row.code, row.name) for row in rows]


def department(municipality: int, ref: int) -> DepartmentView:
    """One department of a municipality by id."""
    return next(found for found in departments(municipality) if found.id == ref)


def account(email: str) -> User:
    """The active account of an e-mail address.

    Raises
    ------
    NotYours : there is none.
    """
    user = User.objects.filter(email__iexact=email, is_active=True).first()
    if user is None:
        raise NotYours
    return user


def names_of(users: Iterable[int]) -> dict[int, str]:
    """Display names by account id."""
    return dict(User.objects.filter(id__in=set(users)).values_list("id", "name"))


@dataclass(frozen=True, slots=True)
class StaffMember:
    """A person of the staff as the administrator's page lists them."""

    name: str
    email: str
    roles: tuple[str, ...]
    active: bool


def staff(viewer: Viewer) -> list[StaffMember]:
    """The people with a role in the viewer's municipality, by name."""
    seat = seat_for(viewer, Ability.RUN_TOWN)
    held: dict[int, list[Membership]] = defaultdict(list)
    rows = Membership.objects.filter(municipality_id=seat.municipality).exclude(role=Role.RESIDENT)
    for row in rows.select_related("user").order_by("user__name", "role"):
        held[row.user_id].append(row)
    return [
        StaffMember(group[0].user.name, group[0].user.email, tuple(r.role for r in group), group[0].user.is_active)
        for group in held.values()
    ]
