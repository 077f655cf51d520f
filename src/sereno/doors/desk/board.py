"""The queue and the map."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from sereno.dispatch import board
from sereno.doors import answers, shapes
from sereno.doors.desk import clockshapes
from sereno.doors.desk.routes import router
from sereno.incidents import queries as incidents
from sereno.kernel import clock
from sereno.kernel.errors import FieldFault, Malformed
from sereno.ledger import queries as ledger
from sereno.people import queries as people
from sereno.people.rules import Ability, Seat
from sereno.places import queries as places


@router.get("/board", summary="The open incidents, one page")
def show_board(request: HttpRequest, offset: int = 0, limit: int = incidents.PAGE) -> HttpResponse:
    """Priority first, then the oldest; `cursor` is where to begin to listen on `/live`."""
    viewer = answers.viewer_of(request)
    seat = people.seat_for(viewer, Ability.READ_INCIDENTS)
    cursor = ledger.head()  # before the rows: what happens in between is told again, never missed
    rows = board.rows(incidents.queue(viewer, offset=max(offset, 0), limit=min(max(limit, 1), 500)))
    counts = incidents.counts_by_stage(viewer.seats)
    return answers.as_json(
        {
            "cursor": str(cursor),
            "clock": shapes.clock_shape(),
            "rows": [placed.row for placed in rows],
            "total_open": sum(counts.values()),
            "counts": counts,
            "departments": [{"code": d.code, "name": d.name} for d in people.departments(seat.municipality)],
            "duty": _duty(seat),
            "pause_reasons": clockshapes.reasons_shape(seat.municipality),
            "categories": [
                {**shapes.category_shape(category), "retired": category.retired}
                for category in incidents.categories(seat.municipality).values()
            ],
        }
    )


def _duty(seat: Seat) -> dict[str, Any] | None:
    """When this desk listens: the hours of the one department the viewer is limited to, else the whole town's."""
    limited = [known.code for known in people.departments(seat.municipality) if known.id in seat.departments]
    said = places.duty(seat.municipality, department=limited[0] if len(limited) == 1 else "", at=clock.now())
    if said is None:
        return None
    return {"listening": said.is_listening, "changes_at": said.changes_at, "otherwise_call": said.otherwise_call}


@router.get("/incidents", summary="Incidents in a box, by columns, for a map")
def show_points(
    request: HttpRequest, box: str, since: datetime | None = None, stage: str = "open", limit: int = 5000
) -> HttpResponse:
    """`box` is west,south,east,north in degrees; `stage` is open or all."""
    viewer = answers.viewer_of(request)
    seat = people.seat_for(viewer, Ability.SEE_MAP)
    found = incidents.points(
        viewer, box=_box(box), since=since, open_only=stage != "all", limit=min(max(limit, 1), 10_000)
    )
    names = {number: category.code for number, category in incidents.categories_by_id(seat.municipality).items()}
    columns = list(zip(*found, strict=True)) if found else [()] * 6
    return answers.as_json(
        {
            "n": len(found),
            "id": columns[0],
            "lon": columns[1],
            "lat": columns[2],
            "priority": columns[3],
            "stage": columns[4],
            "category": [names.get(number, "") for number in columns[5]],
        }
    )


def _box(written: str) -> tuple[float, float, float, float]:
    try:
        west, south, east, north = (float(part) for part in written.split(","))
    except ValueError as wrong:
        fault = FieldFault("box", _("four numbers: west,south,east,north"))
        raise Malformed(_("Some fields cannot be accepted."), faults=[fault]) from wrong
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        fault = FieldFault("box", _("west must not exceed east, nor south north; degrees"))
        raise Malformed(_("Some fields cannot be accepted."), faults=[fault])
    return west, south, east, north
