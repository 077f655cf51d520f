"""What there is to see and change in Villa Sereno, who in the next town would like to, and what the tables hold."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection, models, transaction
from shapely.geometry import box, mapping

from sereno.alerts import actions as alerts
from sereno.alerts import areas
from sereno.analytics.models import HistoryFile, HistoryImport, HistorySource, OfficialCount, PastIncident
from sereno.dispatch import actions as dispatch
from sereno.dispatch.positions import Position, take_in
from sereno.federation import actions as handing
from sereno.federation import treaties
from sereno.federation.models import Handover, Key, TrustedKey
from sereno.federation.rules import Treaty
from sereno.incidents import actions as incidents
from sereno.incidents import conversation, pausing, transfers
from sereno.incidents.models import Incident, Report
from sereno.kernel import clock, ids, memory
from sereno.ledger import work
from sereno.media import store
from sereno.media.models import Medium
from sereno.people import actions as people
from sereno.people.models import Department, User
from sereno.people.queries import viewer_of
from sereno.people.rules import Seat, Viewer
from sereno.places import actions as settings
from sereno.places.models import Municipality
from sereno.places.policies import AlertFeeds
from sereno.vocabulary.words import Outcome, Role, UnitKind
from tests import cap_samples
from tests.town import MARKET, NOON, PLAZA, Cast, on_duty, report

BORDER = (-71.1995, -33.200)  # in Los Aromos, 47 m from the border
IN_TOWN = mapping(box(PLAZA[0] - 0.002, PLAZA[1] - 0.002, PLAZA[0] + 0.002, PLAZA[1] + 0.002))
GLOBAL = (Municipality, User)
"""Tables that belong to no town: the towns themselves, and accounts, which a resident has but one of."""


@dataclass(frozen=True)
class Scene:
    """An evening in Villa Sereno: one incident with everything on it, one that waits, one that is over."""

    town: Cast
    incident: Incident
    report: Report
    task: int
    medium: UUID
    waiting: int
    closed: int
    offer: int
    arrived: int
    alert: int
    file: int
    foreigners: dict[str, Viewer]


def set_scene(town: Cast) -> Scene:
    """Let the evening happen."""
    on_duty(town.memo, town.car, now=NOON)
    take_in(town.memo, unit=town.car, fixes=[Position(lon=PLAZA[0], lat=PLAZA[1], at=NOON)])
    receipt = report("robbery-in-progress", contact_name="Nadia", reporter=town.nadia.pk)
    incidents.open_incident(town.rosa, ref=receipt.incident)
    conversation.say_to_reporters(town.rosa, ref=receipt.incident, message=ids.uuid7(), text="Vamos en camino")
    conversation.add_note(town.rosa, ref=receipt.incident, note=ids.uuid7(), text="Conocido del sector")
    incidents.look(town.rosa, ref=receipt.incident)
    medium = _photo(receipt.incident, receipt.report, municipality=town.villa)
    task = dispatch.assign(town.rosa, incident_ref=receipt.incident, unit=town.car)
    waiting, over, gone = report(), report(), report()
    pausing.pause(town.rosa, ref=receipt.incident, reason="waiting-for-service")
    transfers.transfer(town.rosa, ref=gone.incident, to="seguridad", why="Es de ustedes", note=ids.uuid7())
    incidents.close(town.rosa, ref=over.incident, outcome=Outcome.ATTENDED)
    while work.work_once():
        pass
    report(at=MARKET, text="Un auto en la vereda de la feria")
    report(at=BORDER, text="Un auto al otro lado del canal")
    offer, arrived = _between_towns(town)
    spoken = _alert(town)
    return Scene(
        town=town,
        incident=Incident.objects.get(pk=receipt.incident),
        report=Report.objects.get(pk=receipt.report),
        task=task.pk,
        medium=medium,
        waiting=waiting.incident,
        closed=over.incident,
        offer=offer,
        arrived=arrived,
        alert=spoken,
        file=_history(town),
        foreigners=_foreigners(town),
    )


def _between_towns(town: Cast) -> tuple[int, int]:
    """An offer to another installation's town, one from it; and Los Aromos lets us see while we let it see nothing."""
    away = Treaty(installation="https://quilas.test")
    treaties.set_treaty(away, municipality=town.villa, neighbour="las-quilas")
    treaties.set_treaty(Treaty(border_m=150, units=True), municipality=town.aromos, neighbour="villa-sereno")
    guarded = Treaty(categories=("nothing",), border_m=150, units=True)
    treaties.set_treaty(guarded, municipality=town.villa, neighbour="los-aromos")
    made = handing.offer(town.rosa, ref=report().incident, neighbour="las-quilas")
    arrived = Handover.objects.create(
        municipality_id=town.villa, link_id=made.link_id, key=ids.uuid7(), outgoing=False, priority=3,
        dossier=made.dossier, offered_at=NOON, answer_by=NOON + timedelta(minutes=15),
    )  # fmt: skip
    Key.objects.create(
        municipality_id=town.villa, name="villa-1", sealed="x", public="A" * 43 + "=", made_at=NOON, signs_from=NOON
    )
    TrustedKey.objects.create(
        municipality_id=town.villa, link_id=made.link_id, name="quilas-1", public="A" * 43 + "=", trusted_at=NOON
    )
    return made.pk, arrived.pk


def _alert(town: Cast) -> int:
    settings.set_policy(AlertFeeds(addresses=("https://alertas.test/feed",)), municipality=town.villa)
    info = cap_samples.info_for(areas.of_outlines([IN_TOWN], description="Plaza"), at=clock.now())
    return alerts.issue(town.supervisor, alert=ids.uuid7(), infos=[info], simulated=False).pk


def _history(town: Cast) -> int:
    """A file of the past that was taken in, one that waits for a word, and an official count."""
    source = HistorySource.objects.create(municipality_id=town.villa, name="carabineros", mapping={})
    done = HistoryImport.objects.create(
        municipality_id=town.villa, source=source, file_name="2024.csv", sha256="a", total=1, rows=1, added=1,
        at=NOON, finished_at=NOON, by=town.analyst.user,
    )  # fmt: skip
    PastIncident.objects.create(
        municipality_id=town.villa, source=source, imported=done, key="A-1", occurred_at=NOON, longitude=PLAZA[0],
        latitude=PLAZA[1], cell=1,
    )  # fmt: skip
    OfficialCount.objects.create(
        municipality_id=town.villa, taxonomy="cead", month=NOON.date().replace(day=1), offence="Hurtos", count=41,
        source="cead",
    )  # fmt: skip
    return waiting_file(town)


def waiting_file(town: Cast) -> int:
    """A file that was looked at, with a row set aside."""
    store.write("history/b.csv.set-aside.csv", [b"row,reason\n"], most_bytes=100)
    columns = {"time": "fecha", "lon": "lon", "lat": "lat"}
    return HistoryFile.objects.create(
        municipality_id=town.villa, source="carabineros", file_name="2025.csv", stored="history/b.csv",
        aside="history/b.csv.set-aside.csv", size_bytes=1, state="looked", reading={"columns": columns},
        report={"columns": list(columns.values()), "rows": 1}, by=town.analyst.user, at=NOON, changed_at=NOON,
    ).pk  # fmt: skip


def _photo(incident: int, report_ref: UUID, *, municipality: int) -> UUID:
    medium = Medium.objects.create(
        id=ids.uuid7(), municipality_id=municipality, kind="photo", original="a", sha256="b", size_bytes=1,
        received_at=NOON, ready_at=NOON, shown="shown/a.jpg",
    )  # fmt: skip
    stored = Report.objects.get(pk=report_ref)
    conversation.attach(Incident.objects.get(pk=incident), medium=medium.pk, report=stored, by=None)
    return medium.pk


def _foreigners(town: Cast) -> dict[str, Viewer]:
    """Everybody of the next town by role, somebody with all roles at once, and those with no role that counts here."""
    staff = {role.value: _person(town, role.value, role) for role in Role if role is not Role.RESIDENT}
    units = dispatch.ensure_units([("A-1", UnitKind.CAR)], municipality=town.aromos)
    dispatch.board_unit(user=staff["crew"].account, unit=units["A-1"])
    on_duty(staff["crew"], units["A-1"], at=MARKET, now=NOON)
    everything = _person(town, "everything", *Role)
    villas = frozenset(Department.objects.filter(municipality_id=town.villa).values_list("id", flat=True))
    limited = Viewer(everything.user, "limited", (Seat(town.aromos, frozenset(Role), villas),))
    return staff | {
        "carla": town.carla,
        "all roles of the next town": everything,
        "the next town with departments of ours": limited,
        "a resident": viewer_of(town.nadia),
        "charlie": town.charlie,
        "nobody": town.nobody,
    }


def _person(town: Cast, name: str, *roles: Role) -> Viewer:
    user = people.ensure_person(email=f"{name}@aromos.test", name=f"{name} of Los Aromos")
    for role in roles:
        people.give_role(user=user.pk, municipality=town.aromos, role=role)
    return viewer_of(user)


def tenant_models() -> list[type[models.Model]]:
    """The tables whose rows belong to one municipality each: all of ours but the global ones."""
    ours = [app for app in apps.get_app_configs() if app.name.startswith("sereno.")]
    return [model for app in ours for model in app.get_models() if model not in GLOBAL]


def dump() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table of ours."""
    tables = [model._meta.db_table for model in (*tenant_models(), *GLOBAL)]
    with connection.cursor() as cursor:
        held = {}
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}" ORDER BY id')
            held[table] = cursor.fetchall()
    return held


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is done inside is as if it had never been."""
    memory.forget()
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        memory.forget()


def empty(municipality: int) -> None:
    """Take every row of a municipality out of the database, whatever depends on it; for a world to compare with."""
    with connection.cursor() as cursor:
        for model in tenant_models():
            cursor.execute(f'DELETE FROM "{model._meta.db_table}" WHERE municipality_id = %s', [municipality])
    memory.forget()


def plain(value: object) -> object:
    """An answer in a form that two worlds can be compared by."""
    if isinstance(value, models.QuerySet):
        return [plain(row) for row in value]
    if isinstance(value, models.Model):
        return (value._meta.label, value.pk)
    if isinstance(value, dict):
        return {key: plain(held) for key, held in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(held) for held in value]
    return value


LATER = NOON + timedelta(minutes=5)
