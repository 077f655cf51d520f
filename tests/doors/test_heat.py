"""The heat map over HTTP: a page for those who may, counts as JSON, files with their definition in them."""

import csv
import io
import json
from collections.abc import Callable

import pytest
from django.test import Client

from sereno.analytics import editions
from sereno.ledger.models import Entry
from tests.town import MARKET, PLAZA, Cast, report

WEEK = {"begin": "2026-11-14", "end": "2026-11-20"}
API = "/api/v1/insight/heat"


@pytest.fixture
def analyst(town: Cast, as_person: Callable[[str], Client]) -> Client:
    """The analyst of Villa Sereno, where six incidents lie around the square and one in the next town."""
    for n in range(6):
        report("noise" if n else "street-light", at=(PLAZA[0] + n * 0.0004, PLAZA[1]))
    report(at=MARKET)
    for place in (town.villa, town.aromos):
        editions.renew(place)
    return as_person("analyst")


def test_the_page_tells_its_script_what_may_be_asked(analyst: Client) -> None:
    page = analyst.get("/insight/heat").content.decode()

    assert "Mapa de calor" in page
    assert '"points": true' in page


def test_the_counts_of_a_week_with_their_definition(analyst: Client) -> None:
    told = analyst.get(API, {**WEEK, "resolution": 9}).json()

    assert told["counted"] == sum(cell[3] for cell in told["cells"]) == 6
    assert len(told["corners"]) == 6
    assert told["top"][0]["count"] == max(cell[3] for cell in told["cells"])
    assert any("n = 6" in line for line in told["definition"])


def test_a_filter_is_repeated_parameters(analyst: Client) -> None:
    told = analyst.get(API, {**WEEK, "category": ["street-light", "pothole"], "resolution": 9}).json()

    assert told["counted"] == 1
    assert any(line.startswith("Tipos: ") for line in told["definition"])


def test_two_periods_a_film_a_smooth_view_and_one_cell(analyst: Client) -> None:
    compared = analyst.get(f"{API}/compared", {**WEEK, "resolution": 8}).json()
    film = analyst.get(f"{API}/film", {**WEEK, "by": "hour"}).json()
    smooth = analyst.get(f"{API}/smooth", WEEK).json()
    cell = analyst.get(API, {**WEEK, "resolution": 8}).json()["cells"][0][0]
    one = analyst.get(f"{API}/cell/{cell}", WEEK).json()

    assert (compared["counted"], compared["before"]["counted"], compared["before"]["end"]) == (6, 0, "2026-11-13")
    assert sum(frame["counted"] for frame in film["frames"]) == 6
    assert len(film["frames"]) == 24
    assert smooth["counted"] == 6
    assert one["counted"] == sum(map(sum, one["hours"]))


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"begin": "2026-11-31", "end": "2026-12-01"}, "begin"),
        ({"begin": "2026-11-20", "end": "2026-11-14"}, "end"),
        ({**WEEK, "hour": 24}, "hour.0"),
        ({**WEEK, "resolution": 12}, "resolution"),
        ({"begin": "1990-01-01", "end": "2026-11-14"}, "end"),
    ],
)
def test_what_cannot_be_is_refused_with_the_field(analyst: Client, asked: dict[str, str], field: str) -> None:
    refused = analyst.get(API, asked)

    assert refused.status_code == 400
    assert [error["field"] for error in refused.json()["errors"]] == [field]


def test_a_film_of_too_many_pictures_is_refused_in_words(analyst: Client) -> None:
    refused = analyst.get(f"{API}/film", {"begin": "2020-01-01", "end": "2026-11-20", "by": "week"})

    assert "60 cuadros" in refused.json()["errors"][0]["message"]


def test_a_cell_that_is_none_is_not_there(analyst: Client) -> None:
    assert analyst.get(f"{API}/cell/abc", WEEK).status_code == 404


def test_the_files_hold_the_counts_and_their_definition(analyst: Client) -> None:
    asked = {**WEEK, "resolution": 9}
    table = analyst.get(f"{API}/export", {**asked, "format": "csv"})
    shapes = json.loads(analyst.get(f"{API}/export", {**asked, "format": "geojson"}).content)
    drawing = analyst.get(f"{API}/export", {**asked, "format": "svg"}).content.decode()

    lines = table.content.decode().splitlines()
    rows = list(csv.DictReader(io.StringIO("\n".join(line for line in lines if not line.startswith("#")))))
    assert sum(int(row["incidents"]) for row in rows) == 6
    assert any("n = 6" in line for line in lines if line.startswith("#"))
    assert "villa-sereno-20261114-20261120.csv" in table["Content-Disposition"]
    assert sum(one["properties"]["incidents"] for one in shapes["features"]) == shapes["counted"] == 6
    assert drawing.count("<path class=") == len(rows)
    assert "n = 6" in drawing


def test_the_next_towns_people_see_only_their_own(
    analyst: Client, town: Cast, as_person: Callable[[str], Client]
) -> None:
    refused = as_person("carla").get(API, WEEK)

    assert refused.status_code == 403
    assert as_person("rosa").get("/insight/heat").status_code == 403
    assert as_person("nobody").get(API, WEEK).status_code == 401


def test_a_supervisor_sees_large_cells_only(analyst: Client, as_person: Callable[[str], Client]) -> None:
    supervisor = as_person("supervisor")

    told = supervisor.get(API, {**WEEK, "resolution": 11}).json()

    assert told["resolution"] == 9
    assert all(cell[3] >= 5 for cell in told["cells"])
    assert supervisor.get(f"{API}/smooth", WEEK).status_code == 403


def test_who_has_single_incidents_shown_is_kept(
    analyst: Client, town: Cast, as_person: Callable[[str], Client]
) -> None:
    cell, _, _, count = analyst.get(API, {**WEEK, "resolution": 7}).json()["cells"][0]
    before = Entry.objects.count()

    told = analyst.post(f"{API}/cell/{cell}/points?begin=2026-11-14&end=2026-11-20").json()["points"]
    refused = as_person("supervisor").post(f"{API}/cell/{cell}/points?begin=2026-11-14&end=2026-11-20")

    kept = Entry.objects.order_by("-id").first()
    assert len(told) == count
    assert {one["category"] for one in told} <= {"Ruidos molestos", "Luminaria apagada"}
    assert kept is not None
    assert (kept.kind, kept.actor_id, kept.ids["cell"]) == ("PointsLookedAt", town.analyst.user, cell)
    assert (refused.status_code, Entry.objects.count()) == (403, before + 1)
