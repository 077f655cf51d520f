"""Every address of the site."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from sereno.doors import alerts, answers, insight, peers, town
from sereno.doors.pages import demo, files, resident, staff
from sereno.places import queries as places
from sereno.project import doctor
from sereno.project.api import api


def healthz(request: HttpRequest) -> HttpResponse:
    """200 once reports are accepted: the database answers and a town is served."""
    del request
    try:
        connection.ensure_connection()
        ready = bool(places.served_towns())
    except Exception:  # noqa: BLE001  (whatever is wrong, this page's work is to say so)
        ready = False
    return answers.as_json({"status": "ok" if ready else "not ready"}, status=200 if ready else 503)


urlpatterns = [
    path("healthz", healthz),
    path("api/v1/", api.urls),
    path("", resident.home),
    path("report", resident.report),
    path("r/<str:token>", resident.follow),
    path("my", resident.my),
    path("desk", staff.desk),
    path("patrol", staff.patrol),
    path("town", town.health.show, {"examine": doctor.examine}),
    path("town/", include(town.urlpatterns)),
    path("insight", insight.first),
    path("insight/", include(insight.urlpatterns)),
    path("alerts/here", alerts.here),
    path("cap/feed.xml", alerts.feed),
    path("cap/<str:identifier>.xml", alerts.document),
    path("demo/enter", demo.enter),
    path("maps/<str:name>.pmtiles", files.basemap),
    path("media/<uuid:ref>/<str:variant>", files.medium),
    path("sw.js", files.service_worker),
    path("manifest.webmanifest", files.manifest),
    path("accounts/", include("allauth.account.urls")),
    path(".well-known/sereno-peer.json", peers.published),
    path("peers/<slug:town>/letters", peers.letters),
    path("peers/<slug:town>/hint", peers.hint),
    path("i18n/", include("django.conf.urls.i18n")),
]
