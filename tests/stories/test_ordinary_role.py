"""The shipped processes of an installation, as a role of PostgreSQL that is no superuser: a report goes all the way."""

import json
import os
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from tests.stories.stand import PATIENCE_S, free_port, stand, wait_until_healthy, wait_until_listening
from tests.stories.test_live import Listening, send
from tests.town import MARKET

_ABOVE_WALLS = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"


def ask(port: int, path: str, *, session: str = "") -> dict[str, object]:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Cookie": f"sessionid={session}"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        told: dict[str, object] = json.load(answer)
        return told


def wait_until(happened: Callable[[], bool]) -> None:
    give_up_at = time.monotonic() + PATIENCE_S
    while not happened():
        assert time.monotonic() < give_up_at
        time.sleep(0.1)


@pytest.mark.slow
@pytest.mark.postgresql
def test_a_report_reaches_the_desk_and_the_reporter_is_told_behind_both_walls(tmp_path: Path) -> None:
    port, live_port = free_port(), free_port()
    with stand(tmp_path, database_url=os.environ["SERENO_DATABASE_URL"]) as installation:
        url = installation.environment["SERENO_DATABASE_URL"]
        rosa, carla = installation.run("tests.stories.sessions", "rosa@town.test", "carla@town.test").split()
        installation.start("web", "web", "--port", str(port), "--processes", "2")
        installation.start("live", "live", "--port", str(live_port))
        installation.start("work", "work")
        wait_until_healthy(port)
        wait_until_listening(live_port)
        desk = Listening(live_port, session=rosa)

        ours, theirs = send(port), send(port, at=MARKET)
        follow = str(ours["follow"]).split(f":{port}", 1)[1]
        wait_until(lambda: bool(ask(port, follow)["notices"]))

        heard = [fact["incident"]["number"] for fact in desk.wait_for(1)]  # type: ignore[index]
        boards = [[row["number"] for row in ask(port, "/api/v1/board", session=who)["rows"]] for who in (rosa, carla)]  # type: ignore[attr-defined]
        with psycopg.connect(url) as session:
            role = session.execute(_ABOVE_WALLS).fetchone()
            by_hand = session.execute("SELECT count(*) FROM incidents_report").fetchone()
        desk.hang_up()
    assert heard == [ours["number"]]
    assert boards == [[ours["number"]], [theirs["number"]]]
    assert (role, by_hand) == ((False,), (0,))
