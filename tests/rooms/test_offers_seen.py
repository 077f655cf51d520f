"""Whom a neighbour's offer is shown to: the whole town's desk, and the department that would get it."""

from __future__ import annotations

import pytest

from sereno.federation import actions, queries
from sereno.federation.rules import State, Treaty
from sereno.incidents.models import Category, Incident
from sereno.kernel import memory
from sereno.kernel.errors import NotYours
from sereno.people import actions as people
from sereno.people import queries as people_queries
from sereno.people.rules import Viewer
from sereno.vocabulary.words import Role
from tests.neighbours import offered, settle, sign
from tests.town import Cast


def limited(town: Cast, code: str, *, role: Role = Role.OPERATOR) -> Viewer:
    """Somebody of Los Aromos who only works with one department's incidents."""
    user = people.ensure_person(email=f"{code}@aromos.test", name=code.title())
    department = people_queries.department_by_code(town.aromos, code).id
    people.give_role(user=user.pk, municipality=town.aromos, role=role, department=department)
    return people_queries.viewer_of(user)


def seen_by(viewer: Viewer) -> list[int]:
    return [view.id for view in queries.waiting(viewer)]


def test_noise_by_day_is_offered_to_inspection_and_not_to_security(town: Cast) -> None:
    sign(town)
    inspection, security = limited(town, "inspeccion"), limited(town, "seguridad")

    _, offer = offered(town)

    assert seen_by(inspection) == [offer.pk]
    assert seen_by(security) == []
    assert seen_by(town.carla) == [offer.pk]
    with pytest.raises(NotYours):
        actions.accept(security, ref=offer.pk)


def test_a_type_that_is_not_in_our_list_is_for_whoever_may_choose_ours(town: Cast) -> None:
    sign(town)
    Category.objects.filter(municipality_id=town.aromos, code="noise").update(code="ruidos")
    inspection, security = limited(town, "inspeccion"), limited(town, "seguridad")

    _, offer = offered(town)

    assert seen_by(inspection) == [offer.pk] == seen_by(security)


def test_who_accepts_may_choose_a_type_that_belongs_to_another_department(town: Cast) -> None:
    sign(town)
    inspection = limited(town, "inspeccion")
    _, offer = offered(town)

    accepted = actions.accept(inspection, ref=offer.pk, category="bad-parking")
    settle()

    incident = Incident.objects.select_related("department").get(pk=accepted.incident_id)
    assert (accepted.state, incident.stage, incident.department.code) == (State.ACCEPTED, "open", "seguridad")


def test_nobody_of_another_town_sees_it_whatever_their_department(town: Cast) -> None:
    sign(town, ours=Treaty(), theirs=Treaty())
    user = people.ensure_person(email="g@villa.test", name="Gloria")
    department = people_queries.department_by_code(town.villa, "inspeccion").id
    people.give_role(user=user.pk, municipality=town.villa, role=Role.OPERATOR, department=department)
    memory.forget()

    _, offer = offered(town)

    assert offer.pk not in seen_by(people_queries.viewer_of(user))
