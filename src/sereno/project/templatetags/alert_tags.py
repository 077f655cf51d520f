"""The banner of alerts as one tag, so that a resident's page needs one line for it."""

from typing import Any

from django import template

from sereno.doors import alerts

register = template.Library()


@register.inclusion_tag("resident/_alerts.html", takes_context=True)
def alerts_here(
    context: template.Context, municipality: str, lon: float | None = None, lat: float | None = None
) -> dict[str, Any]:
    """The alerts in force in a town, which the page's script narrows to where the reader is."""
    found = alerts.of_town(str(municipality))
    zone = context.get("timezone")
    return {"alerts": found, "code": municipality, "lon": lon, "lat": lat, "timezone": zone}
