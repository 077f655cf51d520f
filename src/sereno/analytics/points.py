"""The single incidents behind a figure, for those who may see them; that they were looked at is recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.db import transaction

from sereno.algorithms import columns as counting
from sereno.algorithms.hexagons import parents, resolution_of
from sereno.analytics import legs, response
from sereno.analytics.editions import newest
from sereno.analytics.heat import in_zones
from sereno.analytics.questions import COUNTED, Question, wanted
from sereno.analytics.response import Behind
from sereno.analytics.sight import Sight
from sereno.kernel import clock
from sereno.kernel.errors import Forbidden
from sereno.ledger.actions import record
from sereno.people.rules import Viewer
from sereno.places import queries as places
from sereno.vocabulary.facts import PointsLookedAt

MOST = 200


@dataclass(frozen=True, slots=True)
class Point:
    """One incident without words or names; `number` is ours, missing where a file told of it."""

    at: datetime
    category: str
    priority: int
    channel: str
    number: int | None


@transaction.atomic
def look_behind(viewer: Viewer, *, municipality: int, question: legs.Question, which: response.Which) -> Behind:
    """The newest incidents behind a bar of response times.

    Raises
    ------
    NotYours : single incidents are not for them.
    """
    found = response.incidents_behind(viewer, municipality=municipality, question=question, which=which)
    fact = PointsLookedAt(incidents=len(found.listed))
    record(fact, municipality=municipality, actor=viewer.account, at=clock.now())
    return found


@transaction.atomic
def look_at_points(viewer: Viewer, question: Question, *, municipality: int, cell: int) -> list[Point]:
    """The newest incidents of a cell, at most 200.

    Raises
    ------
    NotYours : the viewer sees no figures of this town.
    Forbidden : single incidents are not for them.
    """
    sight = Sight.of(viewer, municipality)
    if not sight.sees_points:
        raise Forbidden
    zone, resolution = places.town(municipality).timezone, resolution_of(cell)
    found: list[Point] = []
    for edition in newest(municipality):
        asked = wanted(question, edition.facets, scope=sight.scope, zone=zone)
        inside = parents(edition.columns.cells, resolution=resolution) == cell
        rows, kinds = counting.find(edition.columns, asked, cells=inside & in_zones(edition, question, municipality))
        for row in np.asarray(rows[kinds == COUNTED][-MOST:]).tolist():
            facet = edition.facets[int(edition.columns.facet[row])]
            found.append(
                Point(
                    at=datetime.fromtimestamp(int(edition.columns.seconds[row]), tz=zone),
                    category=facet.category,
                    priority=facet.priority,
                    channel=facet.channel,
                    number=int(edition.columns.row[row]) if facet.source == 0 else None,
                )
            )
    shown = sorted(found, key=lambda point: point.at, reverse=True)[:MOST]
    fact = PointsLookedAt(cell=f"{cell:x}", incidents=len(shown))
    record(fact, municipality=municipality, actor=viewer.account, at=clock.now())
    return shown
