"""What every template may know: whether this is a demo, the town's time zone, and its pace where that is not ours."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from sereno.kernel import clock
from sereno.places import queries as places


def everywhere(request: HttpRequest) -> dict[str, Any]:
    """Context for all templates."""
    del request
    towns = places.towns()
    return {
        "demo": settings.DEMO,
        "timezone": str(towns[0].timezone) if towns else settings.TIME_ZONE,
        "pace": clock.pace(),
    }
