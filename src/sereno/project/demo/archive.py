"""The years before the demo's sixty days, as a file of the system that the made-up town had then; same seed, same file.

It comes in as any town's file does, by `sereno import`, in a process of its own after the doors have opened. Nothing
that later scores a forecast or a map is used in making it.
"""

import csv
import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sereno.analytics import history, looking, official, queries
from sereno.analytics.mapping import Reading
from sereno.analytics.reading import fingerprint
from sereno.kernel import clock
from sereno.places import queries as places
from sereno.places.queries import Town
from sereno.project.demo import rhythm
from sereno.project.demo.scenery import Scenery, open_scenery
from sereno.vocabulary.words import Channel

SOURCE, OFFICIAL = "central-1460", "cifras-ficticias"
LISTS = ("lista-ficticia", "lista-ficticia-2")
SEED = 1_460
GROWTH_A_YEAR = 0.06
HEAPED = 0.03  # written down at midnight, because nobody knew the hour
NOT_PLACED = 0.004  # rows without coordinates
AGAIN = 0.05  # followed by another of its kind nearby within two weeks
AGAIN_WITHIN_DAYS, AGAIN_WITHIN_M = 14, 90.0
HEADER = ("folio", "fecha", "longitud", "latitud", "tipo", "canal", "prioridad")
COLUMNS = {
    "time": "fecha", "lon": "longitud", "lat": "latitud", "type": "tipo", "id": "folio", "channel": "canal",
    "priority": "prioridad",
}  # fmt: skip
# What the old system called things; two of its words have no category of ours, as in real files.
TYPES: Mapping[str, str] = {
    "noise": "RUIDOS MOLESTOS", "bad-parking": "VEHICULO MAL ESTACIONADO", "suspicious": "PERSONA SOSPECHOSA",
    "street-drinking": "CONSUMO DE ALCOHOL VIA PUBLICA", "rubbish": "BASURA O ESCOMBROS",
    "street-light": "LUMINARIA APAGADA", "crash": "ACCIDENTE DE TRANSITO", "animal": "ANIMAL SUELTO",
    "burglary": "ROBO A CASA HABITACION", "vehicle-theft": "ROBO DE VEHICULO", "drugs": "CONSUMO O VENTA DE DROGAS",
    "complaint": "OTROS RECLAMOS", "robbery-in-progress": "ROBO CON VIOLENCIA", "violence": "RIÑA O AGRESION",
    "medical": "EMERGENCIA MEDICA", "racing": "CARRERAS CLANDESTINAS", "street-trade": "COMERCIO AMBULANTE",
    "vulnerable": "PERSONA EN SITUACION DE CALLE", "pothole": "HOYO EN CALZADA",
    "domestic-violence": "VIOLENCIA INTRAFAMILIAR", "abandoned-vehicle": "VEHICULO ABANDONADO", "fire": "INCENDIO",
    "fallen-tree": "ARBOL CAIDO",
}  # fmt: skip
UNMAPPED = ("complaint", "vulnerable")
CHANNELS: Mapping[str, tuple[Channel, float]] = {  # the old system's word and its share; there was no app then
    "Llamada 1460": (Channel.PHONE, 0.74), "Radio": (Channel.RADIO, 0.12), "Patrullaje": (Channel.PATROL, 0.14),
}  # fmt: skip
_PRIORITY = {"robbery-in-progress": 1, "violence": 1, "medical": 1, "fire": 1, "domestic-violence": 1, "crash": 2}
# Times as many in each month, January first: summer nights are outside, in winter lights and trees give way.
_SUMMER = (1.3, 1.25, 1.1, 1.0, 0.9, 0.85, 0.85, 0.9, 0.95, 1.0, 1.1, 1.25)
_WINTER = (0.75, 0.75, 0.85, 1.0, 1.15, 1.35, 1.35, 1.2, 1.05, 0.95, 0.85, 0.75)
_SEASONS = {
    **dict.fromkeys(("noise", "street-drinking", "racing", "violence"), _SUMMER),
    **dict.fromkeys(("street-light", "fallen-tree", "pothole"), _WINTER),
}
# What a made-up body counted, as a multiple of what the town knew of; its list of offences changed once.
_COUNTED: Mapping[str, tuple[str, float]] = {
    "Robo con violencia o intimidación": ("robbery-in-progress", 1.9), "Robo en lugar habitado": ("burglary", 1.4),
    "Robo de vehículo motorizado": ("vehicle-theft", 1.2), "Violencia intrafamiliar": ("domestic-violence", 1.6),
}  # fmt: skip
Row = tuple[str, str, str, str, str, str, str]


def rows(scenery: Scenery, *, town: Town, until: datetime, years: float, seed: int = SEED) -> list[Row]:
    """The old system's rows in the order of their moments, as strings of its file."""
    rng = np.random.default_rng(seed)
    moments, codes = _moments(rng, town=town, until=until, years=years)
    points = _points(rng, scenery, codes)
    moments, codes, points = _with_repeats(rng, scenery, moments, codes, points, until=until)
    order = np.argsort(moments, kind="stable")
    heaped, lost = rng.random(len(order)) < HEAPED, rng.random(len(order)) < NOT_PLACED
    words, shares = list(CHANNELS), np.array([share for _, share in CHANNELS.values()])
    ways = rng.choice(len(words), len(order), p=shares / shares.sum())
    names = rhythm.CODES
    found: list[Row] = []
    for number, (one, is_heaped, is_lost, way) in enumerate(zip(order, heaped, lost, ways, strict=True)):
        local = datetime.fromtimestamp(float(moments[one]), tz=UTC).astimezone(town.timezone)
        code = names[int(codes[one])]
        written = f"{local:%d/%m/%Y} 00:00:00" if is_heaped else f"{local:%d/%m/%Y %H:%M:%S}"
        place = ("", "") if is_lost else (f"{points[one, 0]:.5f}", f"{points[one, 1]:.5f}")
        found.append((f"V-{number:06}", written, *place, TYPES[code], words[int(way)], f"P{_PRIORITY.get(code, 3)}"))
    return found


def _moments(
    rng: np.random.Generator, *, town: Town, until: datetime, years: float
) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Moments in seconds since 1970, and which category, hour by hour."""
    begin = (until - timedelta(days=365.25 * years)).replace(minute=0, second=0, microsecond=0)
    hours = [begin + timedelta(hours=number) for number in range(int((until - begin).total_seconds() // 3600))]
    rates = np.stack([rhythm.rates_at(hour.astimezone(town.timezone)) for hour in hours])
    before = np.array([(until - hour).days for hour in hours]) / 365.25
    months = np.array([hour.month - 1 for hour in hours])
    seasons = np.stack([np.array(_SEASONS.get(code, (1.0,) * 12)) for code in rhythm.CODES], axis=1)
    counts = rng.poisson(rates * seasons[months] * (1 - GROWTH_A_YEAR * before)[:, None])
    hour, code = np.repeat(np.indices(counts.shape).reshape(2, -1), counts.ravel(), axis=1)
    starts = np.array([one.timestamp() for one in hours])
    return starts[hour] + rng.uniform(0, 3600, len(hour)), code


def _points(rng: np.random.Generator, scenery: Scenery, codes: NDArray[np.intp]) -> NDArray[np.float64]:
    found = np.empty((len(codes), 2))
    for number, code in enumerate(rhythm.CODES):
        mine = codes == number
        found[mine] = scenery.draw_places(rng, category=code, count=int(mine.sum()))
    return found


def _with_repeats(
    rng: np.random.Generator,
    scenery: Scenery,
    moments: NDArray[np.float64],
    codes: NDArray[np.intp],
    points: NDArray[np.float64],
    *,
    until: datetime,
) -> tuple[NDArray[np.float64], NDArray[np.intp], NDArray[np.float64]]:
    """Some are followed by another of their kind, soon and near."""
    again = np.flatnonzero(rng.random(len(moments)) < AGAIN)
    later = moments[again] + rng.exponential(AGAIN_WITHIN_DAYS / 3, len(again)) * 86_400
    again, later = again[later < until.timestamp()], later[later < until.timestamp()]
    near = scenery.graph.flat.to_metres(points[again]) + rng.normal(0, AGAIN_WITHIN_M / 2, (len(again), 2))
    return (
        np.concatenate([moments, later]),
        np.concatenate([codes, codes[again]]),
        np.concatenate([points, scenery.graph.flat.to_lonlat(near)]),
    )


def counts(past: Sequence[Row], *, seed: int = SEED) -> Iterator[tuple[date, str, int]]:
    """What the made-up official body counted: month, offence, number; only whole months."""
    rng = np.random.default_rng(seed + 1)
    known: dict[tuple[date, str], int] = {}
    months = sorted({_month(row) for row in past})[1:-1]
    for row in past:
        known[_month(row), row[4]] = known.get((_month(row), row[4]), 0) + 1
    for month in months:
        for offence, (code, times) in _COUNTED.items():
            yield month, offence, int(rng.poisson(times * known.get((month, TYPES[code]), 0)))


def _month(row: Row) -> date:
    return datetime.strptime(row[1][:10], "%d/%m/%Y").replace(day=1).date()  # noqa: DTZ007  (a day has no zone)


def take_in(folder: Path, *, until: datetime, years: float) -> int:
    """Write the file, unless an earlier start has, and take it in; one that was broken off goes on. How many rows."""
    town = places.served_towns()[0]
    if queries.was_taken_in(SOURCE, municipality=town.id):
        return 0
    path = folder / f"{SOURCE}.csv"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        made = rows(open_scenery(Path(os.environ["SERENO_CITY"])), town=town, until=until, years=years)
        official.take_in(_by_list(made), source=OFFICIAL, municipality=town.id, by=None)
        _write(path, made)
    proposed = looking.propose(path, town=town, wish=looking.Wish(known=reading()))
    cleaned = looking.read(proposed, town=town, now=clock.now())
    file = history.File(path.name, fingerprint(path), SOURCE, proposed.reading)
    return history.take_in(cleaned, file=file, municipality=town.id, by=None, progress=_quietly).rows


def _quietly(done: int, of: int) -> None:
    """Nobody watches."""


def reading() -> Reading:
    """How the old system's file is read."""
    known = {TYPES[code]: "" if code in UNMAPPED else code for code in rhythm.CODES}
    ways = {word: channel.value for word, (channel, _) in CHANNELS.items()}
    return Reading(columns=COLUMNS, time_format="%d/%m/%Y %H:%M:%S", categories=known, channels=ways)


def _by_list(past: Sequence[Row]) -> official.Counts:
    """The official counts, each under the list of offences of its month: the second holds for a little over a year."""
    found = list(counts(past))
    second = found[int(0.4 * len(found))][0] if found else date.max
    return {(LISTS[month >= second], offence, month): number for month, offence, number in found}


def _write(path: Path, lines: Sequence[Row]) -> None:
    unfinished = path.with_name(path.name + ".part")
    with unfinished.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(HEADER)
        writer.writerows(lines)
    unfinished.rename(path)
