"""An account is made by the town that invites, never by a stranger in somebody's name."""

import pytest
from django.test import Client

from sereno.people.models import User
from tests.town import Cast


@pytest.mark.parametrize("email", ["rosa.nueva@muni.test", "rosa@town.test"])
def test_a_stranger_opens_no_account(town: Cast, email: str) -> None:
    stranger, before = Client(headers={"accept-language": "es"}), User.objects.count()

    page = stranger.get("/accounts/signup/")
    stranger.post("/accounts/signup/", {"email": email, "password1": "una frase muy larga", "password2": ""})

    assert "invita" in page.content.decode()
    assert "sessionid" not in stranger.cookies
    assert User.objects.count() == before
