"""The ledger's tables."""

from sereno.ledger.models.delivery import Delivery
from sereno.ledger.models.entry import Entry

__all__ = ["Delivery", "Entry"]
