"""Clients as the world has them: anonymous, or signed in as one of the cast."""

from collections.abc import Callable

import pytest
from django.test import Client

from sereno.ledger import work
from tests.town import Cast


@pytest.fixture
def as_person(town: Cast) -> Callable[[str], Client]:
    """A client signed in as one of the cast by name."""

    def sign_in(name: str) -> Client:
        client = Client(headers={"accept-language": "es"})
        if name != "nobody":
            client.force_login(town.accounts[name])
        return client

    return sign_in


@pytest.fixture
def react() -> Callable[[], None]:
    """Carry out everything the ledger owes."""

    def all_of_it() -> None:
        while work.work_once():
            pass

    return all_of_it
