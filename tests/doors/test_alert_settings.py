"""The administrator's page of the exchange of alerts: sender, feeds, and how reading each feed goes."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.test import Client

from sereno.alerts import chores
from sereno.alerts import queries as alerts
from sereno.kernel import clock, memory
from sereno.places import actions
from sereno.places import queries as places
from sereno.places.policies import AlertFeeds, Alerts
from sereno.vocabulary.facts import SettingChanged
from tests import cap_samples as samples
from tests.doors.test_alerts import Office
from tests.doors.test_targets_screen import Form
from tests.town import NOON, Cast, recorded

AsPerson = Callable[[str], Client]
HERE = "/town/alerts/settings"


@pytest.fixture
def office() -> Iterator[Office]:
    made = Office()
    chores._read.clear()
    yield made
    made.server.shutdown()
    made.server.server_close()


def form_of(client: Client) -> dict[str, str]:
    return Form(client.get(HERE).content.decode()).fields


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def choose(town: Cast, *addresses: str) -> None:
    actions.set_policy(AlertFeeds(addresses=addresses), municipality=town.villa)
    memory.forget()


def test_sender_and_feeds_are_put_in_force_each_as_a_version_of_its_own(town: Cast, as_person: AsPerson) -> None:
    client = as_person("administrator")
    typed = form_of(client) | {
        "sender": "alertas@villasereno.cl",
        "hours_without_end": "12",
        "feed-0-address": " https://alertas.example/cap.atom ",
    }

    facts = recorded(lambda: client.post(HERE, typed))
    memory.forget()

    assert [fact.ids["key"] for fact in facts if fact.kind == SettingChanged.__name__] == ["alerts", "alert-feeds"]
    assert places.policy(AlertFeeds, municipality=town.villa).addresses == ("https://alertas.example/cap.atom",)
    assert places.policy(Alerts, municipality=town.villa) == Alerts(
        sender="alertas@villasereno.cl", hours_without_end=12
    )
    assert recorded(lambda: client.post(HERE, form_of(client))) == []
    assert "Aún sin leer" in text_of(client.get(HERE).content.decode())


def test_a_wrong_feed_is_taken_back_from_the_history(town: Cast, as_person: AsPerson) -> None:
    client = as_person("administrator")
    client.post(HERE, form_of(client) | {"feed-0-address": "https://equivocada.example/cap"})

    told = text_of(client.get("/town/history").content.decode())
    client.post("/town/history/take-back", {"key": "alert-feeds", "version": "0"})
    memory.forget()

    assert "Fuentes de alertas" in told
    assert places.policy(AlertFeeds, municipality=town.villa).addresses == ()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"feed-0-address": "http://alertas.example/cap"}, "empiezan con https://"),
        ({"feed-0-address": "https://rosa:clave@alertas.example/cap"}, "sin usuario ni clave"),
        ({"feed-0-address": "https://a.example/x", "feed-1-address": "https://a.example/x"}, "ya está en la lista"),
        ({"sender": "alertas, villa"}, "Sin espacios, comas"),
        ({"hours_without_end": "0"}, "mayor o igual a 1"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_words_where_it_was_typed(
    town: Cast, as_person: AsPerson, typed: dict[str, str], told: str
) -> None:
    client = as_person("administrator")

    answer = client.post(HERE, form_of(client) | typed)
    memory.forget()

    assert answer.status_code == 400
    assert told in answer.content.decode()
    assert places.policy(AlertFeeds, municipality=town.villa) == AlertFeeds()


def test_a_feed_that_is_read_says_when_and_what_of_it_was_of_no_use(
    town: Cast, as_person: AsPerson, office: Office
) -> None:
    office.serves = {"/feed": office.atom("/a.xml", "/broken.xml"), "/a.xml": samples.fire(), "/broken.xml": b"<x>"}
    choose(town, f"{office.url}/feed")

    chores.read_feeds()
    chores.read_feeds()  # what was of no use is not asked for again, and still counts

    page = text_of(as_person("administrator").get(HERE).content.decode())
    assert "Última lectura: 12:00" in page
    assert "Próximo intento: 12:01" in page
    assert "1 de sus documentos no se pudo usar." in page


def test_a_feed_that_fails_says_why_and_when_it_is_tried_again_and_heals_by_itself(
    town: Cast, as_person: AsPerson, office: Office
) -> None:
    client = as_person("administrator")
    office.serves = {"/feed": office.atom()}
    choose(town, f"{office.url}/feed")
    chores.read_feeds()
    office.serves = {}

    with clock.frozen(NOON + timedelta(minutes=1)):
        chores.read_feeds()
        failing = text_of(client.get(HERE).content.decode())
        beside = text_of(client.get("/town/alerts").content.decode())
    with clock.frozen(NOON + timedelta(minutes=1, seconds=30)):
        chores.read_feeds()  # not its turn yet
        (resting,) = alerts.feeds_of(town.administrator)
    with clock.frozen(NOON + timedelta(minutes=2)):
        chores.read_feeds()
        (tried,) = alerts.feeds_of(town.administrator)
    office.serves = {"/feed": office.atom()}
    with clock.frozen(NOON + timedelta(minutes=5)):
        chores.read_feeds()
        (well,) = alerts.feeds_of(town.administrator)

    assert "El servidor la rechaza (respuesta 404)" in failing
    assert "Última lectura: 12:00" in failing
    assert "Falló 1 intento." in failing
    assert "Próximo intento: 12:02" in failing
    assert "El servidor la rechaza" in beside
    assert (resting.failures, tried.failures) == (1, 2)
    assert tried.next_at == NOON + timedelta(minutes=4)
    assert (well.failures, well.trouble, well.read_at) == (0, "", NOON + timedelta(minutes=5))


@pytest.mark.parametrize(
    ("served", "told"),
    [
        (b"<html><body>Bienvenidos", "no es una fuente de alertas"),
        (b"<feed>" + b" " * 5_000_000, "más largo de lo que se puede leer"),
    ],
)  # fmt: skip
def test_each_trouble_has_its_words(town: Cast, as_person: AsPerson, office: Office, served: bytes, told: str) -> None:
    office.serves = {"/feed": served}
    choose(town, f"{office.url}/feed", "http://127.0.0.1:9/feed")

    chores.read_feeds()

    page = text_of(as_person("administrator").get(HERE).content.decode())
    assert told in page
    assert "Nadie responde en esa dirección" in page


def test_a_feed_that_is_no_longer_chosen_is_forgotten(town: Cast, office: Office) -> None:
    choose(town, f"{office.url}/feed")
    chores.read_feeds()
    choose(town)
    chores.read_feeds()
    choose(town, f"{office.url}/feed")

    (feed,) = alerts.feeds_of(town.administrator)

    assert feed.tried_at is None


def test_only_the_administrator_changes_it_and_the_supervisor_sees_how_it_goes(town: Cast, as_person: AsPerson) -> None:
    choose(town, "https://alertas.example/cap")

    assert [as_person(who).get(HERE).status_code for who in ("rosa", "carla", "nobody")] == [403, 403, 302]
    assert [as_person(who).post(HERE, {}).status_code for who in ("rosa", "supervisor")] == [403, 403]
    page = as_person("supervisor").get("/town/alerts").content.decode()
    assert "https://alertas.example/cap" in page
    assert HERE not in page
