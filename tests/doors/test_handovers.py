"""Between two desks, through the API: what each sees, and what the reporter sees."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from sereno.doors import shapes
from sereno.federation.dossier import Part
from sereno.federation.rules import Treaty
from tests.neighbours import AROMOS, settle, sign
from tests.town import Cast, report

Sign = Callable[[str], Client]


def post(client: Client, path: str, body: dict[str, object]) -> dict[str, object]:
    answer = client.post(f"/api/v1{path}", body, "application/json")
    assert answer.status_code in (200, 201), answer.content
    told: dict[str, object] = answer.json()
    return told


@pytest.fixture
def handed_over(town: Cast, as_person: Sign) -> tuple[str, dict[str, object]]:
    """Nadia's report, taken over by Los Aromos; her link's secret and the handover as Los Aromos has it."""
    sign(town)
    receipt = report(contact_name="Nadia Rojas", contact_phone="+56 9 1234 5678")
    post(as_person("rosa"), f"/incidents/{receipt.incident}/handover", {"neighbour": AROMOS, "note": "Es de ustedes"})
    settle()
    (offer,) = as_person("carla").get("/api/v1/handovers").json()["waiting"]
    accepted = post(as_person("carla"), f"/handovers/{offer['id']}/accept", {})
    settle()
    return shapes.follow_token(receipt.report), accepted


def test_the_operator_sees_beforehand_what_the_neighbour_will_see(town: Cast, as_person: Sign) -> None:
    sign(town, ours=Treaty(withhold=(Part.CONTACT, Part.CONVERSATION)))
    ref = report(text="Pelea", contact_name="Nadia Rojas").incident
    post(as_person("rosa"), f"/incidents/{ref}/messages", {"text": "¿Sigue ahí?"})

    seen = as_person("rosa").get(f"/api/v1/incidents/{ref}/handover?neighbour={AROMOS}").json()

    assert [told["text"] for told in seen["reports"]] == ["Pelea"]
    assert (seen["people"], seen["words"]) == ([], [])
    assert seen["withheld"] == ["contact", "conversation"]


def test_the_offer_shows_its_clock_and_no_contact_unless_the_treaty_says_so(town: Cast, as_person: Sign) -> None:
    sign(town)
    ref = report(contact_name="Nadia Rojas", contact_phone="+56 9 1234 5678").incident
    post(as_person("rosa"), f"/incidents/{ref}/notes", {"text": "El dueño es conocido"})
    post(as_person("rosa"), f"/incidents/{ref}/handover", {"neighbour": AROMOS})
    settle()

    answer = as_person("carla").get("/api/v1/handovers")

    (offer,) = answer.json()["waiting"]
    assert offer["answer_by"] > offer["offered_at"]
    assert (offer["outgoing"], offer["neighbour"]["name"]) == (False, "Villa Sereno")
    for secret in ("Nadia", "1234", "conocido"):
        assert secret not in answer.content.decode()


def test_the_follow_link_shows_the_other_towns_state(
    as_person: Sign, handed_over: tuple[str, dict[str, object]]
) -> None:
    token, accepted = handed_over

    seen = as_person("nobody").get(f"/api/v1/reports/{token}").json()

    assert seen["served_by"] == {"code": AROMOS, "name": "Los Aromos", "number": accepted["number"]}
    assert (seen["status"], seen["can_confirm"], seen["moments"]["closed_at"]) == ("open", False, None)
    page = as_person("nobody").get(f"/r/{token}").content.decode()
    assert "Los Aromos" in page


def test_when_the_other_town_closes_the_reporter_is_asked_and_no_goes_there(
    as_person: Sign, handed_over: tuple[str, dict[str, object]]
) -> None:
    token, accepted = handed_over
    post(as_person("carla"), f"/incidents/{accepted['incident']}/close", {"outcome": "attended"})
    settle()
    asked = as_person("nobody").get(f"/api/v1/reports/{token}").json()

    answered = post(as_person("nobody"), f"/reports/{token}/confirm", {"solved": False, "note": "Siguen"})
    settle()

    assert (asked["status"], asked["can_confirm"]) == ("closed", True)
    assert answered["confirmed"] is False
    card = as_person("carla").get(f"/api/v1/incidents/{accepted['incident']}").json()
    assert card["stage"] == "open"
    assert card["messages"][-1]["text"] == "Siguen"


def test_both_cards_name_the_other_town(
    town: Cast, as_person: Sign, handed_over: tuple[str, dict[str, object]]
) -> None:
    _, accepted = handed_over

    (theirs,) = as_person("carla").get(f"/api/v1/incidents/{accepted['incident']}/handovers").json()

    assert (theirs["outgoing"], theirs["state"], theirs["neighbour"]["name"]) == (False, "accepted", "Villa Sereno")
    assert theirs["their_number"].startswith("VS-")


def test_an_unknown_category_is_named_and_the_operator_chooses_ours(town: Cast, as_person: Sign) -> None:
    from sereno.incidents.models import Category

    sign(town)
    Category.objects.filter(municipality_id=town.aromos, code="noise").update(code="ruidos")
    ref = report("noise").incident
    post(as_person("rosa"), f"/incidents/{ref}/handover", {"neighbour": AROMOS})
    settle()
    carla = as_person("carla")
    (offer,) = carla.get("/api/v1/handovers").json()["waiting"]

    refused = carla.post(f"/api/v1/handovers/{offer['id']}/accept", {}, "application/json")
    taken = post(carla, f"/handovers/{offer['id']}/accept", {"category": "ruidos"})

    assert (refused.status_code, refused.json()["code"]) == (400, "unknown-category")
    assert taken["state"] == "accepted"
