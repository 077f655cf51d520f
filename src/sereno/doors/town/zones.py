"""The zones on the map: draw, move, rename, remove; the same outline as text or as a GeoJSON file for the keyboard."""

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sereno.administration import actions as administration
from sereno.administration import queries as configured
from sereno.doors import answers
from sereno.doors.guard import needs
from sereno.doors.town import frame, words
from sereno.kernel.errors import NotYours, Refusal
from sereno.people.rules import Ability
from sereno.places import actions
from sereno.places import queries as places
from sereno.places.rules import ZoneSetting

_HERE = "/town/zones"
_MOST_BYTES = 2 * 1024 * 1024


class ZoneForm(forms.Form):
    """A zone's name and outline; a file, where one is sent, is the outline."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    outline = forms.CharField(
        label=gettext_lazy("Outline as text (GeoJSON)"),
        required=False,
        widget=forms.Textarea(attrs={"class": "code", "spellcheck": "false"}),
        help_text=gettext_lazy("Filled in by the map. Without a mouse: paste a polygon here, or send a file."),
    )
    file = forms.FileField(label=gettext_lazy("or a GeoJSON file"), required=False)

    def clean(self) -> dict[str, Any]:
        """The outline as a GeoJSON polygon."""
        given: dict[str, Any] = super().clean() or {}
        upload = given.get("file")
        if upload is not None and upload.size > _MOST_BYTES:
            self.add_error("file", _("The file is too large."))
            return given
        text = upload.read().decode("utf-8", errors="replace") if upload is not None else given.get("outline", "")
        try:
            given["polygon"] = _polygon(json.loads(text))
        except (ValueError, KeyError, TypeError, IndexError, RecursionError):
            fault = _("It needs a GeoJSON polygon: longitude before latitude, at least three corners.")
            self.add_error("file" if upload is not None else "outline", fault)
        return given


def _polygon(told: Any) -> dict[str, Any]:
    """The one polygon of a geometry, a feature or a collection.

    Raises
    ------
    ValueError, KeyError, TypeError, IndexError : there is none.
    """
    if told["type"] == "FeatureCollection":
        (told,) = told["features"]
    if told["type"] == "Feature":
        told = told["geometry"]
    if told["type"] not in ("Polygon", "MultiPolygon"):
        raise ValueError(told["type"])
    polygons = [told["coordinates"]] if told["type"] == "Polygon" else told["coordinates"]
    cleaned = [[[_position(at) for at in ring] for ring in polygon] for polygon in polygons]
    if not cleaned or any(len(ring) < 4 or ring[0] != ring[-1] for polygon in cleaned for ring in polygon or [[]]):
        raise ValueError("ring")
    return {"type": told["type"], "coordinates": cleaned[0] if told["type"] == "Polygon" else cleaned}


def _position(at: Any) -> list[float]:
    lon, lat = float(at[0]), float(at[1])
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise ValueError("lon, lat")
    return [lon, lat]


@require_safe
@needs(Ability.RUN_TOWN)
def show(request: HttpRequest) -> HttpResponse:
    """All zones on the map and as a list, with those that share ground pointed out."""
    municipality = frame.municipality_of(request)
    zones = places.zones(municipality)
    names = {zone.code: zone.name for zone in zones}
    overlaps = [
        {"one": names[one], "other": names[other], "percent": f"{share:.0%}"}
        for one, other, share in places.overlapping_zones(municipality)
    ]
    context = {"zones": zones, "overlaps": overlaps, "config": _config(municipality)}
    return frame.page(request, "town/zones.html", context, at=_HERE)


def _config(municipality: int, *, editing: str | None = None, outline: Mapping[str, Any] | None = None) -> Any:
    """What the map needs to begin."""
    here = places.town(municipality)
    return {
        "map_url": places.map_url(),
        "centre": here.centre,
        "bbox": here.bbox,
        "territory": places.outline(municipality),
        "zones": [
            {"code": zone.code, "name": zone.name, "outline": zone.outline} for zone in places.zones(municipality)
        ],
        "editing": editing,
        "outline": outline,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.RUN_TOWN)
def new(request: HttpRequest) -> HttpResponse:
    """Draw a zone that is not there yet."""
    return _edit(request, frame.municipality_of(request), None)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.RUN_TOWN)
def one(request: HttpRequest, code: str) -> HttpResponse:
    """Change a zone."""
    municipality = frame.municipality_of(request)
    try:
        known = places.zone(municipality, code)
    except NotYours:
        return frame.missing(request)
    return _edit(request, municipality, known)


def _edit(request: HttpRequest, municipality: int, known: places.ZoneView | None) -> HttpResponse:
    begun = {"name": known.name, "outline": json.dumps(known.outline)} if known else {}
    is_sent = request.method == "POST"
    form = ZoneForm(request.POST if is_sent else None, request.FILES if is_sent else None, initial=begun)
    outline = known.outline if known else None
    if is_sent and form.is_valid():
        outline, by = form.cleaned_data["polygon"], answers.viewer_of(request).user
        code = known.code if known else _free_code(form.cleaned_data["name"], municipality)
        setting = ZoneSetting(code=code, name=form.cleaned_data["name"], outline=outline)
        try:
            actions.put_zone(setting, municipality=municipality, by=by)
        except Refusal as refused:  # what was drawn stays on the screen
            form.add_error("outline", words.reason(refused))
        else:
            return frame.carry_out(request, lambda: None, done=_("Saved."), then=_HERE)
    context = {
        "zone": known,
        "form": form,
        "config": _config(municipality, editing=known.code if known else "", outline=outline),
        "needed_by": words.needed(configured.needed_by(municipality, kind="zone", code=known.code)) if known else "",
    }
    status = HTTPStatus.BAD_REQUEST if is_sent else HTTPStatus.OK
    return frame.page(request, "town/zone.html", context, at=_HERE, status=status)


def _free_code(name: str, municipality: int) -> str:
    taken: Sequence[str] = [*(zone.code for zone in places.zones(municipality)), "new"]
    wished = slugify(name)[:50].strip("-_").replace("_", "-") or "zona"
    code, number = wished, 2
    while code in taken:
        code, number = f"{wished}-{number}", number + 1
    return code


@require_POST
@needs(Ability.RUN_TOWN)
def remove(request: HttpRequest, code: str) -> HttpResponse:
    """A zone is no more."""
    municipality, by = frame.municipality_of(request), answers.viewer_of(request).user
    return frame.carry_out(
        request,
        lambda: administration.remove_zone(municipality=municipality, code=code, by=by),
        done=_("The zone is removed; the history can put it back."),
        then=_HERE,
        refused=f"{_HERE}/{code}",
    )
