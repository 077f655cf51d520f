"""Makes a file of past incidents as a municipality might have it: `make(path, rows)`; the same rows every time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

SEED = 11
AT_ONCE = 500_000
YEARS = 10
BAD_EVERY = 1_000  # one row in so many has no coordinates
HOT_SPOTS = 400
TYPES = (
    "RUIDOS MOLESTOS", "ROBO CON VIOLENCIA", "ROBO DE OBJETOS DE VEHÍCULO", "DAÑOS", "VEHÍCULO MAL ESTACIONADO",
    "LUMINARIA APAGADA", "AMENAZAS", "HURTO", "VIOLENCIA FAMILIAR", "CONSUMO EN VÍA PÚBLICA",
)  # fmt: skip
CHANNELS = ("Llamada 1468", "Aplicación", "Radio", "Patrullaje")


def make(path: Path, *, rows: int, bounds: tuple[float, float, float, float]) -> int:
    """Write the file and give the number of its bad rows.

    Half of the incidents lie about hot spots, half anywhere; none says the same as another, because each has a number.
    """
    rng = np.random.default_rng(SEED)
    spots = rng.uniform(bounds[:2], bounds[2:], size=(HOT_SPOTS, 2))
    with path.open("wb") as target:
        for begun in range(0, rows, AT_ONCE):
            part = _part(rng, spots, bounds, numbers=np.arange(begun, min(begun + AT_ONCE, rows)))
            part.write_csv(target, include_header=begun == 0, datetime_format="%Y-%m-%d %H:%M:%S")
    return len(range(0, rows, BAD_EVERY))


def _part(
    rng: np.random.Generator, spots: np.ndarray, bounds: tuple[float, float, float, float], *, numbers: np.ndarray
) -> pl.DataFrame:
    count = len(numbers)
    near = spots[rng.integers(0, len(spots), count)] + rng.normal(0, 0.001, (count, 2))
    anywhere = rng.uniform(bounds[:2], bounds[2:], size=(count, 2))
    places = np.round(np.where(rng.random((count, 1)) < 0.5, near, anywhere), 5)
    places = np.clip(places, bounds[:2], bounds[2:])
    seconds = rng.integers(0, YEARS * 365 * 86_400, count)
    good = pl.Series(numbers % BAD_EVERY != 0)
    return pl.DataFrame(
        {
            "folio": [f"F-{number}" for number in numbers],
            "fecha": pl.Series(np.datetime64("2014-01-01", "us") + seconds.astype("timedelta64[s]")),
            "longitud": pl.Series(places[:, 0]),
            "latitud": pl.Series(places[:, 1]),
            "delito": rng.choice(np.array(TYPES), count),
            "canal": rng.choice(np.array(CHANNELS), count),
            "prioridad": rng.integers(1, 5, count),
        }
    ).with_columns(pl.when(good).then(pl.col("longitud", "latitud")))
