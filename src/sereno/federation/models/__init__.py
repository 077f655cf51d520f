"""The tables of federation."""

from sereno.federation.models.handover import Handover
from sereno.federation.models.key import Key, SeenNonce, TrustedKey
from sereno.federation.models.letter import Letter
from sereno.federation.models.link import Link
from sereno.federation.models.parcel import Parcel

__all__ = ["Handover", "Key", "Letter", "Link", "Parcel", "SeenNonce", "TrustedKey"]
