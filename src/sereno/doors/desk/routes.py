"""The one router of the desk: its modules add their addresses to it, so that two methods may share one address."""

from ninja import Router

router = Router(tags=["desk"])
