"""Every address under `/town`; the page itself stands in `project/urls.py`, because the roof tells it what is well."""

from django.urls import URLPattern, path

from sereno.doors.town import health, rules

urlpatterns: list[URLPattern] = [
    path("rules", rules.show),
    path("parked/<int:delivery>/retry", health.retry),
]
