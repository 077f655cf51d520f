"""The tables of places."""

from sereno.places.models.municipality import Municipality
from sereno.places.models.revision import Revision
from sereno.places.models.zone import Zone

__all__ = ["Municipality", "Revision", "Zone"]
