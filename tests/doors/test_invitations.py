"""The letter to who is invited: by which address they come in, with and without a public address set."""

from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client
from pytest_django import Settings

from sereno.kernel import memory
from sereno.ledger import work
from sereno.people import actions
from sereno.vocabulary.words import Role
from tests.town import Cast

As = Callable[[str], Client]
ANA = {"name": "Ana", "email": "ana@town.test", "role": "operator", "department": ""}


def letters() -> list[str]:
    memory.forget()
    while work.work_once():
        pass
    return [str(letter.body) for letter in mail.outbox]


def test_without_a_public_address_the_letter_names_the_one_the_administrator_came_in_by(
    town: Cast, as_person: As, settings: Settings
) -> None:
    settings.ALLOWED_HOSTS = ["sereno.villa.test"]
    boss = as_person("administrator")

    told = boss.get("/town/people", headers={"host": "sereno.villa.test"}).content.decode()
    boss.post("/town/people", ANA, headers={"host": "sereno.villa.test"})

    (letter,) = letters()
    assert "http://sereno.villa.test/accounts/login/code/" in letter
    assert "La carta dice que se entra por http://sereno.villa.test." in told


def test_the_public_address_goes_before_any_other(town: Cast, as_person: As, settings: Settings) -> None:
    settings.PUBLIC_URL = "https://sereno.example"

    as_person("administrator").post("/town/people", ANA)

    (letter,) = letters()
    assert "https://sereno.example/accounts/login/code/" in letter


def test_a_host_that_is_not_ours_gets_into_no_letter(town: Cast, as_person: As, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["sereno.villa.test"]

    refused = as_person("administrator").post("/town/people", ANA, headers={"host": "elsewhere.example"})

    assert refused.status_code == 400
    assert letters() == []


def test_where_every_host_is_served_the_letter_believes_none(town: Cast, as_person: As, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    boss = as_person("administrator")

    told = boss.get("/town/people", headers={"host": "elsewhere.example"}).content.decode()
    boss.post("/town/people", ANA, headers={"host": "elsewhere.example"})

    (letter,) = letters()
    assert "elsewhere" not in letter
    assert "Quien le invitó sabe la dirección." in letter
    assert "falta definir SERENO_PUBLIC_URL" in told


def test_an_address_of_this_machine_alone_is_pointed_out(town: Cast, as_person: As, settings: Settings) -> None:
    settings.ALLOWED_HOSTS, settings.DEMO = ["127.0.0.1"], False

    told = as_person("administrator").get("/town/people", headers={"host": "127.0.0.1:8000"}).content.decode()

    assert "http://127.0.0.1:8000, que solo se abre en este equipo" in told


def test_inviting_somebody_again_sends_the_letter_again(town: Cast, as_person: As) -> None:
    boss = as_person("administrator")

    boss.post("/town/people", ANA)
    boss.post("/town/people", ANA)

    assert len(letters()) == 2


@pytest.mark.parametrize("entrance", ["", "http://sereno.villa.test"])
def test_an_invitation_from_the_command_line_keeps_the_address_known_before(town: Cast, entrance: str) -> None:
    actions.invite(municipality=town.villa, email="ana@town.test", name="Ana", role=Role.OPERATOR, entrance=entrance)
    actions.invite(municipality=town.villa, email="ana@town.test", name="Ana", role=Role.CREW)

    assert all((entrance or "sabe la dirección") in letter for letter in letters())
