"""The administrator's door: one page for each thing a town runs itself by, under `/town`, with one navigation."""

from sereno.doors.town import health, rules
from sereno.doors.town.routes import urlpatterns

__all__ = ["health", "rules", "urlpatterns"]
