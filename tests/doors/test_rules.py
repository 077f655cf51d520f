"""The administrator writes rules as sentences, tries them, puts them in force and takes them back."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.test import Client

from sereno.kernel import clock
from sereno.people import actions as people
from sereno.people.models import Department
from sereno.places import actions as places
from sereno.places.policies import Assignment, AssignmentRule
from tests.town import MARKET, NOON, Cast, report

RULES = "/api/v1/town/rules"
NOISE_BY_DAY = {"id": "r1", "department": "inspeccion", "categories": ["noise"], "from_hour": 8, "until_hour": 20}
LIGHTS = {"id": "lights", "department": "inspeccion", "categories": ["street-light"]}


def draft(client: Client, *rules: dict[str, Any], stamp: int = 0, fallback: str = "seguridad") -> dict[str, Any]:
    body = json.dumps({"rules": rules, "fallback": fallback, "stamp": stamp})
    answer = client.put(f"{RULES}/draft", body, content_type="application/json")
    assert answer.status_code == 200, answer.content
    return dict(answer.json())


def post(client: Client, step: str, **body: int) -> Any:
    return client.post(f"{RULES}/{step}", json.dumps(body), content_type="application/json")


def why(client: Client, incident: int) -> str:
    return str(client.get(f"/api/v1/incidents/{incident}").json()["why"])


def test_a_rule_is_read_as_a_sentence_in_the_readers_language(town: Cast, as_person: Callable[[str], Client]) -> None:
    client, night = as_person("administrator"), {"from_hour": 22, "until_hour": 6}

    state = draft(
        client,
        NOISE_BY_DAY,
        {"id": "n", "department": "seguridad", "categories": ["noise"], "zones": ["norte", "sur"], "weekdays": [6, 7]},
        {"id": "g", "department": "inspeccion", "groups": ["traffic"], "priorities": [3, 4], "holiday": "no"},
        {"id": "c", "department": "inspeccion", "channels": ["phone"], "weekdays": [1, 3], **night},
    )

    assert [rule["sentence"] for rule in state["draft"]["rules"]] == [
        "Ruidos molestos, de 8 a 20 h → Inspección",
        "Ruidos molestos, los fines de semana, en Norte o Sur → Seguridad Pública",
        "Todo «Tránsito», salvo feriados, prioridad P3 o P4 → Inspección",
        "Cualquier reporte, de 22 a 6 h, los lunes y miércoles, por teléfono → Inspección",
    ]
    assert state["draft"]["last_sentence"] == "Todo lo demás → Seguridad Pública"


def test_the_card_says_why_and_goes_on_saying_it_after_the_rules_have_changed(
    town: Cast, as_person: Callable[[str], Client]
) -> None:
    desk = as_person("rosa")
    by_day = report("noise").incident
    by_fallback = report("street-light").incident
    others = (AssignmentRule(id="x", department="inspeccion"), AssignmentRule(id="r1", department="seguridad"))
    places.set_policy(Assignment(rules=others), municipality=town.villa)

    assert why(desk, by_day) == (
        "Asignado a Inspección: «Ruidos molestos, de 8 a 20 h → Inspección» (regla 1, versión 1)."
    )
    assert why(desk, by_fallback) == "Asignado a Seguridad Pública: ninguna regla coincidió (versión 1)."


def test_a_draft_is_tried_on_the_stored_reports_and_changes_nothing(
    town: Cast, as_person: Callable[[str], Client]
) -> None:
    client = as_person("administrator")
    light = report("street-light").incident
    report("noise")
    report("street-light", at=MARKET)
    with clock.frozen(NOON - timedelta(days=40)):
        report("street-light")
    draft(client, NOISE_BY_DAY, LIGHTS, {"id": "idle", "department": "inspeccion", "categories": ["bad-parking"]})

    tried = post(client, "try", days=30).json()

    counts = {one["code"]: (one["before"], one["after"]) for one in tried["departments"]}
    assert counts == {"seguridad": (1, 0), "inspeccion": (1, 2)}
    assert (tried["reports"], tried["moved"]) == (2, 1)
    assert tried["matched"] == {"r1": 1, "lights": 1}
    assert tried["idle"] == ["La regla 3 no coincidió con ningún reporte de los últimos 30 días."]
    assert tried["changes"] == [{"letter": "A", "before": "Seguridad Pública", "after": "Inspección", "reports": 1}]
    assert [one["id"] for one in tried["listed"]] == [light]
    assert (tried["listed"][0]["rule_before"], tried["listed"][0]["rule_after"]) == ("última regla", "regla 2")
    assert "gist" not in json.dumps(tried)
    assert client.get(RULES).json()["version"] == 1


def test_the_draft_is_put_in_force_once_and_an_earlier_version_is_put_back(
    town: Cast, as_person: Callable[[str], Client]
) -> None:
    client = as_person("administrator")
    stamp = draft(client, LIGHTS)["draft"]["stamp"]

    state = post(client, "force", stamp=stamp).json()
    assert (state["version"], state["draft"]) == (2, None)
    assert why(as_person("rosa"), report("street-light").incident).endswith("(regla 1, versión 2).")
    assert post(client, "force", stamp=stamp).status_code == 409

    state = post(client, "restore", version=1).json()
    assert (state["version"], state["versions"][0]["restores"]) == (3, 1)
    assert state["in_force"]["rules"][0]["sentence"] == "Ruidos molestos, de 8 a 20 h → Inspección"
    assert post(client, "restore", version=99).status_code == 404


def test_a_draft_that_somebody_else_has_changed_is_not_written_over(
    town: Cast, as_person: Callable[[str], Client]
) -> None:
    client = as_person("administrator")
    draft(client, LIGHTS)

    body = json.dumps({"rules": [], "fallback": "seguridad", "stamp": 0})
    late = client.put(f"{RULES}/draft", body, content_type="application/json")

    assert late.status_code == 409
    assert late.json()["title"] == "Otra persona cambió el borrador. Vuelva a cargar la página."


def test_dead_rules_overlaps_and_what_is_gone_are_told_in_a_sentence(
    town: Cast, as_person: Callable[[str], Client]
) -> None:
    state = draft(
        as_person("administrator"),
        {"id": "1", "department": "seguridad", "zones": ["norte"], "categories": ["noise", "bad-parking"]},
        {"id": "2", "department": "inspeccion", "categories": ["noise"]},
        {"id": "3", "department": "seguridad", "categories": ["noise"], "zones": ["sur"]},
        {"id": "4", "department": "aseo", "categories": ["street-light"]},
        fallback="gone",
    )

    assert [one["sentence"] for one in state["draft"]["findings"]] == [
        "Las reglas 1 y 2 comparten reportes: la 1 va antes, así que los recibe Seguridad Pública.",
        "La regla 3 nunca coincide: reglas anteriores reciben todos sus reportes (2).",
        "La regla 4 nombra lo que el municipio no tiene: aseo.",
        "La última regla nombra un departamento que ya no existe: gone.",
    ]


def test_a_rule_whose_department_is_gone_says_so_on_the_card(town: Cast, as_person: Callable[[str], Client]) -> None:
    people.ensure_department(municipality=town.villa, code="aseo", name="Aseo")
    places.set_policy(Assignment(rules=(AssignmentRule(id="a", department="aseo"),)), municipality=town.villa)
    Department.objects.filter(code="aseo").delete()

    told = why(as_person("rosa"), report("noise").incident)

    assert told == "La regla nombra un departamento que ya no existe: «Cualquier reporte → aseo» (regla 1, versión 2)."
