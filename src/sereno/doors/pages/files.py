"""Files that pages need: the base map in pieces, media for those who may see them, service worker, manifest."""

import os
import re
from http import HTTPStatus
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sereno.dispatch import queries as dispatch
from sereno.doors import answers, shapes
from sereno.incidents import queries as incidents
from sereno.kernel.errors import NotYours
from sereno.media import store

_RANGE = re.compile(r"bytes=(\d*)-(\d*)$")
_DIST = Path(__file__).resolve().parents[2] / "static" / "dist"


@require_safe
def basemap(request: HttpRequest, name: str) -> HttpResponseBase:
    """The city's PMTiles, in the byte ranges that map clients ask for."""
    if settings.CITY_DIR is None or name != settings.CITY_DIR.name:
        raise Http404
    answer = _in_ranges(request, settings.CITY_DIR / "basemap.pmtiles", "application/vnd.pmtiles")
    answer["Cache-Control"] = "public, max-age=86400"
    return answer


@require_safe
def medium(request: HttpRequest, ref: UUID, variant: str) -> HttpResponseBase:
    """The safe version of a medium, for its reporter's link, its desk, or the crew on its way."""
    try:
        attachment = _attachment(request, ref)
    except NotYours:
        raise Http404 from None
    stored = attachment.medium
    name, kind = (stored.thumb, "image/jpeg") if variant == "thumb" else (stored.shown, stored.shown_type)
    if not name:
        raise Http404
    answer = _in_ranges(request, store.path(name), kind)
    answer["Cache-Control"] = "private, max-age=3600"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


def _attachment(request: HttpRequest, ref: UUID) -> Any:
    token = request.GET.get("follow", "")
    viewer = answers.viewer_of(request)
    try:
        return incidents.access_medium(viewer, ref, report=shapes.report_named_by(token) if token else None)
    except NotYours:
        attachment = incidents.attachment_of(ref)
        if attachment is None or not dispatch.has_errand(viewer, attachment.incident_id):
            raise
        return attachment


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The worker that keeps a report until it can be sent; its scope is the whole site."""
    script = _DIST / "sw.js"
    if not script.exists():
        raise Http404
    answer = HttpResponse(script.read_bytes(), content_type="text/javascript")
    answer["Service-Worker-Allowed"] = "/"
    answer["Cache-Control"] = "no-cache"
    return answer


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What makes the resident's page installable."""
    return render(request, "resident/manifest.webmanifest", content_type="application/manifest+json")


def _in_ranges(request: HttpRequest, path: Path, kind: str) -> HttpResponseBase:
    """A file, whole or the one byte range asked for (RFC 9110); several ranges at once get the whole."""
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        raise Http404 from None
    asked = _RANGE.match(request.headers.get("Range", ""))
    if asked is None or asked.group(0) == "bytes=-":
        whole = FileResponse(path.open("rb"), content_type=kind)
        whole["Accept-Ranges"] = "bytes"
        return whole
    start, end = _bounds(asked.group(1), asked.group(2), size)
    if start >= size or start > end:
        refused = HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
        refused["Content-Range"] = f"bytes */{size}"
        return refused
    return _part(path, start, end, size, kind)


def _bounds(first: str, last: str, size: int) -> tuple[int, int]:
    """The first and last byte of a range; "-n" are the last n bytes."""
    if not first:
        return max(size - int(last), 0), size - 1
    return int(first), min(int(last), size - 1) if last else size - 1


def _part(path: Path, start: int, end: int, size: int, kind: str) -> HttpResponse:
    with path.open("rb") as file:
        file.seek(start, os.SEEK_SET)
        part = HttpResponse(file.read(end - start + 1), status=HTTPStatus.PARTIAL_CONTENT, content_type=kind)
    part["Content-Range"] = f"bytes {start}-{end}/{size}"
    part["Accept-Ranges"] = "bytes"
    return part
