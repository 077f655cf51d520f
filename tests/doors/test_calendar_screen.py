"""The administrator's calendar: hours of the week, whose holidays count, days closed and worked by choice."""

import re
from collections.abc import Callable
from datetime import time

import pytest
from django.test import Client

from sereno.kernel import clock, memory
from sereno.places import actions
from sereno.places import queries as places
from sereno.places.policies import OfficeHours, OwnDay, TownCalendar
from sereno.vocabulary.facts import SettingChanged
from tests.doors.test_targets_screen import Form
from tests.town import NOON, Cast, recorded

AsPerson = Callable[[str], Client]
HERE = "/town/calendar"


def form_of(client: Client) -> dict[str, str]:
    return Form(client.get(HERE).content.decode()).fields


def in_force(town: Cast) -> TownCalendar:
    memory.forget()
    return places.policy(TownCalendar, municipality=town.villa)


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_saving_it_untouched_changes_nothing(town: Cast, as_person: AsPerson) -> None:
    own = TownCalendar(
        subdivision="AP",
        closed_days=(OwnDay(day="02-29", name="Año bisiesto"), OwnDay(day="2027-02-15", name="Aniversario")),
        worked_days=(OwnDay(day="12-08"),),
    )
    actions.set_policy(own, municipality=town.villa)
    client = as_person("administrator")

    facts = recorded(lambda: client.post(HERE, form_of(client)))

    assert in_force(town) == own
    assert facts == []


def test_what_is_typed_is_in_force_as_a_new_version_with_who_did_it(town: Cast, as_person: AsPerson) -> None:
    client = as_person("administrator")
    typed = form_of(client) | {
        "opens_5": "09:00",
        "closes_5": "13:00",
        "subdivision": "NB",
        "closed-0-day": "2027-02-15",
        "closed-0-every_year": "on",
        "closed-0-name": "Aniversario de la comuna",
        "closed-1-day": "2026-12-24",
        "closed-1-name": "Interferiado",
        "worked-0-day": "2026-12-08",
    }

    facts = recorded(lambda: client.post(HERE, typed))

    assert [(fact.kind, fact.ids["key"], fact.actor) for fact in facts] == [
        (SettingChanged.__name__, "calendar", town.administrator.user)
    ]
    held = in_force(town)
    assert held.closed_days == (
        OwnDay(day="02-15", name="Aniversario de la comuna"),
        OwnDay(day="2026-12-24", name="Interferiado"),
    )
    assert held.worked_days == (OwnDay(day="2026-12-08"),)
    assert held.hours[-1] == OfficeHours(day=5, opens=time(9), closes=time(13))
    assert held.subdivision == "NB"


def test_a_wrong_calendar_is_taken_back_from_the_history(town: Cast, as_person: AsPerson) -> None:
    client = as_person("administrator")
    client.post(HERE, form_of(client) | {"country": "AR"})
    changed = in_force(town).country

    client.post("/town/history/take-back", {"key": "calendar", "version": "0"})

    assert (changed, in_force(town)) == ("AR", TownCalendar())
    assert "Calendario" in client.get("/town").content.decode()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"closed-0-day": "2026-12-24"}, "Indique por qué se cierra."),
        ({"closed-0-name": "Aniversario"}, "Indique el día."),
        ({"closes_0": ""}, "Indique ambas horas o ninguna."),
        ({"opens_0": "18:00", "closes_0": "09:00"}, "Debe cerrar más tarde de lo que abre."),
        ({f"{end}_{day}": "" for day in range(7) for end in ("opens", "closes")}, "Indique el horario de al menos"),
        ({"country": "AR", "subdivision": "AP"}, "Escoja una opción válida"),
        ({"country": "no país"}, "Escoja una opción válida"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_words_and_stays_on_the_screen(
    town: Cast, as_person: AsPerson, typed: dict[str, str], told: str
) -> None:
    client = as_person("administrator")

    answer = client.post(HERE, form_of(client) | typed)

    assert answer.status_code == 400
    page = answer.content.decode()
    assert told in page
    assert "No se guardó nada" in page
    assert in_force(town) == TownCalendar()


def test_the_closed_days_of_a_year_are_listed_with_who_says_so(town: Cast, as_person: AsPerson) -> None:
    own = TownCalendar(closed_days=(OwnDay(day="02-15", name="Aniversario"),), worked_days=(OwnDay(day="12-08"),))
    actions.set_policy(own, municipality=town.villa)
    client = as_person("administrator")

    this_year = text_of(client.get(HERE).content.decode())
    next_year = text_of(client.get(f"{HERE}?year=2027").content.decode())
    nonsense = client.get(f"{HERE}?year=99999")

    assert "Domingo 15 de febrero Aniversario la municipalidad" in this_year
    assert "Jueves 1 de enero Año Nuevo el país" in this_year
    assert "8 de diciembre La Inmaculada" not in this_year
    assert "Días cerrados de 2027" in next_year
    assert "Lunes 15 de febrero Aniversario" in next_year
    assert nonsense.status_code == 200


def test_the_page_says_whether_the_offices_are_open_now(town: Cast, as_person: AsPerson) -> None:
    client = as_person("administrator")

    open_now = text_of(client.get(HERE).content.decode())
    with clock.frozen(NOON.replace(hour=23)):
        after = text_of(client.get(HERE).content.decode())
    actions.set_policy(TownCalendar(closed_days=(OwnDay(day="11-19", name="Duelo"),)), municipality=town.villa)
    memory.forget()
    with clock.frozen(NOON.replace(day=19)):
        closed = text_of(client.get(HERE).content.decode())

    assert "Las oficinas están abiertas ahora, hasta las 1" in open_now
    assert "Las oficinas ya cerraron por hoy" in after
    assert "Hoy las oficinas están cerradas: Duelo." in closed


def test_the_regions_of_another_country_are_offered(town: Cast, as_person: AsPerson) -> None:
    client = as_person("administrator")

    assert {"code": "NB", "name": "Ñuble"} in client.get(f"{HERE}/regions?country=CL").json()["regions"]
    assert client.get(f"{HERE}/regions?country=zz").json() == {"regions": []}


def test_a_country_the_library_does_not_know_stays_as_it_is(town: Cast, as_person: AsPerson) -> None:
    actions.set_policy(TownCalendar(country="ZZ", subdivision="X"), municipality=town.villa)
    client = as_person("administrator")

    client.post(HERE, form_of(client) | {"opens_5": "09:00", "closes_5": "13:00"})

    assert (in_force(town).country, in_force(town).subdivision, len(in_force(town).hours)) == ("ZZ", "X", 6)


def test_only_the_administrator_may(town: Cast, as_person: AsPerson) -> None:
    for address in (HERE, f"{HERE}/regions"):
        assert [as_person(who).get(address).status_code for who in ("rosa", "carla", "nobody")] == [403, 403, 302]
