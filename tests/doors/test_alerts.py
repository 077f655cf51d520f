"""Alerts at the doors: JSON and CAP for everybody, feeds read and served, documents uploaded, the command."""

import re
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import pytest
from capvalidator import check_schema
from django.test import Client
from pytest_django import Settings

from sereno.alerts import actions, areas, chores, feeds
from sereno.alerts.models import Alert
from sereno.alerts.tree import BadXml
from sereno.doors import shapes
from sereno.kernel import clock, memory
from sereno.places import actions as place_actions
from sereno.places import queries as places
from sereno.places.policies import AlertFeeds
from sereno.project.commands import alerts as command
from tests import cap_samples as samples
from tests.town import NOON, Cast, report

NORTH = {"lon": -71.21, "lat": -33.19}
SOUTH = {"lon": -71.21, "lat": -33.21}
FORM = {
    "headline": "Sin agua hasta las 18:00", "event": "Corte de agua", "category": "Infra", "severity": "Moderate",
    "urgency": "Immediate", "certainty": "Observed", "hours": "4", "zones": ["norte"],
}  # fmt: skip


def issued(town: Cast) -> Alert:
    zone = next(zone for zone in places.zones(town.villa) if zone.code == "norte")
    area = areas.of_outlines([zone.outline], description=zone.name)
    said = samples.info_for(area, at=clock.now(), description="Se rompió una matriz <en> Ñuñoa & alrededores")
    return actions.issue(town.supervisor, alert=uuid4(), infos=[said], simulated=False)


def test_programs_ask_what_is_in_force_at_a_place(town: Cast, client: Client) -> None:
    row = issued(town)

    (told,) = client.get("/api/v1/alerts", NORTH).json()["alerts"]

    assert (told["id"], told["severity"], told["exercise"]) == (row.identifier, "Moderate", False)
    assert told["outline"]["type"] == "Polygon"
    assert told["cap"].endswith(f"/cap/{row.identifier}.xml")
    assert client.get("/api/v1/alerts", SOUTH).json()["alerts"] == []
    assert len(client.get("/api/v1/alerts", {"municipality": "villa-sereno"}).json()["alerts"]) == 1
    assert client.get("/api/v1/alerts", {"municipality": "los-aromos"}).json()["alerts"] == []
    for wrong in ({"lon": -71.2}, {"lon": 999, "lat": 0}, {"municipality": "atlantis"}, {"lon": "nan", "lat": 0}):
        assert client.get("/api/v1/alerts", wrong).status_code == 400


def test_everybody_reads_our_alert_as_valid_cap(town: Cast, client: Client) -> None:
    row = issued(town)

    answer = client.get(f"/cap/{row.identifier}.xml")

    assert answer.headers["Content-Type"] == "application/cap+xml"
    assert check_schema(answer.content).passed
    assert "Ñuñoa &amp; alrededores".encode() in answer.content
    assert client.get("/cap/nothing.xml").status_code == 404


def test_our_feed_is_what_another_installation_reads(town: Cast, client: Client, settings: Settings) -> None:
    settings.PUBLIC_URL = "http://localhost"
    row = issued(town)
    with clock.frozen(NOON + timedelta(minutes=5)):
        actions.cancel(town.supervisor, ref=row.pk, alert=uuid4(), reason="Volvió el agua")
        answer = client.get("/cap/feed.xml")

    (entry,) = feeds.entries(answer.content, address="http://localhost/cap/feed.xml")
    assert answer.headers["Content-Type"] == "application/atom+xml"
    document = client.get("/cap/" + entry.address.rpartition("/")[2]).content
    assert b"<msgType>Cancel</msgType>" in document
    assert check_schema(document).passed
    assert client.get("/cap/feed.xml?municipality=nowhere").status_code == 404


def test_what_others_issued_is_not_published_by_us(town: Cast, client: Client) -> None:
    actions.take_in(samples.fire(), municipality=town.villa, by=None, simulated=False)

    assert client.get("/cap/ALERTA-2026-0117.xml").status_code == 404
    assert client.get("/api/v1/alerts", NORTH).json()["alerts"][0]["cap"] == ""


def test_pages_of_residents_show_the_alerts_of_their_place(town: Cast, client: Client) -> None:
    issued(town)
    north = report(at=(-71.21, -33.19))

    assert "Sin agua" in client.get("/report").content.decode()
    assert "Sin agua" in client.get(f"/r/{shapes.follow_token(north.report)}").content.decode()
    assert "Sin agua" in client.get("/alerts/here", NORTH).content.decode()
    assert "Sin agua" not in client.get("/alerts/here", SOUTH).content.decode()
    assert client.get("/alerts/here", {"lon": "x"}).status_code == 400


def test_the_follow_page_asks_again_where_the_report_is_in_every_language(town: Cast, client: Client) -> None:
    issued(town)
    address = f"/r/{shapes.follow_token(report(at=(NORTH['lon'], NORTH['lat'])).report)}"

    for language in ("es", "en"):
        page = client.get(address, headers={"Accept-Language": language}).content.decode()
        place = dict(re.findall(r'data-(lon|lat)="([^"]*)"', page))
        answer = client.get("/alerts/here", {"municipality": "villa-sereno", **place})
        assert (place, answer.status_code) == ({"lon": "-71.21", "lat": "-33.19"}, 200)
        assert "Sin agua" in answer.content.decode()


def test_words_of_others_are_shown_as_words(town: Cast, client: Client) -> None:
    document = samples.fire(**{"Evacúe el": "&lt;script&gt;alert(1)&lt;/script&gt;", "https://regional": "javascript:"})

    actions.take_in(document, municipality=town.villa, by=None, simulated=False)

    page = client.get("/alerts/here", NORTH).content.decode()
    assert "&lt;script&gt;" in page
    assert "javascript:" not in page


def test_an_alert_goes_out_only_after_the_look_at_it(town: Cast, as_person: Callable[[str], Client]) -> None:
    supervisor = as_person("supervisor")

    first = supervisor.post("/town/alerts/new", FORM)
    assert first.status_code == 200
    assert "4,14 km²" in first.content.decode()
    assert not Alert.objects.exists()
    for _ in range(2):
        supervisor.post("/town/alerts/new", {**FORM, "step": "issue", "draft": str(town.villa)})

    assert Alert.objects.count() == 1


def test_the_form_says_what_is_missing(town: Cast, as_person: Callable[[str], Client]) -> None:
    answer = as_person("supervisor").post("/town/alerts/new", {**FORM, "headline": "", "zones": []})

    assert answer.status_code == 400
    assert "Falta algo" in answer.content.decode()


@pytest.mark.parametrize("who", ["nobody", "charlie", "nadia", "rosa", "carla", "administrator", "memo", "analyst"])
def test_nobody_but_the_supervisor_issues_cancels_or_takes_in(
    town: Cast, as_person: Callable[[str], Client], who: str
) -> None:
    row = issued(town)
    client = as_person(who)

    for address in ("new", "take", f"{row.pk}/update", f"{row.pk}/cancel"):
        assert client.post(f"/town/alerts/{address}", {**FORM, "step": "issue"}).status_code in (302, 403, 404)

    assert list(Alert.objects.filter(ended_at__isnull=True)) == [row]


def test_the_next_town_does_not_see_our_list(town: Cast, as_person: Callable[[str], Client]) -> None:
    row = issued(town)

    assert as_person("carla").get(f"/town/alerts/{row.pk}").status_code == 404
    assert "Sin agua" not in as_person("carla").get("/town/alerts").content.decode()
    assert "Sin agua" in as_person("rosa").get("/town/alerts").content.decode()


@pytest.mark.parametrize(
    "document",
    [samples.LAUGHS.encode(), samples.OUTSIDE_ENTITY.encode(), b"<alert>" + b" " * 50_000_000],
    ids=["a billion laughs", "a file of the server", "fifty megabytes"],
)
def test_a_hostile_upload_is_refused_quickly(town: Cast, as_person: Callable[[str], Client], document: bytes) -> None:
    supervisor, file = as_person("supervisor"), BytesIO(document)
    started = time.perf_counter()

    answer = supervisor.post("/town/alerts/take", {"file": file})

    assert answer.status_code == 400
    assert "root:" not in answer.content.decode()
    assert time.perf_counter() - started < 5  # most of it is the test's own writing of fifty megabytes
    assert not Alert.objects.exists()


def test_the_command_takes_a_file_in_for_each_town_it_reaches(
    town: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import argparse

    path = tmp_path / "fire.xml"
    path.write_bytes(samples.fire(**{"-71.205": "-71.195"}))

    assert command.run(argparse.Namespace(file=path, municipality="")) == 0
    assert command.run(argparse.Namespace(file=path, municipality="")) == 0

    assert Alert.objects.count() == 2
    assert capsys.readouterr().out.splitlines() == [
        "villa-sereno: ALERTA-2026-0117 taken in",
        "los-aromos: ALERTA-2026-0117 taken in",
        "villa-sereno: ALERTA-2026-0117 taken in before",
        "los-aromos: ALERTA-2026-0117 taken in before",
    ]
    path.write_text("<hola/>")
    assert command.run(argparse.Namespace(file=path, municipality="")) == 1
    assert "It is not a CAP 1.2 alert" in capsys.readouterr().err


class Office:
    """Somebody else's server with a feed: what it serves by path, and what was asked of it."""

    def __init__(self) -> None:
        self.serves: dict[str, bytes] = {}
        self.moved: dict[str, str] = {}
        self.asked: list[str] = []
        office = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                office.asked.append(self.path)
                body = office.serves.get(self.path, b"")
                self.send_response(302 if self.path in office.moved else 200 if body else 404)
                if self.path in office.moved:
                    self.send_header("Location", office.moved[self.path])
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *said: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def atom(self, *links: str) -> bytes:
        entries = "".join(
            f'<entry><updated>2026-11-20T12:00:00Z</updated><link type="application/cap+xml" href="{link}"/></entry>'
            for link in links
        )
        return f'<feed xmlns="http://www.w3.org/2005/Atom">{entries}</feed>'.encode()


@pytest.fixture
def office() -> Iterator[Office]:
    made = Office()
    chores._read.clear()
    yield made
    made.server.shutdown()
    made.server.server_close()


def test_the_feeds_a_town_has_chosen_are_read_and_each_alert_is_taken_once(town: Cast, office: Office) -> None:
    office.serves = {"/feed": office.atom("/a.xml", "/broken.xml"), "/a.xml": samples.fire(), "/broken.xml": b"<x>"}
    place_actions.set_policy(AlertFeeds(addresses=(f"{office.url}/feed",)), municipality=town.villa)

    assert (chores.read_feeds(), chores.read_feeds()) == (1, 0)
    assert office.asked.count("/a.xml") == 1

    office.serves["/feed"] = b"<rss><channel><item><link>/end.xml</link></item></channel></rss>"
    office.serves["/end.xml"] = samples.cancel()
    assert chores.read_feeds() == 1
    memory.forget()
    assert Client().get("/api/v1/alerts", NORTH).json()["alerts"] == []


def test_a_feed_cannot_make_us_ask_others(town: Cast, office: Office) -> None:
    elsewhere = Office()
    elsewhere.serves = {"/secret": samples.fire()}
    office.serves = {"/feed": office.atom(f"{elsewhere.url}/secret", "file:///etc/passwd", "/moved")}
    office.moved = {"/moved": f"{elsewhere.url}/secret"}

    assert chores.read_feed(f"{office.url}/feed", municipality=town.villa).new == 0

    assert elsewhere.asked == []
    for address in ("http://10.0.0.1/feed", "ftp://localhost/feed", "http://user:word@localhost/feed", "gopher:x"):
        with pytest.raises(feeds.FeedRefused):
            chores.read_feed(address, municipality=town.villa)
    elsewhere.server.shutdown()
    elsewhere.server.server_close()


def test_a_feed_without_end_is_left(town: Cast, office: Office) -> None:
    office.serves = {"/feed": b"<feed>" + b" " * 5_000_000}

    with pytest.raises(feeds.FeedRefused, match="longer than"):
        chores.read_feed(f"{office.url}/feed", municipality=town.villa)
    office.serves = {"/feed": samples.LAUGHS.encode()}
    with pytest.raises(BadXml):
        chores.read_feed(f"{office.url}/feed", municipality=town.villa)
