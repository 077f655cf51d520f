"""Two towns on two installations, killed and cut off at every step: afterwards both tell the same story.

Each incident is taken through offer, answer, conversation, closing and the reporter's "no"; at one of these steps an
installation is killed, or the cable between them cut, and later mended. Nothing may be lost, doubled or told twice.
"""

from __future__ import annotations

import json
import os
import random
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from tests.neighbours import photo
from tests.stories.cable import Cable
from tests.stories.stand import PATIENCE_S, Stand, as_staff, free_port, post, stand, wait_until_healthy
from tests.town import PLAZA

VILLA, AROMOS = "villa-sereno", "los-aromos"
STEPS = ("offer", "answer", "talk", "close", "deny")
UPSETS = ("kill the owner", "kill the neighbour", "cut the cable")
DARK = "act in the dark"  # the cable is cut before the step


@dataclass
class Installation:
    """One running installation with its operator."""

    stand: Stand
    port: int
    commands: dict[str, tuple[str, ...]]
    session: str = ""

    def start(self) -> None:
        for name, arguments in self.commands.items():
            self.stand.start(name, *arguments)
        wait_until_healthy(self.port)

    def kill(self) -> None:
        self.stand.kill_all()

    def call(self, path: str, body: object | None = None) -> object:
        status, told = as_staff(self.port, self.session, path, body)
        assert status in (200, 201), (path, status)
        return told

    def account(self) -> dict[str, dict[str, object]]:
        told: dict[str, dict[str, object]] = json.loads(self.stand.run("tests.stories.accounts"))
        return told


@dataclass
class Neighbours:
    """Both installations and the cables between them."""

    villa: Installation
    aromos: Installation
    cables: tuple[Cable, Cable]
    rng: random.Random = field(default_factory=lambda: random.Random(3))

    @contextmanager
    def upset(self, what: str) -> Iterator[None]:
        """Something goes wrong around a step: before it, or while its letters are under way; then it is mended."""
        if what == DARK:
            self.cut()
        yield
        time.sleep(self.rng.uniform(0, 0.12))
        victim = {"kill the owner": self.villa, "kill the neighbour": self.aromos}.get(what)
        if victim is not None:
            victim.kill()
        elif what:
            self.cut()
            time.sleep(self.rng.uniform(0.1, 0.6))
        if victim is not None:
            victim.start()
        for cable in self.cables:
            cable.mend()

    def cut(self) -> None:
        for cable in self.cables:
            cable.cut()


def until(seen: Callable[[], object]) -> object:
    give_up_at = time.monotonic() + PATIENCE_S
    while time.monotonic() < give_up_at:
        found = seen()
        if found:
            return found
        time.sleep(0.05)
    pytest.fail("it did not arrive in time")


@contextmanager
def neighbours(directory: Path, *, database_url: str) -> Iterator[Neighbours]:
    with ExitStack() as stack:
        made = []
        for code, operator in ((VILLA, "rosa"), (AROMOS, "carla")):
            port = free_port()
            own = stack.enter_context(stand(directory / code, database_url=database_url, serves=code))
            commands: dict[str, tuple[str, ...]] = {"serve": ("serve", "--port", str(port))}
            if database_url:
                commands = {"web": ("web", "--port", str(port), "--processes", "1"), "work": ("work",)}
            session = own.run("tests.stories.sessions", f"{operator}@town.test").strip()
            made.append(Installation(own, port, commands, session))
        villa, aromos = made
        to_villa, to_aromos = Cable(villa.port), Cable(aromos.port)
        stack.callback(to_villa.close)
        stack.callback(to_aromos.close)
        villa.stand.run("tests.stories.ally", VILLA, AROMOS, f"http://127.0.0.1:{to_aromos.port}")
        aromos.stand.run("tests.stories.ally", AROMOS, VILLA, f"http://127.0.0.1:{to_villa.port}")
        for one in made:
            one.start()
        yield Neighbours(villa, aromos, (to_villa, to_aromos))


def of_key(told: object, key: str) -> dict[str, object]:
    assert isinstance(told, dict)
    return next((one for one in told["waiting"] if one["note"] == key), {})


def send_report(villa: Installation) -> tuple[int, str]:
    """Nadia reports, with a photo; the incident's number and her link's secret."""
    ref = str(uuid4())
    body = {"id": ref, "category": "noise", "lon": PLAZA[0], "lat": PLAZA[1], "text": "Ruido"}
    _, told = post(villa.port, "/api/v1/reports", body)
    token = str(told["follow"]).rpartition("/")[2]
    url = f"http://127.0.0.1:{villa.port}/api/v1/reports/{token}/media"
    sent = httpx.post(url, files={"media": ("p.jpg", photo(), "image/jpeg")}, data={"id": ref}, timeout=PATIENCE_S)
    assert sent.status_code == 201
    return int(str(told["number"]).partition("-")[2]), str(told["follow"]).rpartition("/")[2]


def live_through(both: Neighbours, *, upset: str, at: str, answer: str = "accept") -> None:
    """One incident's way from town to town, with one upset at one step."""
    villa, aromos = both.villa, both.aromos
    key = str(uuid4())
    incident, token = send_report(villa)

    def trouble(step: str) -> str:
        return upset if step == at else ""

    with both.upset(trouble("offer")):
        villa.call(f"/incidents/{incident}/handover", {"id": key, "neighbour": AROMOS, "note": key})
    offer = until(lambda: of_key(as_staff(aromos.port, aromos.session, "/handovers")[1] or {"waiting": []}, key))
    assert isinstance(offer, dict)

    with both.upset(trouble("answer")):
        if answer == "withdraw":
            own = of_key(villa.call("/handovers"), key)
            villa.call(f"/handovers/{own['id']}/withdraw", {})
        elif answer == "both at once":
            own = of_key(villa.call("/handovers"), key)
            villa.call(f"/handovers/{own['id']}/withdraw", {})
            as_staff(aromos.port, aromos.session, f"/handovers/{offer['id']}/accept", {})  # may be too late
        elif answer == "return":
            aromos.call(f"/handovers/{offer['id']}/return", {"reason": "No es nuestro"})
        else:
            aromos.call(f"/handovers/{offer['id']}/accept", {})
    ended = until(
        lambda: state_of(villa, incident) in ("accepted", "returned", "withdrawn") and state_of(villa, incident)
    )
    if ended != "accepted":
        return
    there = until(lambda: ref_of(aromos, str(seen(villa, token)["served_by"]["number"])))  # type: ignore[index]

    with both.upset(trouble("talk")):
        post(villa.port, f"/api/v1/reports/{token}/messages", {"id": str(uuid4()), "text": f"Siguen {key}"})
        aromos.call(f"/incidents/{there}/messages", {"id": str(uuid4()), "text": f"Vamos {key}"})
    until(lambda: f"Vamos {key}" in [said["text"] for said in seen(villa, token).get("messages", ())])  # type: ignore[attr-defined]

    with both.upset(trouble("close")):
        aromos.call(f"/incidents/{there}/close", {"outcome": "attended"})
    until(lambda: seen(villa, token).get("can_confirm"))

    with both.upset(trouble("deny")):
        post(villa.port, f"/api/v1/reports/{token}/confirm", {"solved": False})
    until(lambda: seen(villa, token).get("status") == "open")


def state_of(villa: Installation, incident: int) -> str:
    told = as_staff(villa.port, villa.session, f"/incidents/{incident}/handovers")[1]
    return str(told[0]["state"]) if isinstance(told, list) and told else ""


def seen(villa: Installation, token: str) -> dict[str, object]:
    told = as_staff(villa.port, "", f"/reports/{token}")[1]
    return told if isinstance(told, dict) else {}


def ref_of(aromos: Installation, number: str) -> int:
    return int(number.partition("-")[2])


def check_agreement(both: Neighbours) -> None:
    """Both tell the same story; no incident is doubled or lost."""
    until(lambda: settled(both))
    ours, theirs = both.villa.account(), both.aromos.account()
    assert ours["refused"] == theirs["refused"] == []
    assert set(ours["handovers"]) == set(theirs["handovers"])
    taken = []
    for key, mine in ours["handovers"].items():
        other = theirs["handovers"][key]
        assert isinstance(mine, dict)
        assert isinstance(other, dict)
        assert {**mine, "incident": 0} == {**other, "incident": 0}
        kept = ours["incidents"][str(mine["incident"])]
        if mine["state"] == "accepted":
            taken.append(str(other["incident"]))
            assert kept == ["closed", "referred", "app"]
            assert mine["number"] == f"LA-{other['incident']}"
            assert theirs["photos"].get(str(other["incident"])) == [True], "the photo came with it, once"
            assert ours["said"].get(str(mine["incident"])) == theirs["said"].get(str(other["incident"]))
        else:
            assert kept[0] != "closed"
            assert other["incident"] is None
    assert sorted(taken) == sorted(theirs["incidents"])
    assert len(ours["incidents"]) == ours["reports"]


def settled(both: Neighbours) -> bool:
    """Every letter has arrived, and both know it."""
    ((sent, had, got),) = both.villa.account()["lines"]
    ((answered, heard, taken),) = both.aromos.account()["lines"]
    photos = both.aromos.account()["photos"].values()
    waits = len(photos) < len(both.aromos.account()["incidents"]) or not all(all(shown) for shown in photos)
    return sent == had == taken and answered == heard == got and not waits


def play(directory: Path, *, database_url: str) -> None:
    with neighbours(directory, database_url=database_url) as both:
        for step in STEPS:
            for upset in UPSETS:
                live_through(both, upset=upset, at=step)
        for upset in ("kill the neighbour", DARK):
            for answer in ("return", "withdraw", "both at once"):
                live_through(both, upset=upset, at="answer", answer=answer)
        check_agreement(both)


@pytest.mark.slow
def test_two_installations_agree_after_every_kind_of_trouble(tmp_path: Path) -> None:
    """On the database this run of the suite is for: it takes two minutes, so SQLite is not tried in both."""
    play(tmp_path, database_url=os.environ.get("SERENO_DATABASE_URL", ""))
