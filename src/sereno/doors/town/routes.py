"""Every address under `/town`; the page itself stands in `project/urls.py`, because the roof tells it what is well."""

from django.urls import URLPattern, path

from sereno.doors.town import health, neighbours

urlpatterns: list[URLPattern] = [
    path("parked/<int:delivery>/retry", health.retry),
    path("neighbours", neighbours.show),
    path("neighbours/rotate", neighbours.rotate),
    path("neighbours/<slug:code>", neighbours.save),
    path("neighbours/<slug:code>/distrust", neighbours.distrust),
]
