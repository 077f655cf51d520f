"""A heat map as a file; its definition and its sample size are in it, so that nobody has to ask what it shows."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

import h3
import numpy as np
from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from shapely.geometry import shape

from sereno.analytics.heat import Heat
from sereno.analytics.questions import Question
from sereno.doors.insight import scales, wording
from sereno.places import queries as places

_WIDTH = 1200
_MARGIN = 24
_LINES_FROM, _LINE_HIGH, _LEGEND_WIDE = 76, 20, 120


def file_of(kind: str, found: Heat, *, question: Question, town: places.Town) -> HttpResponse:
    """The map as `csv`, `geojson` or `svg`, named by town and period."""
    make, content_type = _KINDS[kind]
    answer = HttpResponse(make(found, question, town), content_type=content_type)
    name = f"{town.code}-{question.begin:%Y%m%d}-{question.end:%Y%m%d}.{kind}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _definition(found: Heat, question: Question, town: places.Town) -> list[str]:
    lines = wording.definition(question, found, town=town)
    return [_("Demonstration: these figures are made up."), *lines] if settings.DEMO else lines


def _csv(found: Heat, question: Question, town: places.Town) -> str:
    out = io.StringIO()
    for line in _definition(found, question, town):
        out.write(f"# {line}\n")
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(["h3", "lon", "lat", "incidents"])
    for cell, count in zip(found.cells, found.counts, strict=True):
        name = h3.int_to_str(int(cell))
        lat, lon = h3.cell_to_latlng(name)
        rows.writerow([name, f"{lon:.6f}", f"{lat:.6f}", int(count)])
    return out.getvalue()


def _geojson(found: Heat, question: Question, town: places.Town) -> str:
    features = [
        {
            "type": "Feature",
            "id": h3.int_to_str(int(cell)),
            "geometry": {"type": "Polygon", "coordinates": [_ring(int(cell))]},
            "properties": {"incidents": int(count)},
        }
        for cell, count in zip(found.cells, found.counts, strict=True)
    ]
    told = {
        "type": "FeatureCollection",
        "description": _definition(found, question, town),
        "begin": str(question.begin),
        "end": str(question.end),
        "counted": found.counted,
        "features": features,
    }
    return json.dumps(told, ensure_ascii=False)


def _ring(cell: int) -> list[tuple[float, float]]:
    ring = [(round(lon, 7), round(lat, 7)) for lat, lon in h3.cell_to_boundary(h3.int_to_str(cell))]
    return [*ring, ring[0]]


def _svg(found: Heat, question: Question, town: places.Town) -> str:
    west, south, east, north = town.bbox
    scale = (_WIDTH - 2 * _MARGIN) / (east - west)
    stretch = scale / float(np.cos(np.radians((south + north) / 2)))

    def path(ring: list[tuple[float, float]]) -> str:
        return "M" + "L".join(
            f"{_MARGIN + (lon - west) * scale:.1f} {_MARGIN + (north - lat) * stretch:.1f}" for lon, lat in ring
        ) + "Z"  # fmt: skip

    classes = scales.classes_of(found.counts)
    area = shape(places.outline(town.id))
    outlines = getattr(area, "geoms", [area])
    lines = _definition(found, question, town)
    context = {
        "width": _WIDTH,
        "foot": _LINES_FROM + len(lines) * _LINE_HIGH,
        "map_height": round(2 * _MARGIN + (north - south) * stretch),
        "title": wording.title(question, town=town),
        "lines": [{"text": line, "y": _LINES_FROM + number * _LINE_HIGH} for number, line in enumerate(lines)],
        "outlines": [path(list(part.exterior.coords)) for part in outlines],
        "cells": [
            {"path": path(_ring(int(cell))), "step": step, "count": int(count)}
            for cell, count, step in zip(found.cells, found.counts, scales.steps_of(found.counts, classes), strict=True)
        ],
        "legend": [{**one, "x": number * _LEGEND_WIDE} for number, one in enumerate(scales.legend_of(classes))],
    }
    return render_to_string("insight/heat.svg", context)


_KINDS: dict[str, tuple[Callable[[Heat, Question, places.Town], str], str]] = {
    "csv": (_csv, "text/csv; charset=utf-8"),
    "geojson": (_geojson, "application/geo+json"),
    "svg": (_svg, "image/svg+xml"),
}
