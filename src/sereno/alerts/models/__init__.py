"""The table of alerts."""

from sereno.alerts.models.alert import Alert

__all__ = ["Alert"]
