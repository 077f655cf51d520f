"""A neighbour whose town runs an Open311 service: handing over is posting a request, its state comes back."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from sereno.federation import actions, open311, outsiders, queries, treaties
from sereno.federation.models import Handover, Link
from sereno.federation.rules import State, Treaty
from sereno.federation.wire import Unreachable
from sereno.incidents.models import Incident
from sereno.vocabulary.words import Outcome, Stage
from tests.neighbours import settle
from tests.town import Cast, report

QUILAS = "las-quilas"


class Service(ThreadingHTTPServer):
    """A stand-in that answers as FixMyStreet's and Mark-a-Spot's GeoReport v2 do, in JSON or in XML."""

    def __init__(self, *, speaks: str, with_token: bool = False) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.speaks, self.with_token = speaks, with_token
        self.requests: dict[str, dict[str, str]] = {}
        self.dies_after_posting = False
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/open311/v2"

    def take(self, form: dict[str, str]) -> dict[str, str]:
        number = str(638344 + len(self.requests))
        self.requests[number] = {"service_request_id": number, "status": "open", **form}
        return {"token": f"t{number}"} if self.with_token else {"service_request_id": number, "service_notice": ""}


class _Answers(BaseHTTPRequestHandler):
    server: Service

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
        told = self.server.take({name: values[0] for name, values in parse_qs(sent).items()})
        if self.server.dies_after_posting:
            self.server.dies_after_posting = False
            self.close_connection = True
            return
        self._tell([told], root="service_requests")

    def do_GET(self) -> None:
        path = urlsplit(self.path).path.removeprefix("/open311/v2/").removesuffix(".json")
        kind, _, name = path.partition("/")
        if kind == "tokens":
            self._tell([{"service_request_id": name.removeprefix("t"), "token": name}], root="service_requests")
        elif not name:
            self._tell(list(self.server.requests.values()), root="service_requests")
        else:
            self._tell([self.server.requests[name]], root="service_requests")

    def _tell(self, records: list[dict[str, str]], *, root: str) -> None:
        if self.server.speaks == "xml":
            fields = "".join(
                "<request>" + "".join(f"<{k}><![CDATA[{v}]]></{k}>" for k, v in one.items()) + "</request>"
                for one in records
            )
            body, kind = f'<?xml version="1.0" encoding="utf-8"?><{root}>{fields}</{root}>'.encode(), "text/xml"
        else:
            body, kind = json.dumps(records).encode(), "application/json"
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the library's own name)
        """Quiet."""


@pytest.fixture(params=["json", "xml"])
def service(request: pytest.FixtureRequest, settings: object) -> Iterator[Service]:
    settings.PEERS_ON_LAN = True  # type: ignore[attr-defined] # pytest-django's settings take any name
    made = Service(speaks=request.param)
    yield made
    made.shutdown()


def ally(town: Cast, service: Service, **more: object) -> tuple[Link, Treaty]:
    treaty = Treaty(open311=service.endpoint, open311_services={"noise": "RUIDO"}, **more)  # type: ignore[arg-type]
    treaties.set_treaty(treaty, municipality=town.villa, neighbour=QUILAS)
    return Link.objects.get(neighbour=QUILAS), treaty


def hand_over(town: Cast, line: Link, treaty: Treaty, **more: object) -> tuple[int, Handover]:
    ref = report(contact_name="Nadia Rojas", **more).incident  # type: ignore[arg-type]
    made = actions.offer(town.rosa, ref=ref, neighbour=QUILAS)
    settle()
    line.refresh_from_db()
    outsiders.post_letters(line, treaty)
    settle()
    made.refresh_from_db()
    return ref, made


def test_handing_over_posts_a_request_and_ours_is_referred(town: Cast, service: Service) -> None:
    line, treaty = ally(town, service)

    ref, made = hand_over(town, line, treaty, text="Música fuerte")

    (posted,) = service.requests.values()
    assert posted["service_code"] == "RUIDO"
    assert posted["description"].startswith("Música fuerte")
    assert (posted["lat"], posted["long"]) == ("-33.200000", "-71.210000")
    assert "first_name" not in posted
    assert (made.state, made.number) == (State.ACCEPTED, "638344")
    assert Incident.objects.get(pk=ref).outcome == Outcome.REFERRED


def test_their_closing_is_seen_at_the_reporters_link(town: Cast, service: Service) -> None:
    line, treaty = ally(town, service)
    ref, _ = hand_over(town, line, treaty)
    outsiders.look_after(line, treaty)
    before = queries.referral_of(ref)

    service.requests["638344"] |= {"status": "closed", "status_notes": "Atendido"}
    outsiders.look_after(line, treaty)

    after = queries.referral_of(ref)
    assert before is not None
    assert after is not None
    assert (before.stage, after.stage, after.outcome) == (Stage.NEW, Stage.CLOSED, Outcome.ATTENDED)


def test_a_request_whose_answer_was_lost_is_found_again_and_not_posted_twice(town: Cast, service: Service) -> None:
    line, treaty = ally(town, service)
    service.dies_after_posting = True
    ref = report().incident
    made = actions.offer(town.rosa, ref=ref, neighbour=QUILAS)
    line.refresh_from_db()
    with pytest.raises(Unreachable):
        outsiders.post_letters(line, treaty)

    outsiders.post_letters(line, treaty)

    made.refresh_from_db()
    assert made.state == State.ACCEPTED
    assert len(service.requests) == 1


def test_a_service_that_gives_a_token_first_is_asked_for_the_number(town: Cast, service: Service) -> None:
    service.with_token = True
    line, treaty = ally(town, service)
    _, made = hand_over(town, line, treaty)
    assert made.number == "token t638344"

    outsiders.look_after(line, treaty)

    made.refresh_from_db()
    assert made.number == "638344"


def test_contact_data_goes_only_where_the_treaty_lets_it(town: Cast, service: Service) -> None:
    line, treaty = ally(town, service, withhold=())

    hand_over(town, line, treaty)

    (posted,) = service.requests.values()
    assert posted["first_name"] == "Nadia Rojas"


@pytest.mark.parametrize(
    ("raw", "is_xml"),
    [
        (b"<html>", True),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><service_requests><request><a>&a;</a></request></service_requests>', True),
        (b"not json", False),
        (b'{"error": 1}', False),
    ],
)
def test_an_answer_that_is_none_is_refused(raw: bytes, is_xml: bool) -> None:
    with pytest.raises(Unreachable):
        open311.read(raw, is_xml=is_xml)
