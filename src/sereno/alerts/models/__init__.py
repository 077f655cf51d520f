"""The tables of alerts, and of the feeds they come by."""

from sereno.alerts.models.alert import Alert
from sereno.alerts.models.feed import Feed

__all__ = ["Alert", "Feed"]
