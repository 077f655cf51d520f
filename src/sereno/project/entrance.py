"""Who may have an account: people the town has invited, and nobody else.

Whoever could open an account in another's name, and stay signed in, would be a colleague the day the town invites them.
"""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Entrance(DefaultAccountAdapter):  # type: ignore[misc]  # the library has no types
    """The library's account pages, with the door for strangers closed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: accounts are made by inviting."""
        del request
        return False
