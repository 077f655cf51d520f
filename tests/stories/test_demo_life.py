"""How the simulated people behave: patient with visitors, truthful on the streets, busy without being everywhere."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from sereno.algorithms.geo import haversine_m
from sereno.algorithms.travel import Kind, StreetGraph
from sereno.kernel import clock
from sereno.project.demo.cast import OPERATOR, RESERVED_UNIT
from sereno.project.demo.life.crews import Crew
from sereno.project.demo.life.desk import Desk
from sereno.project.demo.life.journey import along_streets, standing
from sereno.project.demo.life.neighbour import Neighbour
from sereno.project.demo.life.tempo import Tempo
from sereno.project.demo.scenery import Scenery

NOON = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
DEGREE_OF_100_M = 0.000899  # along a meridian


def to_its_end(story: Coroutine[Any, Any, None]) -> None:
    """Run a story in a thread of its own: in this one the browser of other tests may keep its loop."""
    with ThreadPoolExecutor(1) as apart:
        apart.submit(asyncio.run, story).result()


@pytest.fixture
def street() -> StreetGraph:
    """Three corners on a straight street, 100 m apart, 50 km/h, both ways."""
    lonlat = [(-71.2, -33.2 + DEGREE_OF_100_M * number) for number in range(3)]
    edges = [(0, 1), (1, 2), (2, 1), (1, 0)]
    return StreetGraph.of(lonlat=lonlat, edges=edges, length_m=[100.0] * 4)


def test_a_car_is_halfway_when_half_of_the_time_has_passed(street: StreetGraph) -> None:
    start, end = (-71.2, -33.2), (-71.2, -33.2 + 2 * DEGREE_OF_100_M)

    journey = along_streets(street, kind=Kind.CAR, start=start, node=2, at=1000.0, haste=1.0)
    middle = journey.place((1000.0 + journey.ends_at) / 2)

    assert journey.ends_at - 1000.0 == pytest.approx(200 / (50 * 0.55 / 3.6), rel=0.01)
    assert float(haversine_m([start], to_lonlat=[middle])[0]) == pytest.approx(100, abs=2)
    assert journey.place(journey.ends_at + 60) == pytest.approx(end, abs=1e-5)
    assert journey.heading((1000.0 + journey.ends_at) / 2) == pytest.approx(0, abs=0.5)
    assert journey.kmh(journey.ends_at + 60) == 0


def test_who_stands_stays_where_they_are(street: StreetGraph) -> None:
    journey = standing(street, place=(-71.2, -33.2), at=1000.0)

    assert journey.place(5000.0) == pytest.approx((-71.2, -33.2), abs=1e-6)
    assert journey.heading(5000.0) is None


class Recorder:
    """The API as the simulated people see it: answers as told, and remembers what was asked."""

    def __init__(self, answers: dict[str, Any]) -> None:
        self.answers, self.asked = answers, list[tuple[str, Any]]()

    async def get(self, path: str) -> Any:
        return self.answers.get(path)

    async def post(self, path: str, body: dict[str, Any] | None = None) -> Any:
        self.asked.append((path, body))
        return self.answers.get(path, {})

    async def delete(self, path: str) -> None:
        self.asked.append((path, None))

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]


def row(**changes: Any) -> dict[str, Any]:
    """A row of the queue; one of a second round, because those take no detour by chance."""
    return {
        "id": 1, "stage": "new", "priority": 2, "category": "burglary", "lon": -71.2, "lat": -33.2, "demo": True,
        "received_at": (NOON - timedelta(seconds=50)).isoformat(), "opened_at": None, "units": [], "unread": 0,
        "paused_at": None, "round": 2, "parent": None, "escalated_to": "", "media": 0, "messages": 0,
        "department": "seguridad",
    } | changes  # fmt: skip


def ago(seconds: float) -> str:
    return (NOON - timedelta(seconds=seconds)).isoformat()


def worked(desk_rows: list[dict[str, Any]], answers: dict[str, Any], *, rounds: int = 1) -> list[str]:
    """What the simulated operator does with a queue, in so many looks at it."""
    api = Recorder({"/incidents/1": {"present": []}, **answers})
    desk = Desk(api, Tempo(), np.random.default_rng(1))  # type: ignore[arg-type]  # the fake speaks like a session

    async def look() -> None:
        for number in range(rounds):
            with clock.frozen(NOON + timedelta(seconds=60 * number)):
                await desk._work(desk_rows)

    to_its_end(look())
    return api.paths


def test_a_report_waits_forty_seconds_for_a_person_at_the_desk() -> None:
    assert worked([row(received_at=ago(30))], {}) == []
    assert worked([row(received_at=ago(50))], {})[0] == "/incidents/1/open"


def test_what_a_person_reported_is_left_to_people_for_five_minutes() -> None:
    assert worked([row(demo=False, received_at=ago(280))], {}) == []
    assert worked([row(demo=False, received_at=ago(310))], {})[0] == "/incidents/1/open"


def test_what_a_person_has_opened_is_theirs_for_five_minutes() -> None:
    card = {"/incidents/1": {"present": [], "timeline": [{"kind": "IncidentOpened", "by": "Visita"}]}}

    assert worked([row(received_at=ago(400), opened_at=ago(280), stage="open")], card) == []
    assert worked([row(received_at=ago(400), opened_at=ago(310), stage="open")], card)[0] == "/incidents/1/open"


def test_after_a_restart_the_operator_knows_their_own_cards_again() -> None:
    card = {"/incidents/1": {"present": [], "timeline": [{"kind": "IncidentOpened", "by": OPERATOR.name}]}}

    paths = worked([row(category="street-light", opened_at=ago(20), stage="open")], card)

    assert paths == ["/incidents/1/messages", "/incidents/1/close"]


def test_a_card_that_somebody_looks_at_is_not_taken_from_them() -> None:
    looking = {"/incidents/1": {"present": [{"id": 7, "name": "Visita"}]}}

    assert worked([row()], looking) == []


def test_the_best_free_unit_is_sent_but_never_the_visitors_own() -> None:
    ranking = [
        {"id": 8, "call_sign": RESERVED_UNIT, "state": "free"},
        {"id": 2, "call_sign": "M-2", "state": "moving"},
        {"id": 3, "call_sign": "M-3", "state": "free"},
    ]
    api = Recorder({"/incidents/1": {"present": []}, "/incidents/1/units": ranking})
    desk = Desk(api, Tempo(), np.random.default_rng(1))  # type: ignore[arg-type]

    async def look() -> None:
        for minute in range(3):
            with clock.frozen(NOON + timedelta(minutes=minute)):
                await desk._work([row()])

    to_its_end(look())

    assert next(body for path, body in api.asked if path == "/incidents/1/assign") == {"unit": 3}


def test_a_street_light_is_passed_on_without_a_patrol() -> None:
    paths = worked([row(category="street-light", priority=4)], {}, rounds=2)

    assert "/incidents/1/close" in paths
    assert "/incidents/1/assign" not in paths


def answered(offers: list[dict[str, Any]], *, seed: int, seconds: int) -> list[str]:
    """What the next town's operator does about offers within some seconds."""
    sent = {f"/handovers/{offer['id']}/accept": None for offer in offers if offer["unit"]}  # refused: it is busy
    api = Recorder({"/handovers": {"waiting": offers}, **sent})
    neighbour = Neighbour(api, Tempo(), np.random.default_rng(seed))  # type: ignore[arg-type]

    async def look() -> None:
        for second in range(0, seconds, 3):
            with clock.frozen(NOON + timedelta(seconds=second)):
                await neighbour._answer([] if api.paths else offers)

    to_its_end(look())
    return api.paths


def test_the_next_towns_operator_reads_an_offer_before_answering() -> None:
    assert answered([{"id": 4, "unit": ""}], seed=1, seconds=6) == []
    assert len(answered([{"id": 4, "unit": ""}], seed=1, seconds=30)) == 1


def test_most_offers_are_accepted_and_some_returned_with_a_reason() -> None:
    paths = [path for seed in range(60) for path in answered([{"id": 4, "unit": ""}], seed=seed, seconds=30)]

    assert set(paths) == {"/handovers/4/accept", "/handovers/4/return"}
    assert 30 < paths.count("/handovers/4/accept") < 58


def test_a_unit_that_cannot_be_sent_any_more_is_refused_with_a_reason() -> None:
    paths = {tuple(answered([{"id": 4, "unit": "LA-1"}], seed=seed, seconds=30)) for seed in range(20)}

    assert paths == {("/handovers/4/return",), ("/handovers/4/accept", "/handovers/4/return")}


def scene(street: StreetGraph) -> Scenery:
    weights = dict.fromkeys(("night", "street", "home", "upkeep"), np.full(street.edges, 1 / street.edges))
    return Scenery(street, np.arange(street.edges), weights)


def test_a_crew_accepts_drives_and_ends_with_an_outcome(street: StreetGraph) -> None:
    end = (-71.2, -33.2 + 2 * DEGREE_OF_100_M)
    task = {"id": 5, "state": "offered", "incident": {"lon": end[0], "lat": end[1], "priority": 1}}
    mine = {"unit": {"id": 3, "lon": -71.2, "lat": -33.2, "state": "free"}, "task": task}
    api = Recorder({"/patrol": mine})
    crew = Crew(api, "M-3", Kind.CAR, scene(street), Tempo(), np.random.default_rng(1))  # type: ignore[arg-type]

    async def half_an_hour() -> None:
        for second in range(0, 1800, 5):
            with clock.frozen(NOON + timedelta(seconds=second)):
                await crew.tick({"id": 5}, "offered")
            if any(path.endswith("/done") for path in api.paths):
                return

    to_its_end(half_an_hour())
    steps = [path.rsplit("/", 1)[1] for path in api.paths if path.startswith("/tasks/")]

    assert steps == ["accept", "moving", "arrive", "done"]
    assert next(body["outcome"] for path, body in api.asked if path == "/tasks/5/done") in ("attended", "no_finding")


@pytest.mark.parametrize("speed", [1.0, 10.0, 60.0])
def test_something_happens_at_least_as_often_as_asked_for(speed: float) -> None:
    rng = np.random.default_rng(2)

    gaps = [Tempo(speed, every_real_s=25).gap_real_s(rng, per_hour=2.0) for _ in range(200)]

    assert max(gaps) <= 25
    assert Tempo(60.0).scene_s(rng, priority=3) > 2 * Tempo(1.0).scene_s(rng, priority=3)
