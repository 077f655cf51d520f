"""Every address under `/insight/`."""

from django.urls import URLPattern, path

from sereno.doors.insight import frame, heat

urlpatterns: list[URLPattern] = [
    path("", frame.first),
    path("heat", heat.show),
]
