"""A town fetched by name, from a server of our own that answers like OpenStreetMap's."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from sereno.places.city.fetch import FetchRefused, Servers, fetch_city
from sereno.places.city.read import read_city
from tests import small_city

TOWN = {"name": "Villa Chica", "osm_type": "relation", "osm_id": 7, "geojson": small_city.outline()["geometry"]}
POINT = {"name": "Villa Chica", "geojson": {"type": "Point", "coordinates": [-71, -34]}}


@dataclass
class Stand:
    """What the stand-in answers, and what it was asked."""

    outlines: Any = field(default_factory=lambda: [POINT, TOWN])
    streets: Any = field(default_factory=small_city.overpass)
    failures: list[int] = field(default_factory=list)  # statuses sent before the first good answer
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)
    url: str = ""

    @property
    def servers(self) -> Servers:
        return Servers(overpass_url=f"{self.url}/interpreter", nominatim_url=f"{self.url}/search", first_pause_s=5)


@contextmanager
def standing(stand: Stand) -> Iterator[Stand]:
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.reply(urlsplit(self.path).query, stand.outlines)

        def do_POST(self) -> None:
            self.reply(self.rfile.read(int(self.headers["Content-Length"])).decode(), stand.streets)

        def reply(self, form: str, answer: Any) -> None:
            stand.asked.append((urlsplit(self.path).path, {key: values[0] for key, values in parse_qs(form).items()}))
            stand.agents.append(self.headers["User-Agent"])
            status = stand.failures.pop(0) if stand.failures else 200
            body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    stand.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield stand
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_a_town_is_fetched_by_its_name(tmp_path: Path) -> None:
    with standing(Stand()) as stand:
        fetch_city("Villa Chica, Chile", tmp_path, servers=stand.servers)

    city = read_city(tmp_path)
    assert (city.description.code, city.description.name) == ("villa-chica", "Villa Chica")
    assert "ODbL" in city.description.licence
    assert [path for path, _ in stand.asked] == ["/search", "/interpreter"]
    assert stand.asked[0][1]["q"] == "Villa Chica, Chile"
    assert "addr:housenumber" in stand.asked[1][1]["data"]


def test_the_servers_are_told_who_asks(tmp_path: Path) -> None:
    with standing(Stand()) as stand:
        fetch_city("Villa Chica", tmp_path, servers=stand.servers)

    assert all(agent.startswith("Sereno/") for agent in stand.agents)


def test_the_answers_are_kept_so_that_building_again_asks_nobody(tmp_path: Path) -> None:
    with standing(Stand()) as stand:
        fetch_city("Villa Chica", tmp_path, servers=stand.servers)

    kept = json.loads((tmp_path / "extract.overpass.json").read_text(encoding="utf-8"))
    assert kept == small_city.overpass()
    assert (tmp_path / "boundary.geojson").is_file()


def test_a_busy_server_is_asked_again_more_and_more_slowly(tmp_path: Path) -> None:
    pauses: list[float] = []

    with standing(Stand(failures=[429, 503, 504])) as stand:
        fetch_city("Villa Chica", tmp_path, servers=stand.servers, pause=pauses.append)

    assert pauses == [5, 10, 20]


@pytest.mark.parametrize(
    ("stand", "reason"),
    [
        (Stand(outlines=[]), "knows no town"),
        (Stand(outlines=[POINT]), "knows no town"),                           # a point is no outline
        (Stand(outlines={"error": "x"}), "knows no town"),
        (Stand(outlines=b"<html>"), "no JSON"),
        (Stand(streets={"elements": [], "remark": "runtime error: timed out"}), "timed out"),
        (Stand(failures=[400]), r"refused the question \(400\)"),             # never repeated
        (Stand(failures=[429] * 4), r"is busy \(429\), 4 times"),
    ],
)  # fmt: skip
def test_a_fetch_that_fails_says_why(tmp_path: Path, stand: Stand, reason: str) -> None:
    with standing(stand), pytest.raises(FetchRefused, match=reason):
        fetch_city("Villa Chica", tmp_path / "out", servers=stand.servers, pause=lambda _: None)

    assert not (tmp_path / "out").exists()


def test_a_server_that_is_not_there_is_named(tmp_path: Path) -> None:
    with standing(Stand()) as stand:
        servers = stand.servers

    with pytest.raises(FetchRefused, match="cannot be reached"):
        fetch_city("Villa Chica", tmp_path / "out", servers=servers, pause=lambda _: None)
