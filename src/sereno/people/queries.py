"""Who is looking, and the people and departments a viewer may know of."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.contrib.auth import get_user
from django.contrib.sessions.backends.db import SessionStore
from django.db.models import Count
from django.http import HttpRequest

from sereno.kernel.errors import Forbidden, NotYours
from sereno.kernel.memory import remembered, settled
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
    rows = Membership.objects.filter(user_id=user, suspended=False)
    with walls.open_to_all():
        held = list(rows.values_list("municipality_id", "role", "department_id"))
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
    """A department by id, code and name; a closed one only explains the past."""

    id: int
    code: str
    name: str
    closed: bool = False


@settled
@walls.in_its_town
def every_department(municipality: int) -> list[DepartmentView]:
    """The departments of a municipality, those that were closed too, by name."""
    rows = Department.objects.filter(municipality_id=municipality).order_by("name", "code")
    return [DepartmentView(row.pk, row.code, row.name, row.closed_at is not None) for row in rows]


@settled
def departments(municipality: int) -> list[DepartmentView]:
    """The departments of a municipality that take reports, by name."""
    return [known for known in every_department(municipality) if not known.closed]


def department(municipality: int, ref: int) -> DepartmentView:
    """One department of a municipality by id, closed or not."""
    return next(found for found in every_department(municipality) if found.id == ref)


def department_by_code(municipality: int, code: str) -> DepartmentView:
    """One department of a municipality by code, closed or not.

    Raises
    ------
    NotYours : this town has none of that code.
    """
    found = next((known for known in every_department(municipality) if known.code == code), None)
    if found is None:
        raise NotYours
    return found


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
class Held:
    """A role that is held; with a department, limited to its incidents."""

    role: Role
    department: DepartmentView | None


@dataclass(frozen=True, slots=True)
class StaffMember:
    """A person of the staff as the administrator's pages show them; inactive, they can do nothing here."""

    id: int
    name: str
    email: str
    held: tuple[Held, ...]
    active: bool

    @property
    def roles(self) -> tuple[Role, ...]:
        """Each role once."""
        return tuple(dict.fromkeys(one.role for one in self.held))


def staff(viewer: Viewer) -> list[StaffMember]:
    """The people with a role in the viewer's municipality, by name."""
    return _members(seat_for(viewer, Ability.RUN_TOWN).municipality)


def member(viewer: Viewer, ref: int) -> StaffMember:
    """One person of the staff of the viewer's municipality.

    Raises
    ------
    NotYours : nobody of that id works there.
    """
    found = _members(seat_for(viewer, Ability.RUN_TOWN).municipality, user=ref)
    if not found:
        raise NotYours
    return found[0]


def _members(municipality: int, *, user: int | None = None) -> list[StaffMember]:
    rows = Membership.objects.filter(municipality_id=municipality).exclude(role=Role.RESIDENT)
    if user is not None:
        rows = rows.filter(user_id=user)
    groups: dict[int, list[Membership]] = defaultdict(list)
    for row in rows.select_related("user").order_by("user__name", "user_id", "id"):
        groups[row.user_id].append(row)
    known = {view.id: view for view in every_department(municipality)}
    return [_member(group, known) for group in groups.values()]


def _member(group: list[Membership], departments: Mapping[int, DepartmentView]) -> StaffMember:
    person = group[0].user
    held = (Held(Role(row.role), departments[row.department_id] if row.department_id else None) for row in group)
    order = list(Role)
    return StaffMember(
        id=person.pk,
        name=person.name,
        email=person.email,
        held=tuple(
            sorted(held, key=lambda one: (order.index(one.role), one.department.name if one.department else ""))
        ),
        active=person.is_active and not all(row.suspended for row in group),
    )


def limited_to(municipality: int) -> dict[int, int]:
    """How many people are limited to each department, by its id."""
    rows = Membership.objects.filter(municipality_id=municipality, department__isnull=False, suspended=False)
    return dict(rows.order_by().values_list("department_id").annotate(n=Count("user_id", distinct=True)))
