"""The heat map: the page, and what its script asks under a filter; the filter is the address, so a view is a link."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace
from datetime import date, timedelta
from time import perf_counter
from typing import Annotated, Any

import h3
import numpy as np
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from ninja import Query, Router, Schema
from pydantic import Field

from sereno.analytics import editions, heat, points, sight, smooth
from sereno.analytics.questions import Question
from sereno.doors import answers, sentences
from sereno.doors.guard import needs
from sereno.doors.insight import exports, frame, scales, wording
from sereno.incidents import queries as incidents
from sereno.kernel import clock
from sereno.kernel.errors import FieldFault, Malformed, NotYours
from sereno.people.rules import Ability
from sereno.places import queries as places
from sereno.vocabulary.words import Channel

PATH = "/insight/heat"
_DEFAULT_DAYS, _LONGEST_DAYS, _MOST_FRAMES, _TOP = 90, 366 * 30, 60, 8
router = Router(tags=["insight"])


class HeatIn(Schema):
    """A filter; what is left out is not asked for. Both days belong to the period, on the town's own clocks."""

    begin: date
    end: date
    hour: list[Annotated[int, Field(ge=0, le=23)]] = []
    weekday: Annotated[list[Annotated[int, Field(ge=1, le=7)]], Field(description="1 is Monday")] = []
    category: list[str] = []
    channel: list[str] = []
    priority: list[Annotated[int, Field(ge=1, le=4)]] = []
    zone: list[str] = []
    officers: Annotated[bool, Field(description="count also what patrols came upon by themselves")] = False
    resolution: Annotated[int, Field(ge=heat.COARSEST, le=sight.FINEST, description="of H3")] = 10

    def question(self) -> Question:
        """The filter as the room asks it.

        Raises
        ------
        Malformed : the period ends before it begins, or is longer than thirty years.
        """
        if not 0 <= (self.end - self.begin).days < _LONGEST_DAYS:
            fault = FieldFault("end", _("must not lie before the first day, nor more than 30 years after it"))
            raise Malformed(_("Some fields cannot be accepted."), faults=[fault])
        return Question(
            begin=self.begin,
            end=self.end,
            hours=frozenset(self.hour),
            weekdays=frozenset(day - 1 for day in self.weekday),
            categories=frozenset(self.category),
            channels=frozenset(self.channel),
            priorities=frozenset(self.priority),
            zones=frozenset(self.zone),
            with_officers=self.officers,
        )


class ComparedIn(HeatIn):
    """Two periods; without the second it is the one of equal length right before."""

    before_begin: date | None = None
    before_end: date | None = None

    def earlier(self) -> Question:
        """The period compared with.

        Raises
        ------
        Malformed : it ends before it begins.
        """
        if self.before_begin is None or self.before_end is None:
            return self.question().before()
        return self.copy(update={"begin": self.before_begin, "end": self.before_end}).question()


class FilmIn(HeatIn):
    """A film: one picture for each hour of the day, or for each week of the period."""

    by: Annotated[str, Field(pattern="^(hour|week|month)$")] = "hour"


class ExportIn(HeatIn):
    """What is given out as a file."""

    format: Annotated[str, Field(pattern="^(csv|geojson|svg)$")] = "csv"


@require_safe
@needs(Ability.SEE_INSIGHT)
def show(request: HttpRequest) -> HttpResponse:
    """The page; its script asks for the counts."""
    here, viewer = frame.town_of(request), answers.viewer_of(request)
    known = incidents.categories(here.id).values()
    reads = viewer.may(Ability.READ_INCIDENTS, here.id)
    first, last = editions.reach(here.id)
    today = clock.now().astimezone(here.timezone).date()
    config = {
        "centre": here.centre,
        "bbox": here.bbox,
        "map_url": places.map_url(),
        "outline": places.outline(here.id),
        "categories": [
            {"code": one.code, "name": one.name, "group": one.group, "icon": one.icon}
            for one in known
            if reads or not one.confidential
        ],
        "channels": [{"code": one.value, "name": sentences.channel_name(one.value)} for one in Channel],
        "zones": [{"code": zone.code, "name": zone.name} for zone in places.zones(here.id)],
        "first": first.isoformat() if first else None,
        "last": max(last, today).isoformat() if last else today.isoformat(),
        "today": today.isoformat(),
        "days": _DEFAULT_DAYS,
        "points": viewer.may(Ability.SEE_PAST_POINTS, here.id),
        "finest": sight.FINEST if viewer.may(Ability.SEE_PAST_POINTS, here.id) else sight.FINEST_FOR_OTHERS,
        "fewest": sight.FEWEST_FOR_OTHERS,
        "demo": settings.DEMO,
    }
    return frame.page(request, "insight/heat.html", {"config": config}, at=PATH)


@router.get("/insight/heat", summary="How many incidents each hexagon had")
def counts(request: HttpRequest, asked: Query[HeatIn]) -> HttpResponse:
    """Counts by H3 cell under a filter, and what was left out."""
    town, viewer = frame.town_of(request), answers.viewer_of(request)
    begun = perf_counter()
    found = heat.access_heat(viewer, asked.question(), municipality=town.id, resolution=asked.resolution)
    counted = perf_counter()
    told = _told(found, wording.definition(asked.question(), found, town=town))
    classes = {"classes": scales.classes_of(found.counts), "top": _top(found)}
    answer = answers.as_json(told | classes | {"cells": _cells(found.cells, found.counts), **_hexagon(found)})
    answer["Server-Timing"] = f"count;dur={_ms(begun, counted)}, told;dur={_ms(counted, perf_counter())}"
    return answer


@router.get("/insight/heat/compared", summary="Two periods side by side")
def compared(request: HttpRequest, asked: Query[ComparedIn]) -> HttpResponse:
    """Counts of both periods by H3 cell, the rate as a multiple, and whether that is more than chance."""
    town, viewer = frame.town_of(request), answers.viewer_of(request)
    earlier = asked.earlier()
    found = heat.access_comparison(viewer, asked.question(), earlier, municipality=town.id, resolution=asked.resolution)
    ratios = [None if np.isnan(ratio) else round(float(ratio), 3) for ratio in found.ratio]
    cells = _cells(found.cells, found.counts_now, found.counts_before, ratios, found.beyond_chance)
    before = {"counted": found.before.counted, "begin": earlier.begin, "end": earlier.end}
    told = _told(found.now, wording.definition(asked.question(), found.now, town=town))
    return answers.as_json(told | {"before": before, "cells": cells, **_hexagon(found.now)})


@router.get("/insight/heat/film", summary="One heat for each hour of the day, week or month")
def film(request: HttpRequest, asked: Query[FilmIn]) -> HttpResponse:
    """Counts by H3 cell, picture after picture."""
    town, viewer = frame.town_of(request), answers.viewer_of(request)
    question = asked.question()
    pictures = _pictures(question, asked.by)
    found = heat.access_frames(
        viewer, [one for _name, one in pictures], municipality=town.id, resolution=asked.resolution
    )
    told = [
        {"name": name, "counted": one.counted, "cells": _cells(one.cells, one.counts)}
        for (name, _one), one in zip(pictures, found, strict=True)
    ]
    largest = max(found, key=lambda one: len(one.cells))
    classes = scales.classes_of(np.concatenate([one.counts for one in found]))
    return answers.as_json({"by": asked.by, "classes": classes, "frames": told, **_hexagon(largest)})


@router.get("/insight/heat/smooth", summary="The smooth view, with the blur that predicts best")
def smoothed(request: HttpRequest, asked: Query[HeatIn]) -> HttpResponse:
    """Incidents per hectare on a grid, as bytes from 0 to 255 of the largest value, the north first."""
    town = frame.town_of(request)
    found = smooth.access_raster(answers.viewer_of(request), asked.question(), municipality=town.id)
    most = float(found.values.max(initial=0.0))
    scaled = np.round(255 * found.values / most) if most else found.values
    return answers.as_json(
        {
            "box": found.box,
            "pixel_m": round(found.pixel_m, 1),
            "height": found.values.shape[0],
            "width": found.values.shape[1],
            "most": round(most, 3),
            "bytes": b64encode(scaled.astype(np.uint8).tobytes()).decode(),
            "counted": found.counted,
            "blur_m": found.blur.bandwidth_m if found.blur else None,
            "tried": [{"blur_m": width, "bits": round(bits, 4)} for width, bits in found.blur.bits]
            if found.blur
            else [],
        }
    )


@router.get("/insight/heat/cell/{cell}", summary="One hexagon in time")
def one_cell(request: HttpRequest, cell: str, asked: Query[HeatIn]) -> HttpResponse:
    """The weeks and the hours of the week of one H3 cell."""
    town = frame.town_of(request)
    found = heat.access_cell(answers.viewer_of(request), asked.question(), municipality=town.id, cell=_number_of(cell))
    lat, lon = h3.cell_to_latlng(cell)
    return answers.as_json(
        {
            "id": cell,
            "place": places.address_at(lon, lat),
            "counted": found.counted,
            "weeks": found.weeks.tolist(),
            "hours": found.hours.tolist(),
        }
    )


@router.post(
    "/insight/heat/cell/{cell}/points", summary="The single incidents of one hexagon; that it was asked is kept"
)
def points_of(request: HttpRequest, cell: str, asked: Query[HeatIn]) -> HttpResponse:
    """The newest incidents of one H3 cell, at most 200, without words or names."""
    town, viewer = frame.town_of(request), answers.viewer_of(request)
    found = points.look_at_points(viewer, asked.question(), municipality=town.id, cell=_number_of(cell))
    known = incidents.categories(town.id)
    told = [
        {
            "at": one.at,
            "category": known[one.category].name if one.category in known else "",
            "icon": known[one.category].icon if one.category in known else "",
            "priority": one.priority or None,
            "channel": sentences.channel_name(one.channel) if one.channel else "",
            "number": f"{town.prefix}-{one.number}" if one.number else None,
        }
        for one in found
    ]
    return answers.as_json({"points": told, "most": points.MOST})


@router.get("/insight/heat/export", summary="The counts as a file: CSV, GeoJSON or SVG")
def export(request: HttpRequest, asked: Query[ExportIn]) -> HttpResponse:
    """What the map shows, with its definition and sample size in the file."""
    town = frame.town_of(request)
    question = asked.question()
    found = heat.access_heat(answers.viewer_of(request), question, municipality=town.id, resolution=asked.resolution)
    return exports.file_of(asked.format, found, question=question, town=town)


def _ms(begun: float, ended: float) -> str:
    return f"{(ended - begun) * 1000:.2f}"


def _number_of(cell: str) -> int:
    if not h3.is_valid_cell(cell):
        raise NotYours
    return int(h3.str_to_int(cell))


def _pictures(question: Question, by: str) -> list[tuple[str, Question]]:
    if by == "hour":
        hours = sorted(question.hours) or range(24)
        return [(str(hour), replace(question, hours=frozenset({hour}))) for hour in hours]
    begins = [question.begin]
    while (following := _next(begins[-1], by)) <= question.end:
        begins.append(following)
    ends = [begin - timedelta(days=1) for begin in begins[1:]] + [question.end]
    if len(begins) > _MOST_FRAMES:
        fault = FieldFault("end", _("a film has at most 60 pictures: choose a shorter period, or months"))
        raise Malformed(_("Some fields cannot be accepted."), faults=[fault])
    return [(str(begin), replace(question, begin=begin, end=end)) for begin, end in zip(begins, ends, strict=True)]


def _next(begin: date, by: str) -> date:
    if by == "week":
        return begin + timedelta(days=7)
    return date(begin.year + begin.month // 12, begin.month % 12 + 1, 1)


def _told(found: heat.Heat, definition: list[str]) -> dict[str, Any]:
    return {
        "definition": definition,
        "resolution": found.resolution,
        "counted": found.counted,
        "by_officers": found.by_officers,
        "hour_unknown": found.hour_unknown,
        "small": {"cells": found.small_cells, "incidents": found.in_small_cells},
        "as_of": found.as_of,
    }


def _top(found: heat.Heat) -> list[dict[str, Any]]:
    """The cells with most incidents, each with the address nearest to its centre."""
    order = np.argsort(-found.counts, kind="stable")[:_TOP]
    return [
        {"id": name, "lon": lon, "lat": lat, "count": count, "place": places.address_at(lon, lat)}
        for name, lon, lat, count in _cells(found.cells[order], found.counts[order])
    ]


def _cells(cells: heat.Counts, *columns: Any) -> list[list[Any]]:
    """A row for each cell: its name, longitude and latitude of its centre, and its figures."""
    names = [h3.int_to_str(int(cell)) for cell in cells]
    centres = [h3.cell_to_latlng(name) for name in names]
    figures = [column.tolist() if hasattr(column, "tolist") else column for column in columns]
    return [
        [name, round(lon, 6), round(lat, 6), *told]
        for name, (lat, lon), *told in zip(names, centres, *figures, strict=True)
    ]


def _hexagon(found: heat.Heat) -> dict[str, Any]:
    """The corners of a cell as seen from its centre, in degrees: within one town all cells have nearly this shape."""
    if not len(found.cells):
        return {"corners": []}
    name = h3.int_to_str(int(found.cells[len(found.cells) // 2]))
    lat, lon = h3.cell_to_latlng(name)
    return {"corners": [[round(x - lon, 7), round(y - lat, 7)] for y, x in h3.cell_to_boundary(name)]}
