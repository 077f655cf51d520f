"""The administrator's pages: every change through a form, told in words, refused with its reason, taken back."""

import json
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from sereno.administration import actions as administration
from sereno.administration import file, starters
from sereno.administration import queries as configured
from sereno.administration.rules import Configuration, DepartmentSetting
from sereno.doors.town.categories import ICONS
from sereno.incidents import queries as incidents
from sereno.incidents.catalogue import CategorySetting, Offence
from sereno.kernel import clock, memory
from sereno.kernel.errors import Malformed
from sereno.people import queries as people
from sereno.places import queries as places
from sereno.places.policies import KINDS, DutyHours, NumbersToCall, OfficeHours, OwnDay, TownCalendar
from tests.town import NOON, Cast, report

As = Callable[[str], Client]
POLICY = "sereno: 1\npolicies:\n  assignment:\n"


@pytest.fixture
def boss(as_person: As) -> Client:
    return as_person("administrator")


def said(client: Client, address: str, body: dict[str, object]) -> str:
    """What the page says after a form was sent."""
    memory.forget()
    page = client.post(address, body, follow=True)
    assert page.status_code == 200, page.content.decode()
    memory.forget()
    return " ".join(" ".join(re.findall(r'role="status">(.*?)</p>', page.content.decode(), re.S)).split())


def test_a_department_is_added_renamed_closed_and_opened_again_by_undoing(town: Cast, boss: Client) -> None:
    assert "Medio Ambiente recibe reportes" in said(boss, "/town/departments", {"name": "Medio Ambiente"})
    assert said(boss, "/town/departments/medio-ambiente", {"name": "Medio Ambiente y Aseo"}) == "Guardado."
    assert "está cerrado" in said(boss, "/town/departments/medio-ambiente/close", {})
    closed = [known.code for known in people.departments(town.villa)]
    back = said(boss, "/town/history/take-back", {"key": "department:medio-ambiente", "version": "2"})

    assert "medio-ambiente" not in closed
    assert back == "Repuesto como estaba."
    assert people.department_by_code(town.villa, "medio-ambiente").name == "Medio Ambiente y Aseo"
    told = boss.get("/town/history").content.decode()
    assert "Medio Ambiente y Aseo" in told
    assert "Administrator" in told


def test_a_department_with_open_incidents_says_why_it_stays(town: Cast, boss: Client) -> None:
    said(
        boss,
        "/town/configuration",
        {"step": "do", "text": "sereno: 1\npolicies:\n  assignment:\n    fallback: inspeccion\n"},
    )
    report("noise")

    assert "Todavía se nombra en: la última regla" in boss.get("/town/departments/inspeccion").content.decode()
    assert "Todavía se nombra en: la última regla de asignación." in said(
        boss, "/town/departments/inspeccion/close", {}
    )
    said(
        boss,
        "/town/configuration",
        {"step": "do", "text": "sereno: 1\npolicies:\n  assignment:\n    fallback: seguridad\n"},
    )
    assert "procedimientos abiertos (1)" in said(boss, "/town/departments/inspeccion/close", {})


def test_people_are_invited_given_and_taken_roles_and_the_last_administrator_stays(town: Cast, boss: Client) -> None:
    invited = said(
        boss, "/town/people", {"name": "Ana", "email": "ana@town.test", "role": "operator", "department": ""}
    )
    me, rosa = town.administrator.user, town.accounts["rosa"].pk

    assert "ana@town.test" in invited
    assert "No quedaría nadie" in said(boss, f"/town/people/{me}/take", {"role": "administrator"})
    assert "No quedaría nadie" in said(boss, f"/town/people/{me}/active", {"active": "no"})
    assert said(boss, f"/town/people/{rosa}", {"role": "analyst", "department": ""}) == "El rol está dado."
    assert "quitado" in said(boss, f"/town/people/{rosa}/take", {"role": "operator", "department": ""})
    assert [one.role for one in people.member(town.administrator, rosa).held] == ["analyst"]
    assert "Desactivada" in said(boss, f"/town/people/{rosa}/active", {"active": "no"})
    assert not people.member(town.administrator, rosa).active


def test_a_crew_is_not_limited_to_a_department(town: Cast, boss: Client) -> None:
    limit = people.departments(town.villa)[0].id
    body = {"name": "Ana", "email": "ana@town.test", "role": "crew", "department": limit}

    page = boss.post("/town/people", body)

    assert page.status_code == 400
    assert "Solo operadores y supervisores" in page.content.decode()


CATEGORY = {
    "name_es": "Fiesta en vivienda", "name_en": "House party", "name_pt": "", "parent": "noise", "group": "order",
    "priority": "3", "seen": "staff", "icon": "noise", "playbook": "1. Escuchar\r\n2. Ir", "offence-TOTAL_FORMS": "1",
    "offence-INITIAL_FORMS": "0", "offence-0-taxonomy": "CEAD 2024", "offence-0-code": "Ruidos molestos",
    "offence-0-since": "2024-01-01", "offence-0-to_verify": "on",
}  # fmt: skip


def test_a_category_is_written_down_with_its_offences_and_its_place_in_the_tree(town: Cast, boss: Client) -> None:
    assert "Guardado" in said(boss, "/town/categories/new", CATEGORY)

    made = incidents.category(town.villa, "house-party")
    assert (made.parent, made.reportable, made.playbook) == ("noise", False, "1. Escuchar\n2. Ir")
    assert [(one.taxonomy, one.since and one.since.isoformat(), one.to_verify) for one in made.offences] == [
        ("CEAD 2024", "2024-01-01", True)
    ]
    page = boss.get("/town/categories/house-party").content.decode()
    assert "Ruidos molestos" in page
    assert "no lo permite" in said(boss, "/town/categories/noise", {**CATEGORY, "parent": "house-party"})


def test_categories_are_moved_and_retired(town: Cast, boss: Client) -> None:
    def order() -> list[str]:
        memory.forget()
        return [known.code for known in incidents.categories_in_order(town.villa)]

    before = order()
    said(boss, f"/town/categories/{before[1]}/move", {"to": "up"})
    moved = order()
    said(boss, f"/town/categories/{before[3]}/retire", {})

    assert moved == [before[1], before[0], *before[2:]]
    assert order() == [before[1], before[0], before[2]]
    said(boss, "/town/history/take-back", {"key": "order:categories", "version": "1"})
    assert order() == before[:3]


def test_every_icon_that_can_be_chosen_is_in_the_set() -> None:
    from tests.house.files import ROOT

    assert set(ICONS) <= set(json.loads((ROOT / "web" / "shared" / "icons.json").read_text("utf-8")))


def polygon(*corners: tuple[float, float]) -> dict[str, object]:
    return {"type": "Polygon", "coordinates": [[[lon, lat] for lon, lat in (*corners, corners[0])]]}


SQUARE = polygon((-71.215, -33.195), (-71.205, -33.195), (-71.205, -33.185), (-71.215, -33.185))
FAR = polygon((-71.3, -33.2), (-71.0, -33.2), (-71.0, -33.1))
BOW_TIE = polygon((-71.21, -33.19), (-71.205, -33.185), (-71.205, -33.19), (-71.21, -33.185))


def test_a_zone_is_drawn_and_one_that_overlaps_is_pointed_out(town: Cast, boss: Client) -> None:
    assert said(boss, "/town/zones/new", {"name": "Centro", "outline": json.dumps(SQUARE)}) == "Guardado."

    page = boss.get("/town/zones").content.decode()
    assert "comparten terreno" in page
    assert places.zone(town.villa, "centro").outline == SQUARE


@pytest.mark.parametrize(
    ("outline", "why"),
    [
        ("", "polígono GeoJSON"),
        ('{"type": "Point", "coordinates": [1, 2]}', "polígono GeoJSON"),
        (json.dumps(FAR), "fuera de la comuna"),
        (json.dumps(BOW_TIE), "se cruza"),
    ],
)  # fmt: skip
def test_an_outline_that_cannot_be_used_is_refused_in_words(town: Cast, boss: Client, outline: str, why: str) -> None:
    page = boss.post("/town/zones/new", {"name": "Mala", "outline": outline})

    assert page.status_code == 400
    assert why in page.content.decode()


def test_a_zone_comes_from_a_file_too(town: Cast, boss: Client) -> None:
    feature = {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}, "geometry": SQUARE}]}
    sent = SimpleUploadedFile("centro.geojson", json.dumps(feature).encode())

    boss.post("/town/zones/new", {"name": "Centro", "file": sent})
    memory.forget()

    assert places.zone(town.villa, "centro").outline == SQUARE


ELSEWHERE = polygon((-71.204, -33.215), (-71.201, -33.215), (-71.201, -33.21))


def test_a_zone_may_have_several_parts_that_share_no_ground(town: Cast, boss: Client) -> None:
    parts = {"type": "MultiPolygon", "coordinates": [SQUARE["coordinates"], ELSEWHERE["coordinates"]]}
    one_on_the_other = {"type": "MultiPolygon", "coordinates": [SQUARE["coordinates"], SQUARE["coordinates"]]}

    done = said(boss, "/town/zones/new", {"name": "Islas", "outline": json.dumps(parts)})
    refused = boss.post("/town/zones/islas", {"name": "Islas", "outline": json.dumps(one_on_the_other)})
    memory.forget()

    assert done == "Guardado."
    assert refused.status_code == 400
    assert "se cruza" in refused.content.decode()
    assert json.dumps(parts) in boss.get("/town/zones/islas").content.decode().replace("&quot;", '"')
    assert places.zone(town.villa, "islas").outline == parts


def test_numbers_to_call_reach_the_residents(town: Cast, boss: Client, as_person: As) -> None:
    sizes = {"number-TOTAL_FORMS": "2", "number-INITIAL_FORMS": "0"}
    said(boss, "/town/numbers", {**sizes, "number-0-name": "Seguridad", "number-0-number": "1460"})

    assert [one.number for one in places.policy(NumbersToCall, municipality=town.villa).numbers] == ["1460"]
    assert "tel:1460" in as_person("nobody").get("/report").content.decode()


def test_when_nobody_listens_the_resident_is_told_whom_to_call(town: Cast, boss: Client, as_person: As) -> None:
    body: dict[str, object] = {"otherwise_call": "1460"}
    for day in range(1, 6):
        body |= {f"desk--opens_{day}": "08:00", f"desk--closes_{day}": "17:30"}
    said(boss, "/town/hours", {**body, "desk--answer_minutes": "15"})

    hours = places.policy(DutyHours, municipality=town.villa)
    assert [span.day for span in hours.desks[0].week] == [1, 2, 3, 4, 5]
    by_day = as_person("nobody").get("/report").content.decode()
    with clock.frozen(NOON.replace(hour=23)):
        by_night = as_person("nobody").get("/report").content.decode()
    assert "suele tardar 15 minutos" in by_day
    assert "Nadie atiende aquí hasta" in by_night
    assert "llame al 1460" in by_night


def test_the_follow_page_says_so_too_when_nobody_listens(town: Cast, boss: Client, as_person: As) -> None:
    sent = {"category": "noise", "lon": -71.21, "lat": -33.2, "text": "x"}
    answer = as_person("nobody").post("/api/v1/reports", json.dumps(sent), content_type="application/json")
    page = re.sub(r"^https?://[^/]+", "", answer.json()["page"])
    said(
        boss,
        "/town/hours",
        {"desk--opens_4": "08:00", "desk--closes_4": "17:30", "desk--opens_5": "08:00", "desk--closes_5": "17:30"},
    )

    by_day = as_person("nobody").get(page).content.decode()
    with clock.frozen(NOON.replace(hour=23)):
        by_night = as_person("nobody").get(page).content.decode()
    assert "Nadie atiende aquí" not in by_day
    assert "Nadie atiende aquí hasta" in by_night
    assert "llame al 133" in by_night


def test_a_closed_channel_says_what_to_do_and_takes_no_report(town: Cast, boss: Client, as_person: As) -> None:
    note = "Por obras no recibimos reportes: llame al 1460."
    said(boss, "/town/channels", {"open-phone": "yes", "open-radio": "yes", "open-patrol": "yes", "note-app": note})

    assert note in as_person("nobody").get("/report").content.decode()
    sent = {"category": "noise", "lon": -71.21, "lat": -33.2, "text": "x"}
    answer = as_person("nobody").post("/api/v1/reports", json.dumps(sent), content_type="application/json")
    assert answer.status_code == 422
    assert answer.json()["code"] == "channel-closed"
    assert answer.json()["detail"] == note


def test_the_file_that_is_taken_out_changes_nothing_when_it_is_put_in(town: Cast, boss: Client) -> None:
    text = boss.get("/town/configuration/file").content.decode()

    page = boss.post("/town/configuration", {"text": text, "name": "villa.yaml"}).content.decode()

    assert "Nada: todo está ya así." in page
    assert file.write(configured.configuration(town.villa)) == text


def test_a_file_is_first_looked_at_and_then_put_in_place(town: Cast, boss: Client) -> None:
    text = boss.get("/town/configuration/file").content.decode()
    changed = text.replace("name: Inspección", "name: Inspección Municipal").replace(
        "  - code: seguridad\n", "  - code: oirs\n    name: OIRS\n  - code: seguridad\n"
    )
    sent = SimpleUploadedFile("nueva.yaml", changed.encode())
    looked = boss.post("/town/configuration", {"file": sent}).content.decode()
    memory.forget()
    untouched = [known.name for known in people.departments(town.villa)]

    assert "nueva.yaml" in looked
    assert "Inspección Municipal" in looked
    assert untouched == ["Inspección", "Seguridad Pública"]
    assert "está aplicada" in said(boss, "/town/configuration", {"step": "do", "text": changed})
    assert [known.name for known in people.departments(town.villa)] == [
        "Inspección Municipal",
        "OIRS",
        "Seguridad Pública",
    ]
    assert file.write(configured.configuration(town.villa)) == file.write(file.read(changed))


FORMER = """\
sereno: 1
policies:
  holidays: {country: CL, extra: ["12-09"]}
  working-calendar:
    country: AR
    own_days: [{day: "2027-02-15", name: Aniversario}]
    hours: [{day: 0, opens: "09:00:00", closes: "13:00:00"}]
"""


def test_a_file_older_than_the_calendar_becomes_the_calendar(town: Cast, boss: Client) -> None:
    looked = boss.post("/town/configuration", {"text": FORMER, "name": "antigua.yaml"}).content.decode()
    memory.forget()
    assert "Horario de oficina y feriados" in looked

    assert "está aplicada" in said(boss, "/town/configuration", {"step": "do", "text": FORMER})

    held = places.policy(TownCalendar, municipality=town.villa)
    assert held == TownCalendar(
        country="AR",
        closed_days=(OwnDay(day="2027-02-15", name="Aniversario"), OwnDay(day="12-09")),
        hours=(OfficeHours(day=0, opens=time(9), closes=time(13)),),
    )


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ("departments: [", "no es YAML"),
        ("sereno: 1\npolicies:\n  holidays: {fiestas: []}\n", "policies.holidays</b>: ahora se llama calendar"),
        ("sereno: 1\npolicies:\n  holidays: [x]\n", "línea 3, policies.holidays</b>: ahora se llama calendar"),
        ("sereno: 1\npolicies:\n  working-calendar: {own_days: [{day: mañana}]}\n", "ahora se llama calendar"),
        (
            "sereno: 1\npolicies:\n  calendar: {}\n  working-calendar: {}\n",
            "policies.working-calendar</b>: ahora es parte de calendar, que también está aquí",
        ),
        ("sereno: 1\ndepartments:\n  - {code: x, nombre: y}\n", "línea 3"),
        (f"{POLICY}    rules:\n    - department: x\n      red: 1\n", "línea 6, policies.assignment.rules[1].red"),
        (f"{POLICY}    fallback: bomberos\n", "bomberos"),
        ("sereno: 1\nfoo: 2\n", "departments, categories, zones, policies"),
        ("sereno: 2\n", "debe nombrar el formato"),
        ("sereno: 1\ndepartments: &a\n  - {code: a, name: b}\nzones: *a\n", "no se permiten referencias"),
        ("sereno: 1\ndepartments: []\n", "Todavía se nombra en"),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_where_it_is_bad_and_nothing_is_half_done(
    town: Cast, boss: Client, bad: str, told: str
) -> None:
    before = file.write(configured.configuration(town.villa))

    page = boss.post("/town/configuration", {"text": bad, "name": "mala.yaml"})
    memory.forget()

    assert page.status_code == 400
    assert told in page.content.decode()
    assert file.write(configured.configuration(town.villa)) == before


def test_the_starter_set_for_chile_fits_a_new_town_and_is_the_same_twice(town: Cast) -> None:
    begun = starters.starter("chile")
    report("bad-parking")

    administration.take_in(begun, municipality=town.aromos)
    memory.forget()
    again = administration.take_in(begun, municipality=town.aromos)

    assert again == []
    assert len(people.departments(town.aromos)) == 7
    assert incidents.category(town.aromos, "burglary-home").parent == "burglary"
    verified = [o for c in begun.categories or () for o in c.offences if o.taxonomy.startswith("CEAD")]
    assert verified
    assert all(offence.to_verify and offence.since is not None for offence in verified)


LETTERS = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"))
words = st.text(LETTERS, min_size=1, max_size=30)
codes = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+){0,2}", fullmatch=True).filter(lambda code: len(code) <= 40)
offences = st.builds(
    Offence,
    taxonomy=words,
    code=words,
    since=st.none() | st.dates(),
    until=st.none() | st.dates(),
    to_verify=st.booleans(),
)
categories = st.builds(
    CategorySetting, code=codes, names=st.fixed_dictionaries({"es": words}, optional={"en": words, "pt": words}),
    group=codes, icon=codes, priority=st.integers(1, 4), emergency=st.booleans(), reportable=st.booleans(),
    confidential=st.booleans(), parent=st.just("") | codes, offences=st.lists(offences, max_size=2).map(tuple),
    playbook=st.text(LETTERS | st.sampled_from("\n\t"), max_size=60),
)  # fmt: skip
departments = st.builds(DepartmentSetting, code=codes, name=words)
configurations = st.builds(
    Configuration,
    departments=st.lists(departments, max_size=3, unique_by=lambda d: d.code).map(tuple),
    categories=st.lists(categories, max_size=3, unique_by=lambda c: c.code).map(tuple),
    policies=st.just({kind.key: kind() for kind in KINDS}),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(configurations)
def test_whatever_a_town_decides_survives_the_file(decided: Configuration) -> None:
    text = file.write(decided)

    assert file.read(text) == decided
    assert file.write(file.read(text)) == text


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80))
def test_no_text_whatsoever_breaks_the_reader(text: str) -> None:
    with suppress(Malformed):
        file.read(text)
