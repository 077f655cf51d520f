"""Who may do what: one walk through every address of the site, as everybody."""

import json
import re
from collections.abc import Callable
from uuid import uuid4

import h3
import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from sereno.analytics.models import HistoryFile
from sereno.dispatch import actions as dispatch
from sereno.doors.insight import urlpatterns as insight_routes
from sereno.doors.town import urlpatterns as town_routes
from sereno.federation import actions as federation
from sereno.federation.models import Handover
from sereno.incidents import transfers
from sereno.people.actions import give_role
from sereno.project.api import api
from sereno.vocabulary.words import Role
from tests.attempts.scene import waiting_file
from tests.neighbours import AROMOS, VILLA, settle, sign
from tests.town import MARKET, PLAZA, Cast, on_duty, report

STAFF = ("rosa", "supervisor")
CREW = ("memo",)
EVERYBODY = ("nobody", "charlie", "nadia", "carla", "analyst", "administrator", *CREW, *STAFF)

# address → (method, body, who may). Of the others, people without any role get 401/403/404, and colleagues of the
# next town 404, as if it did not exist.
INCIDENT = {
    "/api/v1/incidents/{ref}": ("GET", None, STAFF),
    "/api/v1/incidents/{ref}/open": ("POST", {}, STAFF),
    "/api/v1/incidents/{ref}/classify": ("POST", {}, STAFF),
    "/api/v1/incidents/{ref}/messages": ("POST", {"text": "Hola"}, STAFF),
    "/api/v1/incidents/{ref}/notes": ("POST", {"text": "Hola"}, STAFF),
    "/api/v1/incidents/{ref}/media": ("POST", None, STAFF),
    "/api/v1/incidents/{ref}/control": ("POST", {}, STAFF),
    "/api/v1/incidents/{ref}/close": ("POST", {"outcome": "attended"}, STAFF),
    "/api/v1/incidents/{ref}/reopen": ("POST", {}, STAFF),
    "/api/v1/incidents/{ref}/pause": ("POST", {"reason": "waiting-for-service"}, STAFF),
    "/api/v1/incidents/{ref}/resume": ("POST", {}, STAFF),
    "/api/v1/incidents/{ref}/transfer": ("POST", {"to": "seguridad", "note": "Es suyo"}, STAFF),
    "/api/v1/incidents/{ref}/split": ("POST", {"category": "noise", "department": "inspeccion"}, STAFF),
    "/api/v1/incidents/{ref}/presence": ("POST", {}, STAFF),
    "/api/v1/incidents/{ref}/units": ("GET", None, STAFF),
    "/api/v1/incidents/{ref}/assign": ("POST", {}, STAFF),
    "/api/v1/incidents/{ref}/units/across": ("GET", None, STAFF),
    "/api/v1/incidents/{ref}/handover": ("POST", {"neighbour": "los-aromos"}, STAFF),
    "/api/v1/incidents/{ref}/handovers": ("GET", None, STAFF),
}
CREWS = {
    "/api/v1/patrol": ("GET", None, ("memo", "tito")),
    "/api/v1/tasks/{task}/{step}": ("POST", {}, CREW),
    "/api/v1/tasks/{task}/notes": ("POST", {"text": "Hola"}, CREW),
    "/api/v1/tasks/{task}/media": ("POST", None, CREW),
    "/api/v1/units/{unit}/positions": ("POST", {"fixes": []}, CREW),
    "/api/v1/units/{unit}/state": ("POST", {"state": "free"}, CREW),
}
# An offer of the next town to ours, and one of ours to them.
HANDOVERS = {
    "/api/v1/handovers": ("GET", None, (*STAFF, "carla")),
    "/api/v1/border": ("GET", None, (*STAFF, "carla")),
    "/api/v1/border/units": ("GET", None, (*STAFF, "carla", "administrator")),
    "/api/v1/border/{ref}/ask": ("POST", {}, ()),
    "/api/v1/handovers/{ref}/accept": ("POST", {}, STAFF),
    "/api/v1/handovers/{ref}/return": ("POST", {"reason": "No es nuestro"}, STAFF),
    "/api/v1/handovers/{ref}/withdraw": ("POST", {}, STAFF),
}
LISTS = {
    "/api/v1/board": (*STAFF, "carla"),
    "/api/v1/incidents": (*STAFF, "carla", "analyst", "administrator"),
    "/api/v1/transfers": (*STAFF, "carla"),
    "/api/v1/units": (*STAFF, "carla", "administrator"),
}
# What the administrator's pages ask: address → (method, body).
TOWN = {
    "/api/v1/town/rules": ("GET", None),
    "/api/v1/town/rules/draft": ("PUT", {"rules": [], "fallback": "seguridad", "stamp": 0}),
    "/api/v1/town/rules/draft/drop": ("POST", {"stamp": 1}),
    "/api/v1/town/rules/try": ("POST", {"days": 30}),
    "/api/v1/town/rules/force": ("POST", {"stamp": 1}),
    "/api/v1/town/rules/restore": ("POST", {"version": 1}),
}
PAGES = {
    "/desk": (*STAFF, "carla"),
    "/patrol": CREW,
    "/town": ("administrator",),
    "/town/alerts": (*STAFF, "carla", "administrator"),
    "/town/alerts/new": ("supervisor",),
    "/town/alerts/take": ("supervisor",),
    "/town/rules": ("administrator",),
    "/town/targets": ("administrator",),
    "/town/departments": ("administrator",),
    "/town/departments/seguridad": ("administrator",),
    "/town/people": ("administrator",),
    "/town/categories": ("administrator",),
    "/town/categories/new": ("administrator",),
    "/town/categories/noise": ("administrator",),
    "/town/zones": ("administrator",),
    "/town/zones/new": ("administrator",),
    "/town/zones/norte": ("administrator",),
    "/town/numbers": ("administrator",),
    "/town/channels": ("administrator",),
    "/town/hours": ("administrator",),
    "/town/calendar": ("administrator",),
    "/town/calendar/regions": ("administrator",),
    "/town/alerts/settings": ("administrator",),
    "/town/configuration": ("administrator",),
    "/town/configuration/file": ("administrator",),
    "/town/history": ("administrator",),
}
# What only an administrator may send, and what comes of it when the thing is another town's or is not there.
ADMINISTRATION = (
    "/town/parked/1/retry",
    "/town/departments/desconocido/close",
    "/town/people/{carla}/take",
    "/town/people/{carla}/active",
    "/town/categories/desconocida/move",
    "/town/categories/desconocida/retire",
    "/town/zones/desconocida/remove",
    "/town/history/take-back",
)
DECIDE = ("supervisor", "analyst", "administrator")
HEAT = {
    "/api/v1/insight/heat": ("GET", DECIDE),
    "/api/v1/insight/heat/compared": ("GET", DECIDE),
    "/api/v1/insight/heat/film": ("GET", DECIDE),
    "/api/v1/insight/heat/export": ("GET", DECIDE),
    "/api/v1/insight/heat/cell/{cell}": ("GET", DECIDE),
    "/api/v1/insight/heat/smooth": ("GET", ("analyst",)),
    "/api/v1/insight/heat/cell/{cell}/points": ("POST", ("analyst",)),
}
# The analyst's pages: those who may see figures look, those who may import send; `{file}` waits for a word.
INSIGHT = {
    "/insight/heat": DECIDE,
    "/insight/response": DECIDE,
    "/insight/change": DECIDE,
    "/insight/history": DECIDE,
    "/insight/history/files/{file}": ("analyst", "administrator"),
    "/insight/history/files/{file}/progress": ("analyst", "administrator"),
    "/insight/history/files/{file}/set-aside.csv": ("analyst", "administrator"),
}
INSIGHT_POSTS = {
    "/insight/history/files": ("analyst", "administrator"),
    "/insight/history/files/{file}/reading": ("analyst", "administrator"),
    "/insight/history/files/{file}/import": ("analyst", "administrator"),
    "/insight/history/files/{file}/drop": ("analyst", "administrator"),
}
PUBLIC = {
    "/api/v1/reports", "/api/v1/municipalities", "/api/v1/categories", "/api/v1/places/search", "/api/v1/places/here",
    "/api/v1/reports/{token}", "/api/v1/reports/{token}/messages", "/api/v1/reports/{token}/media",
    "/api/v1/reports/{token}/confirm", "/api/v1/alerts",
}  # fmt: skip
PUBLIC_PAGES = {
    "", "healthz", "report", "r/<str:token>", "my", "sw.js", "manifest.webmanifest", "maps/<str:name>.pmtiles",
    # Signed requests of other installations only: tests/doors/test_peers.py.
    ".well-known/sereno-peer.json", "peers/<slug:town>/letters", "peers/<slug:town>/hint",
    "peers/<slug:town>/media/<uuid:handover>/<uuid:ref>",
    "demo/enter", "alerts/here", "cap/feed.xml", "cap/<str:identifier>.xml", "api/v1/", "accounts/", "i18n/",
}  # fmt: skip
GUARDED_PAGES = {"desk", "patrol", "town", "town/", "insight", "insight/", "media/<uuid:ref>/<str:variant>"}


@pytest.fixture
def scene(town: Cast) -> dict[str, object]:
    """An incident with a unit on its way, and one that was passed on."""
    on_duty(town.memo, town.car)
    passed = report("street-light").incident
    transfers.transfer(town.rosa, ref=passed, to="inspeccion", why="Es de Inspección", note=uuid4())
    ref = report(at=PLAZA).incident
    task = dispatch.assign(town.rosa, incident_ref=ref, unit=town.car)
    return {"ref": ref, "task": task.pk, "unit": town.car, "step": "accept"}


def call(client: Client, method: str, address: str, body: object) -> int:
    if method == "GET":
        return client.get(address).status_code
    if body is None:
        return client.post(address, {"id": str(uuid4())}).status_code
    return client.generic(method, address, json.dumps(body), "application/json").status_code


def test_every_address_of_the_api_is_in_this_walk() -> None:
    known = {
        address.replace("{unit}", "{ref}").replace("{task}", "{ref}")
        for address in {**INCIDENT, **CREWS, **LISTS, **HANDOVERS, **TOWN, **HEAT}
    }

    assert set(api.get_openapi_schema()["paths"]) == known | PUBLIC


def test_every_page_is_in_this_walk() -> None:
    routes = {
        str(known.pattern) for known in get_resolver().url_patterns if isinstance(known, URLPattern | URLResolver)
    }

    assert routes == PUBLIC_PAGES | GUARDED_PAGES


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("address", [*INCIDENT, *CREWS])
def test_only_those_in_charge_reach_an_incident_or_a_task(
    scene: dict[str, object], as_person: Callable[[str], Client], address: str, who: str
) -> None:
    method, body, allowed = {**INCIDENT, **CREWS}[address]
    if address.endswith("assign"):
        body = {"unit": scene["unit"]}

    status = call(as_person(who), method, address.format(**scene), body)

    if who in allowed:
        assert status not in (401, 403, 404)
    else:
        assert status in (401, 403, 404)
    if who == "carla" and address in INCIDENT:
        assert status == 404


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("address", HANDOVERS)
def test_only_the_desk_it_was_offered_to_answers_an_offer(
    town: Cast, as_person: Callable[[str], Client], address: str, who: str
) -> None:
    sign(town)
    theirs = report(at=MARKET).incident
    made = federation.offer(town.carla, ref=theirs, neighbour=VILLA)
    settle()
    mine = federation.offer(town.rosa, ref=report(at=PLAZA).incident, neighbour=AROMOS)
    settle()
    ref = mine.pk if address.endswith("withdraw") else Handover.objects.get(key=made.key, outgoing=False).pk
    method, body, allowed = HANDOVERS[address]

    status = call(as_person(who), method, address.format(ref=ref), body)

    assert (status == 200) == (who in allowed)
    assert status in (200, 401, 403, 404)


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("address", LISTS)
def test_lists_hold_only_what_is_the_viewers(
    scene: dict[str, object], as_person: Callable[[str], Client], address: str, who: str
) -> None:
    query = "?box=-72,-34,-71,-33" if address.endswith("incidents") else ""

    answer = as_person(who).get(address + query)

    if who not in LISTS[address]:
        assert answer.status_code in (401, 403, 404)
    else:
        assert answer.status_code == 200
        told = answer.json()
        mine = [row["id"] for row in told["rows"]] if "rows" in told else told if isinstance(told, list) else told["id"]
        assert bool(mine) == (who != "carla")


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("address", TOWN)
def test_only_the_administrator_runs_the_town(
    scene: dict[str, object], as_person: Callable[[str], Client], address: str, who: str
) -> None:
    method, body = TOWN[address]

    status = call(as_person(who), method, address, body)

    if who == "administrator":
        assert status in (200, 409)  # 409: nothing is drafted yet
    else:
        assert status in (401, 403, 404)


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("page", PAGES)
def test_pages_open_for_their_role_only(town: Cast, as_person: Callable[[str], Client], page: str, who: str) -> None:
    status = as_person(who).get(page).status_code

    assert status == (200 if who in PAGES[page] else 302 if who == "nobody" else 403)


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("address", ADMINISTRATION)
def test_only_the_administrator_sends_and_what_is_another_towns_is_not_there(
    town: Cast, as_person: Callable[[str], Client], address: str, who: str
) -> None:
    body = {"role": "operator", "key": "department:sur", "version": "1"}
    status = as_person(who).post(address.format(carla=town.accounts["carla"].pk), body).status_code

    assert status == {"administrator": 404, "nobody": 302}.get(who, 403)


def test_every_address_of_the_administrator_is_in_this_walk() -> None:
    routes = {f"/town/{re.sub('<[^>]+>', '*', str(known.pattern))}" for known in town_routes}

    walked = {re.sub(r"/(seguridad|noise|norte|\d+|[{]carla[}]|desconocid[oa])(?=/|$)", "/*", path) for path in PAGES}
    walked |= {re.sub(r"/(\d+|[{]carla[}]|desconocid[oa])(?=/|$)", "/*", path) for path in ADMINISTRATION}
    elsewhere = {address for address in routes if address.startswith(("/town/alerts", "/town/neighbours"))}
    assert routes - walked - elsewhere == {"/town/people/*"}  # that one has a test of its own below


@pytest.mark.parametrize("who", EVERYBODY)
def test_figures_are_for_those_who_decide_by_them_and_files_for_those_who_import(
    town: Cast, as_person: Callable[[str], Client], who: str
) -> None:
    file = waiting_file(town)

    seen = {page: as_person(who).get(page.format(file=file)).status_code for page in INSIGHT}
    sent = {page: as_person(who).post(page.format(file=file)).status_code for page in INSIGHT_POSTS}

    refused = 302 if who == "nobody" else 403
    assert seen == {page: 200 if who in allowed else refused for page, allowed in INSIGHT.items()}
    assert sent == {page: 302 if who in allowed else refused for page, allowed in INSIGHT_POSTS.items()}


def test_a_file_of_the_next_town_is_not_there(town: Cast, as_person: Callable[[str], Client]) -> None:
    give_role(user=town.accounts["carla"].pk, municipality=town.aromos, role=Role.ANALYST)
    file, carla = waiting_file(town), as_person("carla")
    asked = [page for page in INSIGHT_POSTS if page.endswith(("import", "drop"))]

    seen = [carla.get(page.format(file=file)).status_code for page in INSIGHT if "{file}" in page]
    sent = [carla.post(page.format(file=file)).status_code for page in asked]

    assert seen + sent == [404] * 5
    assert HistoryFile.objects.filter(pk=file, state="looked").exists()


def test_every_address_of_insight_is_in_this_walk() -> None:
    routes = {f"/insight/{re.sub('<[^>]+>', '{file}', str(known.pattern))}" for known in insight_routes}

    elsewhere = {"/insight/", "/insight/response/incidents"}  # test_history_pages.py, test_response_pages.py
    assert routes == set(INSIGHT) | set(INSIGHT_POSTS) | elsewhere


@pytest.mark.parametrize("who", EVERYBODY)
def test_counts_are_for_those_who_decide_by_them_and_single_incidents_for_analysts(
    town: Cast, as_person: Callable[[str], Client], who: str
) -> None:
    period, cell = "?begin=2026-11-14&end=2026-11-20", h3.latlng_to_cell(PLAZA[1], PLAZA[0], 9)

    seen = {
        address: as_person(who).generic(method, address.format(cell=cell) + period).status_code
        for address, (method, _) in HEAT.items()
    }

    refused = 401 if who == "nobody" else 403
    assert seen == {address: 200 if who in allowed else refused for address, (_, allowed) in HEAT.items()}


def test_the_next_towns_people_have_no_page_here(town: Cast, as_person: Callable[[str], Client]) -> None:
    people = {name: town.accounts[name].pk for name in ("rosa", "carla", "charlie", "nadia")}

    seen = {name: as_person("administrator").get(f"/town/people/{ref}").status_code for name, ref in people.items()}

    assert seen == {"rosa": 200, "carla": 404, "charlie": 404, "nadia": 404}


def test_a_crew_does_not_read_the_incident_of_another_crew(
    scene: dict[str, object], as_person: Callable[[str], Client]
) -> None:
    assert call(as_person("tito"), "POST", f"/api/v1/tasks/{scene['task']}/accept", {}) == 404
    assert as_person("tito").get("/api/v1/patrol").json()["task"] is None


def test_what_changes_things_needs_the_page_it_came_from(scene: dict[str, object], town: Cast) -> None:
    other_site = Client(enforce_csrf_checks=True)
    other_site.force_login(town.accounts["rosa"])

    assert call(other_site, "POST", f"/api/v1/incidents/{scene['ref']}/open", {}) == 403
    other_site.cookies.clear()
    assert call(other_site, "POST", f"/api/v1/incidents/{scene['ref']}/open", {}) == 401
