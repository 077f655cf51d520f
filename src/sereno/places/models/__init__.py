"""The tables of places."""

from sereno.places.models.draft import Draft
from sereno.places.models.municipality import Municipality
from sereno.places.models.revision import Revision
from sereno.places.models.zone import Zone

__all__ = ["Draft", "Municipality", "Revision", "Zone"]
