"""The administrator's screen for what the town promises: it shows what is in force and puts what is typed in force."""

from collections.abc import Callable
from html.parser import HTMLParser

from django.test import Client

from sereno.algorithms.deadlines import Unit
from sereno.places import queries as places
from sereno.places.policies import Escalation, PauseReasons, Reopening, Span, Targets
from sereno.vocabulary.facts import SettingChanged
from tests.town import Cast, recorded

KINDS = (Targets, PauseReasons, Escalation, Reopening)
AsPerson = Callable[[str], Client]


class Form(HTMLParser):
    """What a browser would send back untouched."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "select":
            self._select = found["name"]
        elif tag == "option" and ("selected" in found or self._select not in self.fields):
            self.fields[self._select] = found["value"]
        elif tag == "input" and "name" in found and (found.get("type") != "checkbox" or "checked" in found):
            self.fields[found["name"]] = found.get("value", "on" if found.get("type") == "checkbox" else "")


def form_of(client: Client) -> dict[str, str]:
    return Form(client.get("/town/targets").content.decode()).fields


def in_force(town: Cast) -> list[object]:
    return [places.policy(kind, municipality=town.villa) for kind in KINDS]


def test_saving_it_untouched_changes_nothing(town: Cast, as_person: AsPerson) -> None:
    client, before = as_person("administrator"), in_force(town)

    facts = recorded(lambda: client.post("/town/targets", form_of(client)))

    assert facts == []
    assert in_force(town) == before


def test_what_is_typed_is_in_force_as_a_new_version_with_who_did_it(town: Cast, as_person: AsPerson) -> None:
    client = as_person("administrator")
    typed = form_of(client) | {
        "line-1-answer-amount": "90",
        "reason-4-name": "Falta orden del tribunal",
        "reason-4-en": "Waiting for a court order",
        "step-1-late": "30",
        "reopening_days": "10",
    }

    facts = recorded(lambda: client.post("/town/targets", typed))

    assert [fact.ids["key"] for fact in facts if fact.kind == SettingChanged.__name__] == [kind.key for kind in KINDS]
    assert {fact.actor for fact in facts} == {town.administrator.user}
    targets, reasons, escalation, reopening = in_force(town)
    assert targets.lines[0].answer == Span(amount=90, unit=Unit.SECONDS)
    assert reasons.reasons[3].code == "falta-orden-del-tribunal"
    assert reasons.reasons[3].names == {"es": "Falta orden del tribunal", "en": "Waiting for a court order"}
    assert reasons.reasons[0] == PauseReasons().reasons[0]
    assert escalation.steps[0].late_s == 30
    assert reopening.days == 10


def test_what_cannot_be_is_refused_and_stays_on_the_screen(town: Cast, as_person: AsPerson) -> None:
    client, before = as_person("administrator"), in_force(town)

    answer = client.post("/town/targets", form_of(client) | {"line-1-answer-amount": "dos"})

    assert answer.status_code == 400
    page = answer.content.decode()
    assert 'value="dos"' in page
    assert "Lo que se promete, fila 1, Respuesta: ahí hace falta un número entero" in page
    assert in_force(town) == before


def test_only_the_administrator_may(town: Cast, as_person: AsPerson) -> None:
    assert [as_person(who).post("/town/targets", {}).status_code for who in ("rosa", "carla", "nobody")] == [
        403,
        403,
        302,
    ]
