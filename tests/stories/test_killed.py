"""kill -9 at any moment loses no accepted report and repeats no effect inside the database."""

import json
import os
import threading
import time
from pathlib import Path
from uuid import uuid4

import pytest

from tests.stories.stand import PATIENCE_S, Stand, free_port, post, stand, wait_until_healthy
from tests.town import PLAZA

PHONES, EACH, KILLS = 6, 25, 4


class Phone(threading.Thread):
    """A resident's phone: sends each report until it is accepted, with the same id each time."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self.port = port
        self.accepted: dict[str, str] = {}
        self.different: list[str] = []

    def run(self) -> None:
        for _ in range(EACH):
            ref = str(uuid4())
            give_up_at = time.monotonic() + PATIENCE_S
            while ref not in self.accepted and time.monotonic() < give_up_at:
                self._send(ref)
            self._send(ref)  # a phone that did not hear the answer sends again

    def _send(self, ref: str) -> None:
        body = {"id": ref, "category": "noise", "lon": PLAZA[0], "lat": PLAZA[1], "text": "Ruido"}
        status, told = post(self.port, "/api/v1/reports", body)
        if status != 201:
            time.sleep(0.05)
            return
        number = str(told["number"])
        if self.accepted.setdefault(ref, number) != number:
            self.different.append(ref)


def play(installation: Stand, *, port: int, start: dict[str, tuple[str, ...]]) -> dict[str, str]:
    """Phones send while processes are killed and started again, in turn; returns what was accepted."""
    for name, arguments in start.items():
        installation.start(name, *arguments)
    wait_until_healthy(port)
    phones = [Phone(port) for _ in range(PHONES)]
    for phone in phones:
        phone.start()
    names = list(start)
    for turn in range(KILLS):
        time.sleep(0.7)
        name = names[turn % len(names)]
        installation.kill(name)
        installation.start(name, *start[name])
        wait_until_healthy(port)
    for phone in phones:
        phone.join()
    assert [phone.different for phone in phones] == [[] for _ in phones]
    return {ref: number for phone in phones for ref, number in phone.accepted.items()}


def check(installation: Stand, accepted: dict[str, str]) -> None:
    """Each accepted report is stored once, recorded once and answered for once."""
    installation.kill_all()
    installation.run("sereno.project", "work", "--once")
    held = json.loads(installation.run("tests.stories.audit"))
    assert len(accepted) == PHONES * EACH
    assert sorted(held["reports"]) == sorted(accepted)
    assert held["incidents"] == len(accepted)
    assert sorted(held["facts"]) == sorted(accepted)
    assert sorted(held["notices"]) == sorted(accepted)
    assert held["owed"] == 0


@pytest.mark.slow
@pytest.mark.one_database
def test_the_single_process_on_sqlite_is_killed_under_load(tmp_path: Path) -> None:
    port = free_port()
    with stand(tmp_path, database_url="") as installation:
        accepted = play(installation, port=port, start={"serve": ("serve", "--port", str(port))})
        check(installation, accepted)


@pytest.mark.slow
@pytest.mark.postgresql
def test_web_and_worker_on_postgresql_are_killed_under_load(tmp_path: Path) -> None:
    port = free_port()
    with stand(tmp_path, database_url=os.environ["SERENO_DATABASE_URL"]) as installation:
        start = {"web": ("web", "--port", str(port), "--processes", "2"), "work": ("work",)}
        accepted = play(installation, port=port, start=start)
        check(installation, accepted)
