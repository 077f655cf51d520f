"""Shows a moment of the API (ISO text, or a datetime) as the hour in the town's time zone, and figures for people."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sereno.kernel import clock

register = template.Library()


@register.simple_tag(takes_context=True)
def moment(context: template.Context, at: str | datetime | None) -> SafeString:
    """<time> with the hour, and the day when it is not today; empty when it has not happened."""
    if not at:
        return SafeString()
    instant = at if isinstance(at, datetime) else datetime.fromisoformat(at)
    zone = context.get("timezone")
    local = instant.astimezone(ZoneInfo(zone) if isinstance(zone, str) and zone else timezone.get_current_timezone())
    today = clock.now().astimezone(local.tzinfo).date()
    hour = local.strftime("%H:%M")
    shown = hour if local.date() == today else f"{date_format(local, _('M j'))}, {hour}"
    return format_html('<time datetime="{}">{}</time>', instant.isoformat(), shown)


@register.filter
def minutes(seconds: float | None) -> str:
    """Seconds as minutes and seconds, 3:05; a dash where there is no figure."""
    return "–" if seconds is None else f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


@register.filter
def grouped(number: int) -> str:
    """A count with its thousands set apart: 6.002 for readers of Spanish, 6,002 for others."""
    written = f"{number:,}"
    return written.replace(",", ".") if (get_language() or "").startswith("es") else written
