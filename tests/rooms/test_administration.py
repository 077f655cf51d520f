"""Running a town without programmers: departments, people, categories, zones; taking a change back."""

import pytest
import shapely
from django.core import mail
from shapely.geometry import mapping

from sereno.administration import actions as administration
from sereno.administration import queries as configured
from sereno.administration.rules import NothingToTakeBack, NotRestorable, StillNeeded
from sereno.incidents import actions as desk
from sereno.incidents import categories
from sereno.incidents import queries as incidents
from sereno.incidents.catalogue import CategorySetting, TreeRefused
from sereno.kernel import memory
from sereno.kernel.errors import Malformed, NotYours
from sereno.ledger import work
from sereno.people import actions as people
from sereno.people import queries as people_queries
from sereno.people.rules import Ability, LastAdministrator, LastDepartment
from sereno.places import actions as places
from sereno.places import queries as places_queries
from sereno.places.policies import Assignment, AssignmentRule
from sereno.places.rules import ZoneRefused, ZoneSetting
from sereno.vocabulary.words import Outcome, Role
from tests.town import Cast, recorded, report


def ask_for(town: Cast) -> dict[str, int]:
    return {known.code: known.id for known in people_queries.departments(town.villa)}


def sent_to(department: str, *categories: str) -> Assignment:
    return Assignment(rules=(AssignmentRule(department=department, categories=categories),))


def test_a_new_department_receives_what_the_rules_send_there_and_its_operator_sees_only_that(town: Cast) -> None:
    by = town.administrator.user
    new = people.ensure_department(municipality=town.villa, code="medio-ambiente", name="Medio Ambiente", by=by)
    ana = people.invite(
        municipality=town.villa, email="Ana@Town.test", name="Ana", role=Role.OPERATOR, department=new, by=by
    )
    places.set_policy(sent_to("medio-ambiente", "street-light"), municipality=town.villa, by=by)

    here, elsewhere = report("street-light"), report("noise")

    seen = incidents.queue(people_queries.viewer_of(people_queries.account("ana@town.test")))
    assert [row[0] for row in seen] == [here.incident]
    assert elsewhere.department != new
    assert ana == people_queries.account("ana@town.test").pk


def test_an_invited_person_is_written_to_once_with_the_way_in(town: Cast) -> None:
    entrance = "https://sereno.villa.test"
    people.invite(municipality=town.villa, email="ana@town.test", name="Ana", role=Role.OPERATOR, entrance=entrance)
    while work.work_once():
        pass

    (letter,) = mail.outbox
    assert letter.to == ["ana@town.test"]
    assert "https://sereno.villa.test/accounts/login/code/" in letter.body
    assert "Villa Sereno" in letter.subject


def test_a_department_with_open_incidents_or_with_a_rule_cannot_be_closed(town: Cast) -> None:
    by = town.administrator.user
    ref = report("robbery-in-progress").incident

    with pytest.raises(StillNeeded) as named:
        administration.close_department(municipality=town.villa, code="inspeccion", by=by)
    places.set_policy(Assignment(fallback="inspeccion"), municipality=town.villa, by=by)
    with pytest.raises(StillNeeded) as working:
        administration.close_department(municipality=town.villa, code="seguridad", by=by)
    desk.close(town.rosa, ref=ref, outcome=Outcome.ATTENDED)
    administration.close_department(municipality=town.villa, code="seguridad", by=by)

    assert (named.value.code, named.value.message) == ("named-by-policy", "assignment.rules[1].department")
    assert (working.value.code, working.value.message) == ("open-incidents", "1")
    assert list(ask_for(town)) == ["inspeccion"]
    with pytest.raises(LastDepartment):
        people.close_department(municipality=town.villa, code="inspeccion")


def test_closing_a_department_can_be_taken_back(town: Cast) -> None:
    by = town.administrator.user
    people.ensure_department(municipality=town.villa, code="oirs", name="OIRS", by=by)
    people.ensure_department(municipality=town.villa, code="oirs", name="Oficina de partes", by=by)
    administration.close_department(municipality=town.villa, code="oirs", by=by)

    facts = recorded(lambda: administration.take_back(municipality=town.villa, key="department:oirs", version=1, by=by))

    assert [fact.kind for fact in facts] == ["SettingChanged"]
    assert people_queries.department_by_code(town.villa, "oirs").name == "OIRS"
    last = configured.history(town.villa, key="department:oirs")
    assert [(one.version, one.sign, one.by, one.is_last) for one in last] == [
        (4, "restored", "Administrator", True),
        (3, "removed", "Administrator", False),
        (2, "changed", "Administrator", False),
        (1, "added", "Administrator", False),
    ]
    assert [(d.path, d.before, d.after) for d in last[2].differences] == [("name", "OIRS", "Oficina de partes")]
    with pytest.raises(NothingToTakeBack):
        administration.take_back(municipality=town.villa, key="department:oirs", version=1, by=by)
    with pytest.raises(NotYours):
        administration.take_back(municipality=town.aromos, key="department:oirs", version=1, by=by)


def test_a_department_that_works_cannot_be_undone_away(town: Cast) -> None:
    by = town.administrator.user
    people.ensure_department(municipality=town.villa, code="oirs", name="OIRS", by=by)
    places.set_policy(sent_to("oirs", "noise"), municipality=town.villa, by=by)
    report("noise")
    places.set_policy(Assignment(), municipality=town.villa, by=by)

    with pytest.raises(StillNeeded):
        administration.take_back(municipality=town.villa, key="department:oirs", version=0, by=by)


def test_rules_that_name_a_closed_department_cannot_be_put_back(town: Cast) -> None:
    by = town.administrator.user
    people.ensure_department(municipality=town.villa, code="oirs", name="OIRS", by=by)
    version = places.set_policy(sent_to("oirs", "noise"), municipality=town.villa, by=by)
    places.set_policy(Assignment(), municipality=town.villa, by=by)
    administration.close_department(municipality=town.villa, code="oirs", by=by)

    with pytest.raises(NotRestorable):
        administration.take_back(municipality=town.villa, key="assignment", version=version, by=by)


def test_nobody_takes_away_the_last_administrator(town: Cast) -> None:
    boss = town.administrator.user
    assert boss is not None

    with pytest.raises(LastAdministrator):
        people.take_role(user=boss, municipality=town.villa, role=Role.ADMINISTRATOR)
    with pytest.raises(LastAdministrator):
        people.suspend(user=boss, municipality=town.villa)
    with pytest.raises(LastAdministrator):
        administration.take_back(municipality=town.villa, key=f"person:{boss}", version=0, by=boss)

    people.give_role(user=town.accounts["rosa"].pk, municipality=town.villa, role=Role.ADMINISTRATOR)
    people.take_role(user=boss, municipality=town.villa, role=Role.ADMINISTRATOR)


def test_a_role_taken_away_or_a_person_deactivated_can_do_nothing_more_and_is_put_back_as_it_was(town: Cast) -> None:
    rosa, by = town.accounts["rosa"], town.administrator.user

    def may() -> bool:
        memory.forget()
        return people_queries.viewer_of(rosa).may(Ability.WORK_INCIDENTS, town.villa)

    people.suspend(user=rosa.pk, municipality=town.villa, by=by)
    suspended = may()
    people.readmit(user=rosa.pk, municipality=town.villa, by=by)
    readmitted = may()
    people.take_role(user=rosa.pk, municipality=town.villa, role=Role.OPERATOR, by=by)
    taken = may()
    administration.take_back(municipality=town.villa, key=f"person:{rosa.pk}", version=1, by=by)

    assert (suspended, readmitted, taken, may()) == (False, True, False, True)


def test_the_next_towns_people_are_not_this_administrators(town: Cast) -> None:
    carla = town.accounts["carla"].pk

    with pytest.raises(NotYours):
        people_queries.member(town.administrator, carla)
    with pytest.raises(NotYours):
        people.take_role(user=carla, municipality=town.villa, role=Role.OPERATOR)
    with pytest.raises(NotYours):
        people.suspend(user=carla, municipality=town.villa)


def test_a_limit_fits_only_those_who_work_on_incidents(town: Cast) -> None:
    with pytest.raises(Malformed):
        people.give_role(
            user=town.accounts["memo"].pk,
            municipality=town.villa,
            role=Role.CREW,
            department=ask_for(town)["inspeccion"],
        )


def written(code: str, **more: object) -> CategorySetting:
    fields = {"names": {"es": code}, "group": "order", "icon": "noise", "priority": 3, **more}
    return CategorySetting(code=code, **fields)


def test_a_finer_category_without_a_playbook_has_its_parents(town: Cast) -> None:
    categories.put_category(written("noise", playbook="Escuchar, ir, medir"), municipality=town.villa)
    categories.put_category(written("noise-party", parent="noise"), municipality=town.villa)
    ref = report("noise-party").incident

    assert incidents.playbook(incidents.access_incident(town.rosa, ref)) == "Escuchar, ir, medir"


def test_a_category_stands_under_another_and_never_under_itself(town: Cast) -> None:
    categories.put_category(written("noise-party", parent="noise"), municipality=town.villa)

    with pytest.raises(TreeRefused):
        categories.put_category(written("noise", parent="noise-party"), municipality=town.villa)
    with pytest.raises(TreeRefused):
        categories.put_category(written("new", parent="nothing"), municipality=town.villa)
    with pytest.raises(TreeRefused):
        categories.retire_category(code="noise", municipality=town.villa)


def test_a_retired_category_takes_the_report_of_an_old_phone_and_is_offered_to_nobody(town: Cast) -> None:
    administration.retire_category(municipality=town.villa, code="street-light", by=town.administrator.user)

    receipt = report("street-light")

    assert receipt.incident
    assert "street-light" not in incidents.offered_categories(town.villa)
    assert not incidents.categories(town.villa)["street-light"].reportable
    with pytest.raises(Malformed):
        desk.classify(town.rosa, ref=receipt.incident, category="street-light", priority=None)


def test_a_category_that_was_there_before_versions_can_be_put_back_as_it_was(town: Cast) -> None:
    by = town.administrator.user
    categories.put_category(written("noise", names={"es": "Bulla"}), municipality=town.villa, by=by)
    memory.forget()

    administration.take_back(municipality=town.villa, key="category:noise", version=1, by=by)
    memory.forget()

    assert incidents.categories(town.villa)["noise"].names == {"es": "Ruidos molestos"}


def test_a_confidential_category_is_not_on_the_analysts_map(town: Cast) -> None:
    categories.put_category(written("violence", confidential=True), municipality=town.villa)
    report("violence")
    box = (-72.0, -34.0, -71.0, -33.0)

    assert len(incidents.points(town.rosa, box=box)) == 1
    assert incidents.points(town.analyst, box=box) == []


def square(west: float, south: float, east: float, north: float) -> dict[str, object]:
    return dict(mapping(shapely.box(west, south, east, north)))


def test_a_zone_lies_inside_the_town_and_does_not_cross_itself(town: Cast) -> None:
    west, east, south, north = -71.21, -71.205, -33.21, -33.2
    corners = [[west, south], [east, north], [east, south], [west, north], [west, south]]
    bow_tie: dict[str, object] = {"type": "Polygon", "coordinates": [corners]}
    for outline, why in ((square(-71.21, -33.21, -71.15, -33.2), "zone-outside"), (bow_tie, "zone-crosses-itself")):
        with pytest.raises(ZoneRefused) as refused:
            places.put_zone(ZoneSetting(code="centro", name="Centro", outline=outline), municipality=town.villa)
        assert refused.value.code == why


def test_a_zone_that_was_removed_can_be_put_back(town: Cast) -> None:
    before = places_queries.zone(town.villa, "norte")
    administration.remove_zone(municipality=town.villa, code="norte", by=town.administrator.user)

    administration.take_back(municipality=town.villa, key="zone:norte", version=1, by=town.administrator.user)
    memory.forget()

    assert places_queries.zone(town.villa, "norte").name == before.name
    assert shapely.geometry.shape(places_queries.zone(town.villa, "norte").outline).equals(
        shapely.geometry.shape(before.outline)
    )
