"""Assignment in a town: holidays, the version that chose, what is gone, and the incidents of older versions."""

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from sereno.incidents import queries as incidents
from sereno.incidents.models import Incident
from sereno.kernel import clock, memory
from sereno.places import actions as places
from sereno.places import queries as towns
from sereno.places.policies import Assignment, AssignmentRule, OwnDay, TownCalendar
from tests.town import NOON, Cast, report

INDEPENDENCE_DAY = datetime(2026, 9, 18, 15, tzinfo=UTC)


def assigned(town: Cast, category: str = "noise") -> Incident:
    return incidents.access_incident(town.rosa, report(category).incident)


def set_rules(town: Cast, *rules: AssignmentRule, fallback: str = "seguridad") -> int:
    return places.set_policy(Assignment(rules=rules, fallback=fallback), municipality=town.villa)


def test_a_rule_for_holidays_knows_the_chilean_ones_and_the_towns_own(town: Cast) -> None:
    set_rules(town, AssignmentRule(id="free", department="inspeccion", holiday="yes"))
    places.set_policy(TownCalendar(closed_days=(OwnDay(day="11-20"),)), municipality=town.villa)

    with clock.frozen(INDEPENDENCE_DAY):
        on_the_eighteenth = assigned(town)
    on_the_towns_own = assigned(town)
    with clock.frozen(NOON + timedelta(days=3)):
        on_a_monday = assigned(town)

    assert [one.rule for one in (on_the_eighteenth, on_the_towns_own, on_a_monday)] == ["free", "free", ""]


def test_a_country_the_library_does_not_know_costs_no_report(town: Cast) -> None:
    places.set_policy(TownCalendar(country="QQ", subdivision="ZZ"), municipality=town.villa)

    assert assigned(town).department.code == "inspeccion"
    assert not towns.is_holiday(town.villa, date(2026, 9, 18))


def test_an_incident_keeps_the_rule_and_the_version_that_chose_when_rules_are_reordered(town: Cast) -> None:
    noise = AssignmentRule(id="noise", department="inspeccion", categories=("noise",))
    light = AssignmentRule(id="light", department="seguridad", categories=("street-light",))
    first = set_rules(town, noise, light)
    before = assigned(town)
    second = set_rules(town, light, noise)
    after = assigned(town)

    assert (before.rule, before.rules_version) == ("noise", first)
    assert (after.rule, after.rules_version) == ("noise", second)


def test_a_rule_that_names_a_department_that_is_gone_loses_no_report(town: Cast) -> None:
    set_rules(town, AssignmentRule(id="old", department="aseo-y-ornato"), fallback="inspeccion")

    incident = assigned(town)

    assert (incident.rule, incident.department.code) == ("old", "inspeccion")


def test_a_draft_is_kept_apart_until_it_is_put_in_force_and_can_be_taken_back(town: Cast) -> None:
    draft = Assignment(rules=(AssignmentRule(id="all", department="inspeccion"),))
    who = town.administrator.account
    stamp = places.keep_draft(draft, municipality=town.villa, stamp=0, by=who)
    assert assigned(town, "street-light").department.code == "seguridad"

    version = places.put_draft_in_force(Assignment, municipality=town.villa, stamp=stamp, by=who)
    assert assigned(town, "street-light").department.code == "inspeccion"
    assert towns.draft(town.villa, key="assignment") is None

    places.restore_policy(Assignment, version=version - 1, municipality=town.villa, by=who)
    assert assigned(town, "street-light").department.code == "seguridad"
    assert towns.revisions(town.villa, key="assignment")[0].restores == version - 1


def test_two_administrators_do_not_write_over_each_other(town: Cast) -> None:
    who = town.administrator.account
    stamp = places.keep_draft(Assignment(), municipality=town.villa, stamp=0, by=who)
    places.keep_draft(Assignment(fallback="inspeccion"), municipality=town.villa, stamp=stamp, by=who)

    with pytest.raises(places.DraftMoved):
        places.keep_draft(Assignment(), municipality=town.villa, stamp=stamp, by=who)
    with pytest.raises(places.DraftMoved):
        places.put_draft_in_force(Assignment, municipality=town.villa, stamp=stamp, by=who)


def test_a_policy_is_made_ready_once_for_each_version(town: Cast) -> None:
    book = incidents.rulebook(town.villa)
    memory.forget()

    assert incidents.rulebook(town.villa) is book
    changed = msgspec.structs.replace(book.policy, fallback="inspeccion")
    places.set_policy(changed, municipality=town.villa)
    assert incidents.rulebook(town.villa).version == book.version + 1


@pytest.mark.django_db(transaction=True)
def test_incidents_of_older_versions_learn_the_name_of_the_rule_that_chose_them(living_town: Cast) -> None:
    by_rule, by_fallback = report("noise").incident, report("street-light").incident
    Incident.objects.filter(pk=by_rule).update(received_at=NOON, rule="r1")
    back = MigrationExecutor(connection)
    everything, known = back.loader.graph.leaf_nodes(), back.loader.disk_migrations
    ours = next(one for one in known if one[0] == "incidents" and one[1].endswith("rule_by_name_and_version"))
    before = known[ours].dependencies[0]

    back.migrate([before, ("dispatch", None), ("notifications", None)])
    old = back.loader.project_state(before).apps.get_model("incidents", "Incident")
    numbers = dict(old.objects.values_list("id", "rule"))
    old.objects.update(rule=-1)
    old.objects.filter(pk=by_rule).update(rule=0)
    MigrationExecutor(connection).migrate(everything)

    assert (numbers[by_rule], numbers[by_fallback]) == (0, -1)
    assert dict(Incident.objects.values_list("id", "rule")) == {by_rule: "r1", by_fallback: ""}
    assert set(Incident.objects.values_list("rules_version", flat=True)) == {1}
