"""Departments and accounts: open and close the ones, invite the others, give and take roles."""

from datetime import datetime
from typing import Any

from django.db import transaction

from sereno.kernel import clock
from sereno.kernel.errors import FieldFault, Malformed, NotYours
from sereno.kernel.text import clean
from sereno.ledger.actions import record
from sereno.people import rules
from sereno.people.models import Department, Membership, User
from sereno.places.actions import hold_settings, revise
from sereno.vocabulary.facts import Fact, PersonInvited, RoleGiven, RoleTaken, SettingChanged
from sereno.vocabulary.words import Role


@transaction.atomic
def ensure_department(
    *, municipality: int, code: str, name: str, by: int | None = None, restores: int | None = None
) -> int:
    """The department of that code, made, renamed or opened again as needed; its id."""
    known = Department.objects.filter(municipality_id=municipality, code=code).first()
    if known is not None and known.name == name and known.closed_at is None and restores is None:
        return known.pk
    department, _ = Department.objects.update_or_create(
        municipality_id=municipality, code=code, defaults={"name": name, "closed_at": None}
    )
    now, key = clock.now(), f"department:{code}"
    was = {"name": known.name} if known else None
    version = revise(key, {"name": name}, municipality=municipality, by=by, at=now, restores=restores, was=was)
    record(SettingChanged(key=key, version=version), municipality=municipality, actor=by, at=now)
    return department.pk


@transaction.atomic
def close_department(*, municipality: int, code: str, by: int | None = None, restores: int | None = None) -> None:
    """A department takes no more reports; what it did stays. Whether it has open work, `administration` asks before.

    Raises
    ------
    NotYours : the town has no such open department.
    LastDepartment : reports would have no desk.
    """
    hold_settings(municipality)
    opened = Department.objects.filter(municipality_id=municipality, closed_at__isnull=True)
    rules.require_department_left(others=opened.exclude(code=code).count())
    now, key = clock.now(), f"department:{code}"
    was = opened.filter(code=code).values("name").first()
    if was is None:
        raise NotYours
    opened.filter(code=code).update(closed_at=now)
    version = revise(key, None, municipality=municipality, by=by, at=now, restores=restores, was=was)
    record(SettingChanged(key=key, version=version), municipality=municipality, actor=by, at=now)


@transaction.atomic
def ensure_person(*, email: str, name: str, simulated: bool = False) -> User:
    """The account of that e-mail address, made when it is missing; it can do nothing until it has a role."""
    user = User.objects.filter(email__iexact=email).first()
    return user or User.objects.create_user(email=email, name=name, simulated=simulated)


@transaction.atomic
def invite(
    *,
    municipality: int,
    email: str,
    name: str,
    role: Role,
    department: int | None = None,
    by: int | None = None,
    entrance: str = "",
) -> int:
    """Give the person of an e-mail address a role and write to them how to sign in; again if they have it already.

    `entrance` is the address by which whoever invites came in: the letter names it where the installation has no
    public address set. Returns the person's id.
    """
    person = ensure_person(email=email.strip().lower(), name=clean(name, longest=120))
    if entrance and person.entrance != entrance:
        person.entrance = entrance
        person.save(update_fields=["entrance"])
    given = PersonInvited(user=person.pk, role=role.value)
    if not _give(given, user=person.pk, municipality=municipality, role=role, department=department, by=by):
        record(given, municipality=municipality, actor=by, at=clock.now())  # the letter may have been lost
    return person.pk


@transaction.atomic
def give_role(
    *, user: int, municipality: int, role: Role, department: int | None = None, by: int | None = None
) -> None:
    """Give a person a role; giving it twice is giving it once."""
    given = RoleGiven(user=user, role=role.value)
    _give(given, user=user, municipality=municipality, role=role, department=department, by=by)


def _give(fact: Fact, *, user: int, municipality: int, role: Role, department: int | None, by: int | None) -> bool:
    """Whether the person did not have the role before."""
    rules.require_limit_fits(role, limited=department)
    hold_settings(municipality)
    limit = _department(municipality, department) if department is not None else None
    _, is_new = Membership.objects.get_or_create(
        user_id=user, municipality_id=municipality, role=role.value, department=limit
    )
    if is_new:
        now = clock.now()
        _keep(user, municipality=municipality, by=by, at=now)
        record(fact, municipality=municipality, actor=by, at=now)
    return is_new


@transaction.atomic
def take_role(
    *, user: int, municipality: int, role: Role, department: int | None = None, by: int | None = None
) -> None:
    """Take a role from a person; within seconds they can no longer do what it allowed.

    Raises
    ------
    NotYours : the person does not hold it here.
    LastAdministrator : nobody would be left to run the town.
    """
    before = _administrators(municipality)
    rows = Membership.objects.filter(user_id=user, municipality_id=municipality, role=role.value)
    limit = rows.filter(department__isnull=True) if department is None else rows.filter(department_id=department)
    if not limit.delete()[0]:
        raise NotYours
    rules.require_administrator_left(before=before, after=_count_administrators(municipality))
    now = clock.now()
    _keep(user, municipality=municipality, by=by, at=now)
    record(RoleTaken(user=user, role=role.value), municipality=municipality, actor=by, at=now)


@transaction.atomic
def suspend(*, user: int, municipality: int, by: int | None = None) -> None:
    """Deactivate a person in this town: their roles are kept and do nothing. What they are elsewhere is not touched.

    Raises
    ------
    NotYours : the person has no role here.
    LastAdministrator : nobody would be left to run the town.
    """
    before = _administrators(municipality)
    if not Membership.objects.filter(user_id=user, municipality_id=municipality).update(suspended=True):
        raise NotYours
    rules.require_administrator_left(before=before, after=_count_administrators(municipality))
    _record_person(user, municipality=municipality, by=by, restores=None)


@transaction.atomic
def readmit(*, user: int, municipality: int, by: int | None = None) -> None:
    """A deactivated person has their roles back.

    Raises
    ------
    NotYours : the person has no role here.
    """
    hold_settings(municipality)
    if not Membership.objects.filter(user_id=user, municipality_id=municipality).update(suspended=False):
        raise NotYours
    _record_person(user, municipality=municipality, by=by, restores=None)


@transaction.atomic
def put_person(
    *, user: int, municipality: int, value: dict[str, Any] | None, by: int | None = None, restores: int | None = None
) -> None:
    """A person's roles become what an earlier version says; None takes them all.

    Raises
    ------
    LastAdministrator : nobody would be left to run the town.
    Malformed : a department it names is closed.
    """
    before = _administrators(municipality)
    wanted = value or {"roles": [], "active": True}
    limits = dict(
        Department.objects.filter(municipality_id=municipality, closed_at__isnull=True).values_list("code", "id")
    )
    Membership.objects.filter(user_id=user, municipality_id=municipality).delete()
    for held in wanted["roles"]:
        if held["department"] is not None and held["department"] not in limits:
            fault = FieldFault("department", held["department"], tuple(limits))
            raise Malformed(faults=[fault], code="unknown-department")
        Membership.objects.create(
            user_id=user,
            municipality_id=municipality,
            role=Role(held["role"]).value,
            department_id=limits[held["department"]] if held["department"] is not None else None,
            suspended=not wanted["active"],
        )
    rules.require_administrator_left(before=before, after=_count_administrators(municipality))
    _record_person(user, municipality=municipality, by=by, restores=restores)


def _administrators(municipality: int) -> int:
    """How many run the town, with the settings held so that nobody else changes it meanwhile."""
    hold_settings(municipality)
    return _count_administrators(municipality)


def _count_administrators(municipality: int) -> int:
    rows = Membership.objects.filter(municipality_id=municipality, role=Role.ADMINISTRATOR.value, suspended=False)
    return rows.filter(user__is_active=True).count()


def _department(municipality: int, ref: int) -> Department:
    found = Department.objects.filter(municipality_id=municipality, pk=ref, closed_at__isnull=True).first()
    if found is None:
        raise NotYours
    return found


def _keep(user: int, *, municipality: int, by: int | None, at: datetime, restores: int | None = None) -> int:
    """A new version of what a person is here: roles by name, no word about the person."""
    rows = Membership.objects.filter(user_id=user, municipality_id=municipality)
    held = rows.order_by("role", "department__code").values_list("role", "department__code", "suspended")
    value = {
        "roles": [{"role": role, "department": department} for role, department, _ in held],
        "active": not any(suspended for *_, suspended in held),
    }
    key = f"person:{user}"
    return revise(key, value if value["roles"] else None, municipality=municipality, by=by, at=at, restores=restores)


def _record_person(user: int, *, municipality: int, by: int | None, restores: int | None) -> None:
    now = clock.now()
    version = _keep(user, municipality=municipality, by=by, at=now, restores=restores)
    record(SettingChanged(key=f"person:{user}", version=version), municipality=municipality, actor=by, at=now)
