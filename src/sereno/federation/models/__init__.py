"""The tables of federation."""

from sereno.federation.models.handover import Handover
from sereno.federation.models.letter import Letter
from sereno.federation.models.link import Link

__all__ = ["Handover", "Letter", "Link"]
