"""The tables of notifications."""

from sereno.notifications.models.notice import Notice

__all__ = ["Notice"]
