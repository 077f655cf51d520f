"""Every address under `/insight/`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
