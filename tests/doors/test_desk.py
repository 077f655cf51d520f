"""What an operator does over the API: the board, a call, sending a unit, the busy question, the card."""

import json
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from sereno.algorithms.assignment import Ranked, Readiness, Reason
from sereno.algorithms.travel import Kind
from sereno.doors.desk.units import why
from sereno.kernel import clock
from sereno.people import actions as people
from sereno.people import queries as people_queries
from sereno.people.models import User
from sereno.places import actions as places
from sereno.places.policies import DeskHours, DutyHours, Listening
from sereno.vocabulary.words import Role
from tests.town import MARKET, NOON, PLAZA, Cast, on_duty, report


@pytest.fixture
def rosa(as_person: Callable[[str], Client]) -> Client:
    """At the desk of Villa Sereno."""
    return as_person("rosa")


def post(client: Client, address: str, body: object) -> object:
    return client.post(f"/api/v1{address}", json.dumps(body), "application/json")


def test_a_call_becomes_an_incident_the_operator_already_has_open(town: Cast, rosa: Client) -> None:
    call = {
        "id": str(uuid4()),
        "category": "noise",
        "lon": PLAZA[0],
        "lat": PLAZA[1],
        "text": "Llama la señora Inés",
        "caller": {"name": "Inés", "phone": "+56 9 1234 5678"},
    }

    first, again = post(rosa, "/incidents", call), post(rosa, "/incidents", call)

    assert (first.status_code, again.status_code) == (201, 201)
    card = first.json()
    assert (card["channel"], card["stage"], card["id"]) == ("phone", "open", again.json()["id"])
    assert card["reports"][0]["phone"] == "+56 9 1234 5678"


def test_a_call_about_the_next_town_is_not_taken_here(town: Cast, rosa: Client) -> None:
    call = {"category": "noise", "lon": MARKET[0], "lat": MARKET[1]}

    answer = post(rosa, "/incidents", call)

    assert (answer.status_code, answer.json()["code"]) == (400, "other-municipality")
    assert "Los Aromos" in answer.json()["detail"]


def test_the_board_is_the_queue_with_where_to_listen_on(town: Cast, rosa: Client) -> None:
    refs = [report("noise").incident, report("robbery-in-progress").incident]

    board = rosa.get("/api/v1/board").json()

    assert [row["id"] for row in board["rows"]] == refs[::-1]
    assert board["total_open"] == 2
    assert board["counts"] == {"new": 2}
    assert board["rows"][0]["number"].startswith("VS-")
    assert "." in board["cursor"]
    listed = [category["code"] for category in board["categories"]]
    assert sorted(listed) == sorted(set(listed))  # each once: this page is the one asked for most
    assert {"noise", "street-light"} <= set(listed)


def test_a_busy_unit_is_asked_about_with_the_incident_it_would_leave(town: Cast, rosa: Client) -> None:
    on_duty(town.memo, town.car)
    first, second = report().incident, report().incident
    post(rosa, f"/incidents/{first}/assign", {"unit": town.car})

    asked = post(rosa, f"/incidents/{second}/assign", {"unit": town.car})
    taken = post(rosa, f"/incidents/{second}/assign", {"unit": town.car, "take_busy": True})

    assert (asked.status_code, asked.json()["code"]) == (409, "unit-busy")
    assert f"VS-{first}" in asked.json()["detail"]
    assert (taken.status_code, taken.json()["state"]) == (201, "offered")


@pytest.mark.parametrize(
    ("reason", "sooner_s", "stale", "said"),
    [
        (Reason.QUICKEST, 0, False, "Libre, y el más rápido por calle"),
        (Reason.FREE, -6, False, "Libre, casi igual de rápido"),
        (Reason.FREE, -17, False, "Libre, 17 s después que el más rápido"),
        (Reason.FREE, -130, False, "Libre, 2 min después que el más rápido"),
        (Reason.FREE, 60, True, "Libre · posición antigua"),
        (Reason.BUSY_BUT_NEARER, 45, False, "Ocupado, pero llega 45 s antes que cualquier móvil libre"),
    ],
)
def test_why_a_unit_is_proposed_is_said_truthfully(reason: Reason, sooner_s: float, stale: bool, said: str) -> None:
    ranked = Ranked(
        unit=1, kind=Kind.CAR, seconds=200, state=Readiness.FREE, free=True, stale=stale, reason=reason,
        sooner_s=sooner_s, lacks=(),
    )  # fmt: skip

    with translation.override("es"):
        assert why(ranked) == said


def test_the_map_gives_what_is_in_the_box_by_columns(town: Cast, rosa: Client) -> None:
    ref = report("noise").incident
    west, south, east, north = PLAZA[0] - 0.001, PLAZA[1] - 0.001, PLAZA[0] + 0.001, PLAZA[1] + 0.001

    inside = rosa.get(f"/api/v1/incidents?box={west},{south},{east},{north}").json()
    elsewhere = rosa.get(f"/api/v1/incidents?box={west - 1},{south},{west},{north}").json()
    wrong = rosa.get("/api/v1/incidents?box=everywhere")

    assert (inside["n"], inside["id"], inside["category"]) == (1, [ref], ["noise"])
    assert elsewhere["n"] == 0
    assert wrong.status_code == 400


def test_the_card_tells_all_of_an_incident(town: Cast, rosa: Client) -> None:
    ref = report("noise", text="Música fuerte").incident
    post(rosa, f"/incidents/{ref}/open", {})
    post(rosa, f"/incidents/{ref}/messages", {"id": str(uuid4()), "text": "Vamos"})
    post(rosa, f"/incidents/{ref}/notes", {"id": str(uuid4()), "text": "Reincidente"})

    card = rosa.get(f"/api/v1/incidents/{ref}").json()

    kinds = [fact["kind"] for fact in card["timeline"]]
    assert kinds == ["ReportReceived", "IncidentOpened", "MessageSent", "NoteAdded"]
    assert card["timeline"][1]["by"] == "Rosa"
    assert card["moments"]["first_word_at"] is not None
    assert [note["text"] for note in card["notes"]] == ["Reincidente"]
    assert [one["name"] for one in card["present"]] == ["Rosa"]


def test_two_operators_on_one_card_see_each_other(town: Cast, rosa: Client, as_person: Callable[[str], Client]) -> None:
    ref = report().incident
    post(rosa, f"/incidents/{ref}/presence", {})

    seen = post(as_person("supervisor"), f"/incidents/{ref}/presence", {}).json()
    rosa.delete(f"/api/v1/incidents/{ref}/presence")
    left = rosa.get(f"/api/v1/incidents/{ref}").json()["present"]

    assert sorted(one["name"] for one in seen) == ["Rosa", "Supervisor"]
    assert [one["name"] for one in left] == ["Supervisor"]


def week(opens: str, closes: str) -> tuple[Listening, ...]:
    return tuple(Listening(day=day, opens=opens, closes=closes) for day in range(1, 6))


def test_the_board_says_until_when_the_desk_listens_and_whom_residents_are_told_to_call(
    town: Cast, rosa: Client
) -> None:
    nothing = rosa.get("/api/v1/board").json()["duty"]
    said = DutyHours(desks=(DeskHours(week=week("08:00", "17:30")),), otherwise_call="1460")
    places.set_policy(said, municipality=town.villa)

    by_day = rosa.get("/api/v1/board").json()["duty"]
    with clock.frozen(NOON.replace(hour=23)):
        by_night = rosa.get("/api/v1/board").json()["duty"]

    assert nothing is None
    assert (by_day["listening"], by_day["changes_at"]) == (True, "2026-11-20T17:30:00-03:00")
    assert (by_night["listening"], by_night["changes_at"], by_night["otherwise_call"]) == (
        False,
        "2026-11-23T08:00:00-03:00",
        "1460",
    )


def test_who_is_limited_to_a_department_sees_the_hours_of_that_one(
    town: Cast, as_person: Callable[[str], Client]
) -> None:
    own = DeskHours(department="inspeccion", week=week("09:00", "14:00"))
    places.set_policy(DutyHours(desks=(DeskHours(week=week("08:00", "17:30")), own)), municipality=town.villa)
    limit = next(known.id for known in people_queries.departments(town.villa) if known.code == "inspeccion")
    ana = people.invite(
        municipality=town.villa, email="ana@town.test", name="Ana", role=Role.OPERATOR, department=limit
    )
    client = Client()
    client.force_login(User.objects.get(pk=ana), backend=settings.AUTHENTICATION_BACKENDS[0])

    limited = client.get("/api/v1/board").json()["duty"]
    whole = as_person("rosa").get("/api/v1/board").json()["duty"]

    assert limited["changes_at"] == "2026-11-20T14:00:00-03:00"
    assert whole["changes_at"] == "2026-11-20T17:30:00-03:00"
