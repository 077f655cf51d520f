"""The cast: two towns side by side, their people, and small verbs to set a scene.

Rosa runs the desk of Villa Sereno, Memo and Tito ride its units, Nadia reports; Carla runs the desk of the next town,
Los Aromos, and Charlie is an outsider who must always be refused. West is Villa Sereno, east Los Aromos; a third town,
Las Quilas, is known but not served.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import shapely
from django.db.models import Max

from sereno.dispatch import actions as dispatch
from sereno.dispatch.models import Unit
from sereno.incidents import catalogue, categories, intake, watch
from sereno.kernel import clock, ids
from sereno.ledger import queries as ledger
from sereno.ledger.models import Entry
from sereno.ledger.wires import Happened
from sereno.people import actions as people
from sereno.people import queries as people_queries
from sereno.people.models import User
from sereno.people.rules import Viewer
from sereno.places import actions as places
from sereno.places.city.read import City, Description, Territory, Zone
from sereno.places.policies import Assignment, AssignmentRule
from sereno.vocabulary.words import Channel, Role, UnitKind

NOON = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)  # a Friday, 12:00 in Chile
PLAZA = (-71.210, -33.200)  # in Villa Sereno, 930 m from the border
MARKET = (-71.190, -33.200)  # in Los Aromos
FIELD = (-71.150, -33.200)  # in Las Quilas, which is not served
SEA = (-73.000, -33.200)  # outside every territory


@dataclass(frozen=True)
class Cast:
    """Everybody and everything a test may need by name."""

    villa: int
    aromos: int
    rosa: Viewer
    supervisor: Viewer
    analyst: Viewer
    administrator: Viewer
    memo: Viewer
    tito: Viewer
    nadia: User
    carla: Viewer
    charlie: Viewer
    nobody: Viewer
    car: int
    motorbike: int
    accounts: dict[str, User]


def build(served: str = "") -> Cast:
    """Two towns with their desks, units and people; with a code, only that one is served here."""
    villa = places.install_city(_city(served))
    aromos = next(town.id for town in _towns() if town.code == "los-aromos")
    for town in (villa, aromos):
        _starter_set(town)
    made = {name: people.ensure_person(email=f"{name}@town.test", name=name.title()) for name in _ROLES}
    for name, (place, role) in _ROLES.items():
        if role is not None:
            people.give_role(user=made[name].pk, municipality=villa if place == "villa" else aromos, role=role)
    units = dispatch.ensure_units([("M-1", UnitKind.CAR), ("T-1", UnitKind.MOTORBIKE)], municipality=villa)
    dispatch.board_unit(user=made["memo"].pk, unit=units["M-1"])
    dispatch.board_unit(user=made["tito"].pk, unit=units["T-1"])
    viewers = {name: people_queries.viewer_of(user) for name, user in made.items()}
    return Cast(
        villa=villa,
        aromos=aromos,
        **{name: viewer for name, viewer in viewers.items() if name != "nadia"},
        nadia=made["nadia"],
        nobody=Viewer(),
        car=units["M-1"],
        motorbike=units["T-1"],
        accounts=made,
    )


def report(
    category: str = "noise",
    *,
    at: tuple[float, float] = PLAZA,
    text: str = "Música muy fuerte desde las once",
    ref: UUID | None = None,
    **more: object,
) -> intake.Receipt:
    """A resident reports something from the app."""
    said = intake.Submission(
        id=ref or ids.uuid7(), category=category, lon=at[0], lat=at[1], channel=Channel.APP, text=text, **more
    )
    return intake.receive(said)


def on_duty(viewer: Viewer, unit: int, *, at: tuple[float, float] = PLAZA, now: datetime | None = None) -> None:
    """A crew goes on duty somewhere."""
    dispatch.set_duty(viewer, unit=unit, on=True)
    Unit.objects.filter(pk=unit).update(lon=at[0], lat=at[1], fix_at=now, fix_received_at=now)


def watched(*, minutes: float) -> int:
    """Time passes, and the watch looks at the clocks; how much it had to say."""
    with clock.frozen(clock.now() + timedelta(minutes=minutes)):
        return watch.watch_clocks()


def recorded(act: Callable[[], object]) -> list[Happened]:
    """The facts an act records; read beside the ledger's cursor, which waits for the test's own transaction to end."""
    before = Entry.objects.aggregate(last=Max("id"))["last"] or 0
    act()
    return [ledger.happened(entry) for entry in Entry.objects.filter(id__gt=before).order_by("id")]


_ROLES: dict[str, tuple[str, Role | None]] = {
    "rosa": ("villa", Role.OPERATOR),
    "supervisor": ("villa", Role.SUPERVISOR),
    "analyst": ("villa", Role.ANALYST),
    "administrator": ("villa", Role.ADMINISTRATOR),
    "memo": ("villa", Role.CREW),
    "tito": ("villa", Role.CREW),
    "nadia": ("villa", Role.RESIDENT),
    "carla": ("aromos", Role.OPERATOR),
    "charlie": ("", None),
}


def _towns() -> list[object]:
    from sereno.places import queries

    return list(queries.towns())


def _city(served: str = "") -> City:
    boxes = {
        "villa-sereno": ("Villa Sereno", "VS", True, shapely.box(-71.22, -33.22, -71.20, -33.18)),
        "los-aromos": ("Los Aromos", "LA", True, shapely.box(-71.20, -33.22, -71.18, -33.18)),
        "las-quilas": ("Las Quilas", "LQ", False, shapely.box(-71.18, -33.22, -71.14, -33.18)),
    }
    return City(
        directory=Path("nowhere"),
        description=Description(
            code="villa-sereno",
            name="Villa Sereno",
            prefix="VS",
            timezone="America/Santiago",
            centre=PLAZA,
            bbox=(-71.22, -33.22, -71.20, -33.18),
            source="tests",
            licence="none",
            generator="tests",
        ),
        territories=tuple(
            Territory(code, name, prefix, has_desk and served in ("", code), outline)
            for code, (name, prefix, has_desk, outline) in boxes.items()
        ),
        zones=(
            Zone("villa-sereno", "norte", "Norte", shapely.box(-71.22, -33.20, -71.20, -33.18)),
            Zone("villa-sereno", "sur", "Sur", shapely.box(-71.22, -33.22, -71.20, -33.20)),
        ),
    )


def _starter_set(town: int) -> None:
    for code, name in (("seguridad", "Seguridad Pública"), ("inspeccion", "Inspección")):
        people.ensure_department(municipality=town, code=code, name=name)
    categories.set_categories(
        [
            catalogue.CategorySetting(
                code=code, names={"es": name}, group=group, icon=group, priority=priority, emergency=priority == 1
            )
            for code, name, group, priority in (
                ("robbery-in-progress", "Robo en curso", "crime", 1),
                ("noise", "Ruidos molestos", "noise", 3),
                ("bad-parking", "Vehículo mal estacionado", "traffic", 3),
                ("street-light", "Luminaria apagada", "works", 4),
            )
        ],
        municipality=town,
    )
    by_day = AssignmentRule(department="inspeccion", categories=("noise",), from_hour=8, until_hour=20)
    places.set_policy(Assignment(rules=(by_day,)), municipality=town)
