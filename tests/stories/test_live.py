"""The live stream as a desk, a reporter and an outsider hear it, from the shipped process."""

import http.client
import json
import os
import re
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import uuid4

import pytest

from tests.stories.stand import free_port, post, stand, wait_until_healthy
from tests.town import MARKET, PLAZA

DATABASES = [
    pytest.param("", marks=pytest.mark.one_database),
    pytest.param("postgresql", marks=pytest.mark.postgresql),
]


class Listening(threading.Thread):
    """One connection to /live; collects events until closed."""

    def __init__(self, port: int, *, session: str = "", query: str = "", last: str = "") -> None:
        super().__init__(daemon=True)
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        headers = {"Cookie": f"sessionid={session}"} if session else {}
        if last:
            headers["Last-Event-ID"] = last
        self.line.request("GET", f"/live{query}", headers=headers)
        self.wire: socket.socket = self.line.sock
        self.answer = self.line.getresponse()
        self.events: list[tuple[str, str, dict[str, object]]] = []
        if self.answer.status == 200:
            self.start()

    def run(self) -> None:
        name = number = ""
        try:
            for raw in self.answer:
                word, _, rest = raw.decode().rstrip("\n").partition(": ")
                if word == "id":
                    number = rest
                elif word == "event":
                    name = rest
                elif word == "data":
                    self.events.append((name, number, json.loads(rest)))
        except (OSError, ValueError, AttributeError, http.client.HTTPException):
            return  # the line was cut, as the test wished

    def facts(self) -> list[dict[str, object]]:
        return [told for name, _, told in self.events if name == "fact"]

    def wait_for(self, count: int, *, patience_s: float = 20.0) -> list[dict[str, object]]:
        give_up_at = time.monotonic() + patience_s
        while len(self.facts()) < count and time.monotonic() < give_up_at:
            time.sleep(0.02)
        return self.facts()

    def hang_up(self) -> None:
        self.wire.shutdown(socket.SHUT_RDWR)  # ends the reading thread too, which a mere close would not


@dataclass(frozen=True)
class Served:
    """A running installation: its port, and the sessions of those who listen."""

    port: int
    sessions: dict[str, str]


@pytest.fixture(scope="module", params=DATABASES)
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    port = free_port()
    url = os.environ["SERENO_DATABASE_URL"] if request.param else ""
    with stand(tmp_path_factory.mktemp("live"), database_url=url) as installation:
        installation.start("serve", "serve", "--port", str(port))
        names = ("rosa", "carla", "charlie", "supervisor", "administrator")
        keys = installation.run("tests.stories.sessions", *(f"{name}@town.test" for name in names)).split()
        wait_until_healthy(port)
        yield Served(port, dict(zip(names, keys, strict=True)))


def send(port: int, at: tuple[float, float] = PLAZA) -> dict[str, object]:
    status, told = post(
        port, "/api/v1/reports", {"id": str(uuid4()), "category": "noise", "lon": at[0], "lat": at[1], "text": "Ruido"}
    )
    assert status == 201
    return told


@pytest.mark.slow
def test_a_report_is_on_the_open_desk_with_its_row_and_not_on_the_next_towns(served: Served) -> None:
    port = served.port
    rosa = Listening(port, session=served.sessions["rosa"])
    carla = Listening(port, session=served.sessions["carla"])

    mine, theirs = send(port), send(port, at=MARKET)

    heard = [fact["incident"]["number"] for fact in rosa.wait_for(1)]  # type: ignore[index]
    next_door = [fact["incident"]["number"] for fact in carla.wait_for(1)]  # type: ignore[index]
    assert (heard, next_door) == ([mine["number"]], [theirs["number"]])
    rosa.hang_up()
    carla.hang_up()


@pytest.mark.slow
def test_a_lost_connection_catches_up_without_loss(served: Served) -> None:
    port = served.port
    session = served.sessions["rosa"]
    first = Listening(port, session=session)
    send(port)
    first.wait_for(1)
    last = first.events[-1][1]
    first.hang_up()

    missed = [send(port)["number"] for _ in range(3)]
    again = Listening(port, session=session, last=last)

    numbers = [fact["incident"]["number"] for fact in again.wait_for(3)]  # type: ignore[index]
    assert numbers == missed
    again.hang_up()


@pytest.mark.slow
def test_a_reporter_hears_only_of_their_own_report_and_no_row(served: Served) -> None:
    port = served.port
    told = send(port)
    token = urlsplit(str(told["follow"])).path.rsplit("/", 1)[1]
    reporter = Listening(port, query=f"?follow={token}")

    send(port)
    post(port, f"/api/v1/reports/{token}/messages", {"id": str(uuid4()), "text": "Siguen"})

    give_up_at = time.monotonic() + 20
    while "MessageSent" not in (kinds := [fact["kind"] for fact in reporter.facts()]) and time.monotonic() < give_up_at:
        time.sleep(0.02)
    assert kinds[-1] == "MessageSent"
    assert {fact["ids"]["report"] for fact in reporter.facts()} == {told["id"]}  # type: ignore[index]
    assert not any("incident" in fact for fact in reporter.facts())
    reporter.hang_up()


@pytest.mark.slow
@pytest.mark.parametrize("query", ["", "?follow=made-up", "?after=0.0"])
def test_an_outsider_hears_nothing(served: Served, query: str) -> None:
    port = served.port

    assert Listening(port, query=query).answer.status == 401
    assert Listening(port, query=query, session=served.sessions["charlie"]).answer.status == 401


@pytest.mark.slow
def test_a_cursor_not_made_here_is_refused(served: Served) -> None:
    port = served.port

    assert Listening(port, query="?after=yesterday", session=served.sessions["rosa"]).answer.status == 400


@pytest.mark.slow
def test_who_loses_a_role_hears_nothing_more_within_seconds(served: Served) -> None:
    supervisor = Listening(served.port, session=served.sessions["supervisor"])
    send(served.port)
    heard = len(supervisor.wait_for(1))

    take_away(served, "supervisor")
    supervisor.join(timeout=10)  # far less than the slow second look: it is the fact that ends the stream
    send(served.port)

    assert heard == 1
    assert not supervisor.is_alive()
    reports = [fact for fact in supervisor.facts() if fact["kind"] == "ReportReceived"]
    assert len(reports) == 1
    assert Listening(served.port, session=served.sessions["supervisor"]).answer.status == 401


def take_away(served: Served, role: str) -> None:
    """The administrator takes the supervisor's role on the page of that person."""
    token = "t" * 32
    headers = {"Cookie": f"sessionid={served.sessions['administrator']}; csrftoken={token}", "X-CSRFToken": token}
    line = http.client.HTTPConnection("127.0.0.1", served.port, timeout=30)
    line.request("GET", "/town/people", headers=headers)
    page = line.getresponse().read().decode()
    found = re.search(r'href="(/town/people/\d+)">Supervisor<', page)
    assert found, page
    form = {**headers, "Content-Type": "application/x-www-form-urlencoded"}
    line.request("POST", f"{found[1]}/take", f"role={role}&department=", form)
    assert line.getresponse().status == 302
    line.close()
