"""The walls as the next town meets them: no address of the site shows or changes anything of ours."""

import json
import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY
from django.test import Client

from sereno.people.models import User
from sereno.project.api import api
from tests.attempts.scene import Scene, dump, set_scene
from tests.doors.test_walls import CREWS, GUARDED_PAGES, INCIDENT, LISTS
from tests.town import Cast

FOREIGN = ("operator", "supervisor", "administrator", "crew", "everything")
"""Of the next town, by the names in the scene; whoever has no role at all is walked through in `test_walls`."""

SECRETS = ("Vamos en camino", "Conocido del sector", "Música muy fuerte", "Nadia")


@pytest.fixture
def scene(town: Cast) -> Scene:
    return set_scene(town)


def signed_in(email: str) -> Client:
    client = Client(headers={"accept-language": "es"})
    client.force_login(User.objects.get(email=email))
    assert client.session[BACKEND_SESSION_KEY]
    return client


def questions(scene: Scene) -> list[tuple[str, str, object]]:
    """(method, address, body) of everything that staff can ask or do, about our incident, unit, task and photo."""
    names = {
        "ref": scene.incident.pk, "task": scene.task, "unit": scene.town.car, "step": "accept",
        "delivery": 1, "variant": "full",
    }  # fmt: skip
    bodies = {address: (method, body) for address, (method, body, _) in {**INCIDENT, **CREWS}.items()}
    asked = []
    for address, methods in api.get_openapi_schema()["paths"].items():
        known = re.sub(r"\{[a-z_]*(incident|ref)\}", "{ref}", address)
        if "{token}" in known:
            continue
        for method in methods:
            _, body = bodies.get(address, (method, {}))
            query = "?box=-180,-90,180,90&stage=all" if known.endswith("/incidents") else ""
            asked.append((method.upper(), _filled(known, names) + query, body))
    for page in GUARDED_PAGES:
        place = re.sub(r"<[a-z]+:([a-z]+)>", r"{\1}", page)
        asked.append(("POST" if "retry" in page else "GET", "/" + _filled(place, names | {"ref": scene.medium}), {}))
    return asked


def _filled(address: str, names: dict[str, object]) -> str:
    return re.sub(r"\{([a-z_]+)\}", lambda found: str(names.get(found[1], 1)), address)


def ask(client: Client, method: str, address: str, body: object) -> str:
    if method == "GET":
        answer = client.get(address)
    elif body is None:
        answer = client.post(address, {"id": str(uuid4())})
    else:
        answer = client.generic(method, address, json.dumps(body), "application/json")
    return b"".join(answer).decode("utf-8", "replace")


@pytest.mark.parametrize("who", FOREIGN)
def test_the_next_town_learns_nothing_by_any_address_and_changes_nothing(scene: Scene, who: str) -> None:
    client, before = signed_in(f"{who}@aromos.test"), dump()

    for method, address, body in questions(scene):
        told = ask(client, method, address, body)
        assert not [secret for secret in SECRETS if secret in told], address
        assert dump() == before, address


def test_the_same_questions_by_our_own_desk_show_what_is_there(scene: Scene) -> None:
    client = signed_in("rosa@town.test")

    told = "".join(ask(client, method, address, body) for method, address, body in questions(scene))

    assert [secret for secret in SECRETS if secret in told] == list(SECRETS)


def test_every_list_is_among_the_questions(scene: Scene, as_person: Callable[[str], Client]) -> None:
    asked = {address.split("?")[0] for _, address, _ in questions(scene)}

    assert set(LISTS) <= asked
