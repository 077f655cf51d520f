"""The tables of places."""

from sereno.places.models.municipality import Municipality
from sereno.places.models.policy import Policy
from sereno.places.models.zone import Zone

__all__ = ["Municipality", "Policy", "Zone"]
