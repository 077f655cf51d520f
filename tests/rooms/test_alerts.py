"""Public alerts: who speaks, who hears, what ends them, and what of others is taken in or set aside."""

import random
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from sereno.alerts import actions, areas, queries
from sereno.alerts.message import Area, Circle, Severity
from sereno.alerts.models import Alert
from sereno.alerts.reader import read
from sereno.alerts.rules import AlertOver, NothingToSay
from sereno.alerts.writer import write
from sereno.kernel import clock, memory
from sereno.kernel.errors import Forbidden, NotYours
from sereno.places import queries as places
from tests import cap_samples as samples
from tests.town import MARKET, NOON, PLAZA, SEA, Cast, recorded

NORTH = (-71.21, -33.19)
SOUTH = (-71.21, -33.21)


def norte(town: Cast) -> Area:
    zone = next(zone for zone in places.zones(town.villa) if zone.code == "norte")
    return areas.of_outlines([zone.outline], description=zone.name)


def issue(town: Cast, area: Area | None = None, **more: object) -> Alert:
    said = samples.info_for(area or norte(town), at=clock.now(), **more)
    return actions.issue(town.supervisor, alert=uuid4(), infos=[said], simulated=False)


def take(town: Cast, document: bytes, *, municipality: int | None = None, simulated: bool = False) -> actions.Taken:
    return actions.take_in(document, municipality=municipality or town.villa, by=None, simulated=simulated)


def heard(at: tuple[float, float], *, when: datetime = NOON, language: str = "es") -> list[str]:
    memory.forget()
    return [view.headline for view in queries.alerts_at(*at, at=when, language=language)]


def test_residents_inside_see_an_alert_and_those_outside_do_not(town: Cast) -> None:
    issue(town)

    assert heard(NORTH) == ["Sin agua hasta las 15:00"]
    assert heard(SOUTH) == heard(MARKET) == heard(SEA) == []


def test_an_alert_around_an_address_reaches_as_far_as_it_says(town: Cast) -> None:
    issue(town, Area(description="Plaza", circles=(Circle(lon=PLAZA[0], lat=PLAZA[1], radius_km=0.2),)))

    assert heard((PLAZA[0], PLAZA[1] + 0.0017)) != []  # 189 m
    assert heard((PLAZA[0], PLAZA[1] + 0.0019)) == []  # 211 m


def test_an_alert_ends_by_the_clock_alone(town: Cast) -> None:
    issue(town, hours=3)

    assert heard(NORTH, when=NOON + timedelta(hours=2, minutes=59)) != []
    assert heard(NORTH, when=NOON + timedelta(hours=3)) == []


@pytest.mark.parametrize("who", ["rosa", "administrator", "analyst", "memo", "carla", "charlie", "nobody"])
def test_only_the_supervisor_speaks_to_everybody(town: Cast, who: str) -> None:
    said = samples.info_for(norte(town), at=NOON)

    with pytest.raises((Forbidden, NotYours)):
        actions.issue(getattr(town, who), alert=uuid4(), infos=[said], simulated=False)

    assert not Alert.objects.exists()


def test_an_alert_without_words_place_or_end_is_not_issued(town: Cast) -> None:
    for missing in (
        {"headline": ""},
        {"areas": ()},
        {"expires": None},
        {"expires": NOON - timedelta(hours=1)},
        {"expires": NOON + timedelta(days=20)},
    ):
        with pytest.raises(NothingToSay):
            issue(town, **missing)


def test_sending_the_form_twice_issues_one_alert(town: Cast) -> None:
    said, number = samples.info_for(norte(town), at=NOON), uuid4()

    facts = recorded(
        lambda: [actions.issue(town.supervisor, alert=number, infos=[said], simulated=False) for _ in range(2)]
    )

    assert [fact.kind for fact in facts] == ["AlertIssued"]


def test_each_action_records_one_fact_with_ids_only(town: Cast) -> None:
    first = issue(town)
    said = samples.info_for(norte(town), at=NOON, headline="Sin agua hasta las 18:00")
    facts = recorded(lambda: actions.update(town.supervisor, ref=first.pk, alert=uuid4(), infos=[said]))
    second = Alert.objects.get(kind="Update")
    facts += recorded(lambda: actions.cancel(town.supervisor, ref=second.pk, alert=uuid4(), reason="Volvió el agua"))
    third = Alert.objects.get(kind="Cancel")
    facts += recorded(lambda: take(town, samples.fire()))

    assert [(fact.kind, fact.ids) for fact in facts] == [
        ("AlertUpdated", {"alert": second.pk, "before": first.pk}),
        ("AlertCancelled", {"alert": third.pk, "before": second.pk}),
        ("AlertTakenIn", {"alert": Alert.objects.get(ours=False).pk, "ends": 0}),
    ]


def test_an_update_takes_the_place_of_what_it_updates(town: Cast) -> None:
    first = issue(town)
    said = samples.info_for(norte(town), at=NOON, headline="Sin agua hasta las 18:00")

    second = actions.update(town.supervisor, ref=first.pk, alert=uuid4(), infos=[said])

    assert heard(NORTH) == ["Sin agua hasta las 18:00"]
    assert queries.message_of(second).references == (queries.message_of(first).reference,)
    with pytest.raises(AlertOver):
        actions.update(town.supervisor, ref=first.pk, alert=uuid4(), infos=[said])


def test_a_cancelled_alert_is_seen_by_nobody_and_others_are_told(town: Cast) -> None:
    first = issue(town)

    row = actions.cancel(town.supervisor, ref=first.pk, alert=uuid4(), reason="Volvió el agua")

    assert heard(NORTH) == []
    (told,) = queries.in_force(town.villa, at=NOON)
    assert (told.kind, told.references[0].identifier, told.note) == ("Cancel", first.identifier, "Volvió el agua")
    assert told.infos[0].headline == "Cancelada: Sin agua hasta las 15:00"
    with pytest.raises(NotYours):
        actions.cancel(town.supervisor, ref=row.pk, alert=uuid4(), reason="")


def test_the_next_towns_people_do_not_reach_our_alerts(town: Cast) -> None:
    first = issue(town)

    for stranger in (town.carla, town.charlie, town.nobody):
        with pytest.raises(NotYours):
            queries.access_alert(stranger, first.pk)
        with pytest.raises(NotYours):
            actions.cancel(stranger, ref=first.pk, alert=uuid4(), reason="")
    assert queries.listed(town.carla, at=NOON) == ([], [])


def test_in_a_demonstration_nothing_is_actual(town: Cast) -> None:
    said = samples.info_for(norte(town), at=NOON)
    row = actions.issue(town.supervisor, alert=uuid4(), infos=[said], simulated=True)

    assert row.status == "Exercise"
    assert [view.is_exercise for view in queries.alerts_at(*NORTH, at=NOON, language="es")] == [True]
    with pytest.raises(IntegrityError), transaction.atomic():
        Alert.objects.filter(pk=row.pk).update(status="Actual")


def test_the_reader_gets_their_language_where_the_alert_has_it(town: Cast) -> None:
    take(town, samples.fire())

    assert heard(NORTH, language="en") == ["Leave the north of the town"]
    assert heard(NORTH, language="pt") == heard(NORTH) == ["Evacúe el sector norte hacia la costanera"]


def test_the_gravest_alert_stands_first(town: Cast) -> None:
    issue(town)
    take(town, samples.fire())

    views = queries.alerts_at(*NORTH, at=NOON, language="es")

    assert [view.severity for view in views] == [Severity.EXTREME, Severity.MODERATE]


def test_the_same_alert_taken_in_twice_is_once(town: Cast) -> None:
    first, again = take(town, samples.fire()), take(town, samples.fire(Evacúe="Salga"))

    assert (first.is_new, again.is_new, again.alert.pk) == (True, False, first.alert.pk)
    assert heard(NORTH) == ["Evacúe el sector norte hacia la costanera"]
    assert read(first.alert.original.encode()) == queries.message_of(first.alert)


@pytest.mark.parametrize("order", [("fire", "cancel"), ("cancel", "fire")])
def test_a_cancellation_counts_whichever_comes_first(town: Cast, order: tuple[str, str]) -> None:
    documents: dict[str, Callable[[], bytes]] = {"fire": samples.fire, "cancel": samples.cancel}

    for name in order:
        take(town, documents[name]())

    assert heard(NORTH) == []


def test_nobody_takes_back_what_another_said(town: Cast) -> None:
    ours = issue(town)
    take(town, samples.fire())

    take(town, samples.cancel(sender="otro@lugar.example"))  # names an alert of a sender it is not
    take(town, samples.cancel(status="Test"))  # a test does not end what is meant
    take(town, samples.cancel(sender=ours.sender, identifier=ours.identifier))  # pretends to be us

    assert len(heard(NORTH)) == 2


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (samples.fire(**{"-71.2": "-72.2"}), "outside"),
        (samples.fire(**{">Public<": ">Private<"}), "not-public"),
        (samples.fire(status="Test"), "not-meant"),
        (samples.fire(status="Exercise"), "not-meant"),
    ],
)
def test_what_is_not_for_our_residents_is_kept_aside_with_the_reason(town: Cast, document: bytes, reason: str) -> None:
    taken = take(town, document)

    assert taken.alert.set_aside == reason
    assert heard(NORTH) == []


def test_an_alert_at_the_border_does_not_reach_into_the_next_town(town: Cast) -> None:
    document = samples.fire(**{"-71.205": "-71.2"})  # its eastern edge is the border

    assert take(town, document).alert.set_aside == ""
    assert take(town, document, municipality=town.aromos).alert.set_aside == "outside"


def test_what_we_issue_another_installation_takes_in_as_it_was(town: Cast) -> None:
    ours = issue(town, language="es-CL", description="Se rompió una matriz en Ñuñoa & «otra»")
    document = write(queries.message_of(ours), timezone=places.town(town.villa).timezone)

    taken = take(town, document, municipality=town.aromos)

    assert queries.message_of(taken.alert) == queries.message_of(ours)


def test_the_size_of_an_area_and_its_zones_are_told_before_it_goes_out(town: Cast) -> None:
    area = norte(town)

    assert areas.area_km2([area]) == pytest.approx(1.864 * 2.218, rel=0.01)
    assert areas.zones_within([area], municipality=town.villa) == [("Norte", True)]
    half = areas.of_ring([(-71.22, -33.21), (-71.20, -33.21), (-71.20, -33.18), (-71.22, -33.18)], description="x")
    assert half is not None
    assert areas.zones_within([half], municipality=town.villa) == [("Norte", True), ("Sur", False)]
    assert areas.of_ring([(-71.2, -33.2), (-71.2, -33.2), (-71.2, -33.2)], description="x") is None


def test_a_polygon_made_to_keep_us_busy_does_not(town: Cast) -> None:
    chance = random.Random(1)
    corners = [(chance.uniform(-33.22, -33.18), chance.uniform(-71.22, -71.20)) for _ in range(5_000)]
    points = " ".join(f"{lat:.6f},{lon:.6f}" for lat, lon in [*corners, corners[0]])
    started = time.perf_counter()

    taken = take(
        town,
        samples.fire(**{"-33.205,-71.215 -33.205,-71.205 -33.185,-71.205 -33.185,-71.215 -33.205,-71.215": points}),
    )

    assert time.perf_counter() - started < 3
    assert taken.alert.set_aside == ""
    assert heard(PLAZA) != []


def test_the_original_keeps_its_accents_in_an_older_encoding(town: Cast) -> None:
    document = samples.fire(**{"UTF-8": "ISO-8859-1"}).decode().encode("latin-1")

    assert "Avenida Ñuble" in take(town, document).alert.original
    assert queries.alerts_at(*NORTH, at=NOON, language="es")[0].instruction.startswith("Salga a pie por Avenida Ñuble")
