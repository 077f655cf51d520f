"""The administrator's door: one page for each thing a town runs itself by, under `/town`, with one navigation."""

from sereno.doors.town import alerts, health, rules, targets
from sereno.doors.town.routes import urlpatterns

__all__ = ["alerts", "health", "rules", "targets", "urlpatterns"]
