"""A treaty in the history: what was agreed when, and an earlier version put back in force."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from sereno.administration import actions as administration
from sereno.federation import treaties
from sereno.federation.rules import Treaty
from sereno.kernel import memory
from sereno.kernel.errors import NotYours
from sereno.places import queries as places
from sereno.places.models import Municipality
from tests.neighbours import AROMOS
from tests.town import Cast

As = Callable[[str], Client]
KEY = f"treaty:{AROMOS}"
FIRST, SECOND = Treaty(border_m=100), Treaty(border_m=30, units=True)


def take_back(client: Client, version: int) -> str:
    memory.forget()
    page = client.post("/town/history/take-back", {"key": KEY, "version": str(version)}, follow=True)
    memory.forget()
    return " ".join(re.findall(r'role="status">(.*?)</p>', page.content.decode(), re.S))


def agreed(town: Cast) -> Treaty | None:
    memory.forget()
    return next((known.treaty for known in treaties.neighbours(town.villa) if known.code == AROMOS), None)


def sign_twice(town: Cast) -> None:
    for treaty in (FIRST, SECOND):
        treaties.set_treaty(treaty, municipality=town.villa, neighbour=AROMOS)


def test_the_history_shows_a_treaty_by_the_neighbours_name_and_what_changed(town: Cast, as_person: As) -> None:
    sign_twice(town)

    page = as_person("administrator").get("/town/history?of=treaty").content.decode()

    assert "Convenio</span>" in page
    assert "Los Aromos" in page
    assert re.search(r"Vista sobre el límite, metros</th><td><del>100</del></td><td><ins>30</ins>", page)


def test_an_earlier_treaty_is_put_back(town: Cast, as_person: As) -> None:
    sign_twice(town)
    boss = as_person("administrator")

    told = take_back(boss, 1)

    assert told == "Repuesto como estaba."
    assert agreed(town) == FIRST
    assert places.latest_versions(town.villa)[KEY] == 3
    assert take_back(boss, 1) == "Ya está como estaba entonces."


def test_taking_back_the_first_treaty_ends_it_and_an_ended_one_is_put_back(town: Cast, as_person: As) -> None:
    sign_twice(town)
    boss = as_person("administrator")

    take_back(boss, 0)
    ended = agreed(town)
    take_back(boss, 2)

    assert (ended, agreed(town)) == (None, SECOND)


def test_a_treaty_with_a_town_that_is_gone_says_that_it_no_longer_fits(town: Cast, as_person: As) -> None:
    treaties.set_treaty(FIRST, municipality=town.villa, neighbour=AROMOS)
    treaties.set_treaty(Treaty(open311="https://otra.example"), municipality=town.villa, neighbour=AROMOS)
    _serve_no_more(town)

    told = take_back(as_person("administrator"), 1)

    assert "ya no calza" in told
    assert agreed(town) == Treaty(open311="https://otra.example")


def _serve_no_more(town: Cast) -> None:
    Municipality.objects.filter(pk=town.aromos).update(served=False)
    memory.forget()


def test_another_town_takes_nothing_of_ours_back(town: Cast) -> None:
    sign_twice(town)

    with pytest.raises(NotYours):
        administration.take_back(municipality=town.aromos, key=KEY, version=1, by=None)

    assert agreed(town) == SECOND
