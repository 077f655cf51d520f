"""Making departments and accounts, and giving roles."""

from django.db import transaction

from sereno.kernel import clock
from sereno.ledger.actions import record
from sereno.people.models import Department, Membership, User
from sereno.places.actions import revise
from sereno.vocabulary.facts import RoleGiven, SettingChanged
from sereno.vocabulary.words import Role


@transaction.atomic
def ensure_department(*, municipality: int, code: str, name: str, by: int | None = None) -> int:
    """The department of that code, made or renamed as needed; its id."""
    known = Department.objects.filter(municipality_id=municipality, code=code).first()
    if known is not None and known.name == name:
        return known.pk
    department, _ = Department.objects.update_or_create(
        municipality_id=municipality, code=code, defaults={"name": name}
    )
    now, key = clock.now(), f"department:{code}"
    version = revise(key, {"name": name}, municipality=municipality, by=by, at=now)
    record(SettingChanged(key=key, version=version), municipality=municipality, actor=by, at=now)
    return department.pk


@transaction.atomic
def ensure_person(*, email: str, name: str, simulated: bool = False) -> User:
    """The account of that e-mail address, made when it is missing; it can do nothing until it has a role."""
    user = User.objects.filter(email__iexact=email).first()
    return user or User.objects.create_user(email=email, name=name, simulated=simulated)


@transaction.atomic
def give_role(
    *, user: int, municipality: int, role: Role, department: int | None = None, by: int | None = None
) -> None:
    """Give a person a role; giving it twice is giving it once."""
    limit = Department.objects.get(pk=department) if department is not None else None
    _, is_new = Membership.objects.get_or_create(
        user_id=user, municipality_id=municipality, role=role.value, department=limit
    )
    if is_new:
        record(RoleGiven(user=user, role=role.value), municipality=municipality, actor=by, at=clock.now())
