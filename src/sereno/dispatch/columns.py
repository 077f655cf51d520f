"""Which kind of unit reached an incident, or was on its way, as columns; for figures."""

from collections.abc import Collection

import numpy as np
from django.db.models import F
from numpy.typing import NDArray

from sereno.dispatch.models import Task
from sereno.vocabulary.words import UnitKind

KINDS = tuple(UnitKind)
_BATCH = 20_000


def unit_kinds(
    municipality: int, *, only: Collection[int] | None = None, above: int = 0
) -> tuple[NDArray[np.int64], NDArray[np.int8]]:
    """Incidents by id, and for each the place in KINDS of the unit that came first.

    Where none came it is the one that accepted first; incidents nobody accepted are absent.
    """
    rows = Task.objects.filter(municipality_id=municipality, incident_id__gt=above, accepted_at__isnull=False)
    arrived = Task.objects.filter(municipality_id=municipality, incident_id__gt=above, on_scene_at__isnull=False)
    rows = rows | arrived
    if only is not None:
        rows = rows.filter(incident_id__in=list(only))
    place = {kind.value: number for number, kind in enumerate(KINDS)}
    asked = rows.order_by("incident_id", F("on_scene_at").asc(nulls_last=True), F("accepted_at").asc(nulls_last=True))
    first: dict[int, int] = {}
    for incident, kind in asked.values_list("incident_id", "unit__kind").iterator(_BATCH):
        first.setdefault(incident, place[kind])
    return np.fromiter(first.keys(), np.int64, len(first)), np.fromiter(first.values(), np.int8, len(first))
