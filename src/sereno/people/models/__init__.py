"""The tables of people."""

from sereno.people.models.department import Department
from sereno.people.models.membership import Membership
from sereno.people.models.user import User

__all__ = ["Department", "Membership", "User"]
