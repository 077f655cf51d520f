"""Every address under `/town`; the page itself stands in `project/urls.py`, because the roof tells it what is well."""

from django.urls import URLPattern, path

from sereno.doors.town import alerts, health, neighbours, rules, targets

urlpatterns: list[URLPattern] = [
    path("rules", rules.show),
    path("targets", targets.show),
    path("parked/<int:delivery>/retry", health.retry),
    path("neighbours", neighbours.show),
    path("neighbours/rotate", neighbours.rotate),
    path("neighbours/<slug:code>", neighbours.save),
    path("neighbours/<slug:code>/distrust", neighbours.distrust),
    path("alerts", alerts.show),
    path("alerts/new", alerts.new),
    path("alerts/take", alerts.take),
    path("alerts/<int:ref>", alerts.one),
    path("alerts/<int:ref>/update", alerts.update),
    path("alerts/<int:ref>/cancel", alerts.cancel),
]
