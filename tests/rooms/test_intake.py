"""A report comes in once, finds its desk, and nothing of it is lost."""

from datetime import timedelta
from uuid import uuid4

import pytest

from sereno.incidents import queries as incidents
from sereno.incidents.models import Incident, Report
from sereno.kernel import clock, ids
from sereno.kernel.errors import Malformed, Outside
from sereno.ledger.models import Delivery, Entry
from sereno.people.rules import Ability
from tests.town import FIELD, MARKET, NOON, PLAZA, SEA, Cast, recorded, report


def test_a_report_becomes_an_incident_at_its_desk(town: Cast) -> None:
    receipt = report("noise", text="Música  muy \x00fuerte")

    incident = incidents.access_incident(town.rosa, receipt.incident)
    assert incident.stage == "new"
    assert incident.received_at == NOON
    assert incident.zone == "norte"
    assert incident.gist == "Música muy fuerte"
    assert incident.priority == 3


def test_noise_by_day_goes_to_inspection_and_by_night_to_security(town: Cast) -> None:
    by_day = incidents.access_incident(town.rosa, report("noise").incident)
    with clock.frozen(NOON + timedelta(hours=11)):
        by_night = incidents.access_incident(town.rosa, report("noise").incident)

    assert (by_day.department.code, by_day.rule, by_day.rules_version) == ("inspeccion", "r1", 1)
    assert (by_night.department.code, by_night.rule, by_night.rules_version) == ("seguridad", "", 1)


def test_sending_twice_is_sending_once(town: Cast) -> None:
    ref = uuid4()

    first, again = report(ref=ref), report(ref=ref, text="otra vez")

    assert (again.repeated, again.incident) == (True, first.incident)
    assert Incident.objects.count() == Report.objects.count() == 1
    assert Entry.objects.filter(kind="ReportReceived").count() == 1


def test_a_repeat_is_answered_even_when_the_rules_have_changed_since(town: Cast) -> None:
    ref = uuid4()
    first = report("noise", ref=ref)

    again = report("no-longer-a-category", ref=ref)

    assert again.incident == first.incident


def test_a_report_in_the_next_town_reaches_the_next_town(town: Cast) -> None:
    receipt = report(at=MARKET)

    assert incidents.access_incident(town.carla, receipt.incident).municipality_id == town.aromos
    assert not incidents.incidents_for(town.rosa, Ability.READ_INCIDENTS).exists()


@pytest.mark.parametrize("place", [SEA, FIELD])
def test_a_place_nobody_serves_is_refused_with_numbers_to_call(town: Cast, place: tuple[float, float]) -> None:
    with pytest.raises(Outside) as refused:
        report(at=place)

    assert {number["number"] for number in refused.value.numbers} >= {"131", "132", "133"}
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"category": "dragons"}, "category"),
        ({"at": (-200.0, 0.0)}, "lon"),
        ({"accuracy_m": -1.0}, "accuracy_m"),
        ({"occurred_at": NOON + timedelta(days=1)}, "occurred_at"),
        ({"occurred_at": NOON - timedelta(days=40)}, "occurred_at"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_stored(town: Cast, wrong: dict[str, object], field: str) -> None:
    with pytest.raises(Malformed) as refused:
        report(**wrong)  # type: ignore[arg-type]

    assert [fault.field for fault in refused.value.faults] == [field]
    assert not Report.objects.exists()


def test_one_fact_is_recorded_and_what_it_owes_waits(town: Cast) -> None:
    facts = recorded(lambda: report("noise", at=PLAZA))

    assert [fact.kind for fact in facts] == ["ReportReceived"]
    assert "text" not in facts[0].ids
    assert list(Delivery.objects.values_list("reaction", flat=True)) == ["notifications.tell_reporters"]


def test_a_failure_in_the_middle_leaves_nothing(town: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from sereno.incidents import intake

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(intake, "record", broken)
    with pytest.raises(RuntimeError):
        report()

    assert not Incident.objects.exists()


def test_a_follow_link_names_its_report_and_cannot_be_guessed() -> None:
    ref = ids.uuid7()
    token = ids.secret_token(ref, secret="s")

    assert ids.read_token(token, secret="s") == ref
    assert ids.read_token(token, secret="other") is None
    assert ids.read_token("rubbish", secret="s") is None
    assert ids.read_token(token[:-1] + ("A" if token[-1] != "A" else "B"), secret="s") is None
