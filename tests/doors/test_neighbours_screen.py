"""The administrator's screen of neighbouring towns: what is typed stays, what is secret is never shown."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client

from sereno.administration import file
from sereno.administration import queries as configured
from sereno.federation import outsiders, treaties
from sereno.federation.models import Link
from sereno.federation.rules import Treaty
from sereno.places import queries as places
from tests.town import Cast

Sign = Callable[[str], Client]
QUILAS, SERVICE, KEY = "las-quilas", "https://quilas.example/open311/v2", "clave-muy-secreta"
OPEN311 = {
    "handover": "on",
    "border_m": "0",
    "way": "open311",
    "open311": SERVICE,
    "open311_jurisdiction": "quilas.example",
    "open311_services": "noise = RUIDO\nstreet-light = LUM-1",
}


def typed(**changes: str) -> dict[str, str]:
    return {f"{QUILAS}-{name}": value for name, value in {**OPEN311, **changes}.items()}


def save(client: Client, **changes: str) -> str:
    return client.post(f"/town/neighbours/{QUILAS}", typed(**changes), follow=True).content.decode()


def kept(page: str, **changes: str) -> dict[str, str]:
    """What the form of the page would send if it were saved as it stands, with changes."""
    form = page[page.index(f'action="/town/neighbours/{QUILAS}"') :]
    form = form[: form.index("</form>")]
    sent = {}
    for name, tag in re.findall(r'<input[^>]*?name="las-quilas-(\w+)"([^>]*)', form):
        value = re.search(r'value="([^"]*)"', tag)
        if "checkbox" in form[form.index(f'name="{QUILAS}-{name}"') - 40 : form.index(f'name="{QUILAS}-{name}"')]:
            if "checked" in tag:
                sent[name] = "on"
        elif name == "way":
            if "checked" in tag:
                sent[name] = value[1] if value else ""
        else:
            sent[name] = unescape(value[1]) if value else ""
    area = re.search(r"<textarea[^>]*>(.*?)</textarea>", form, re.S)
    sent["open311_services"] = unescape(area[1]) if area else ""
    return {f"{QUILAS}-{name}": value for name, value in {**sent, **changes}.items()}


def service(town: Cast) -> object:
    line = Link.objects.get(municipality_id=town.villa, neighbour=QUILAS)
    return outsiders.service_of(line, treaties.neighbour(town.villa, QUILAS).treaty)


def test_saving_the_form_as_it_stands_erases_nothing(town: Cast, as_person: Sign) -> None:
    administrator = as_person("administrator")
    save(administrator, open311_key=KEY)
    before, was = treaties.neighbour(town.villa, QUILAS).treaty, service(town)
    page = administrator.get("/town/neighbours").content.decode()

    administrator.post(f"/town/neighbours/{QUILAS}", kept(page))

    assert treaties.neighbour(town.villa, QUILAS).treaty == before
    assert before.open311_services == {"noise": "RUIDO", "street-light": "LUM-1"}
    assert service(town) == was
    assert was.api_key == KEY  # type: ignore[attr-defined]


def test_the_key_stands_in_no_page_no_version_and_no_file(town: Cast, as_person: Sign) -> None:
    administrator = as_person("administrator")

    page = save(administrator, open311_key=KEY)

    versions = places.revisions(town.villa, key=f"treaty:{QUILAS}")
    assert KEY not in page
    assert "configurada" in page
    assert KEY not in str([version.value for version in versions])
    assert KEY not in file.write(configured.configuration(town.villa))
    assert KEY not in Link.objects.get(neighbour=QUILAS).open311_key


def test_a_key_that_is_typed_replaces_the_one_before(town: Cast, as_person: Sign) -> None:
    save(as_person("administrator"), open311_key=KEY)

    save(as_person("administrator"), open311_key="otra")

    assert service(town).api_key == "otra"  # type: ignore[attr-defined]


def test_another_service_does_not_get_the_key_of_the_one_before(town: Cast, as_person: Sign) -> None:
    save(as_person("administrator"), open311_key=KEY)

    save(as_person("administrator"), open311="https://elsewhere.example/v2")

    assert service(town).api_key == ""  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"border_m": "400"}, "150"),
        ({"border_m": "cien"}, "entero"),
        ({"open311": ""}, "Indique en qué dirección"),
        ({"open311": "ftp://quilas"}, "https://"),
        ({"categories": "noise, ruidos"}, "ruidos"),
        ({"open311_services": "noise RUIDO"}, "noise RUIDO"),
        ({"open311_services": "ruidos = R"}, "ruidos"),
    ],
)
def test_what_cannot_be_accepted_is_said_and_what_was_typed_stays(
    town: Cast, as_person: Sign, changes: dict[str, str], said: str
) -> None:
    answer = as_person("administrator").post(f"/town/neighbours/{QUILAS}", typed(**changes))

    page = unescape(answer.content.decode())
    assert answer.status_code == 400
    assert said in page[page.index('class="refusal"') :]
    assert "quilas.example" in page
    assert treaties.neighbours(town.villa) == ()


def test_the_address_of_a_way_that_was_not_chosen_is_left_aside(town: Cast, as_person: Sign) -> None:
    save(as_person("administrator"), way="sereno", installation="https://sereno.quilas.example/")

    treaty = treaties.neighbour(town.villa, QUILAS).treaty
    assert treaty == Treaty(withhold=(), installation="https://sereno.quilas.example")
