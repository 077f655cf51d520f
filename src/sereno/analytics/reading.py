"""Opening a file of history as a table: CSV, Parquet, GeoJSON or Excel, without taking any value for granted.

Polars is imported here and in `cleaning`, which only the command loads: pages and workers do without it.
"""

import codecs
import csv
import hashlib
import io
from pathlib import Path
from typing import Any

import msgspec
import polars as pl

from sereno.analytics.rules import ENDINGS
from sereno.kernel.errors import Malformed

ROW, BEYOND = "__row", "__beyond"
_CHUNK = 1 << 20
_SEPARATORS = ",;\t|"


def open_table(path: Path) -> pl.LazyFrame:
    """The file's rows with their number as `__row`, and `__beyond` for what a CSV line has more than its header.

    Raises
    ------
    Malformed : it is no file of these kinds, or broken.
    """
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise Malformed(f"{path.name} is none of {', '.join(ENDINGS)}", code="unknown-format")
    try:
        frame = _OPENERS.get(ending, _csv)(path)
        frame.collect_schema()
    except (pl.exceptions.PolarsError, msgspec.DecodeError, UnicodeDecodeError, ValueError) as wrong:
        raise Malformed(f"{path.name} is broken: {str(wrong).splitlines()[0]}", code="broken-file") from wrong
    return frame if ROW in frame.collect_schema().names() else frame.with_row_index(ROW, offset=1)


def columns(frame: pl.LazyFrame) -> list[str]:
    """The names of the columns the file itself has."""
    return [name for name in frame.collect_schema().names() if name not in (ROW, BEYOND)]


def fingerprint(path: Path) -> str:
    """The SHA-256 of the file's bytes."""
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def _parquet(path: Path) -> pl.LazyFrame:
    return pl.scan_parquet(path)


def _excel(path: Path) -> pl.LazyFrame:
    """The first sheet, every cell as text: a column that mixes dates and words is no error."""
    sheet = pl.read_excel(path, engine="calamine", infer_schema_length=0)
    return sheet.with_columns(pl.all().cast(pl.String)).lazy()


def _csv(path: Path) -> pl.LazyFrame:
    """Every value as text; the separator is the one its header has most of."""
    encoding = _encoding(path)
    with path.open(encoding=encoding, newline="") as source:
        head = source.read(_CHUNK)
    separator = max(_SEPARATORS, key=head.split("\n", 1)[0].count)
    names = next(csv.reader(io.StringIO(head), delimiter=separator), [])
    if not any(names):
        raise ValueError("it has no header")
    plain = encoding in ("utf-8", "utf-8-sig")
    # A decoded copy is made only of files in older encodings.
    source_of = path if plain else io.BytesIO(path.read_text(encoding=encoding).encode())
    return pl.scan_csv(
        source_of,
        separator=separator,
        has_header=False,
        skip_rows=1,
        schema=dict.fromkeys([*_distinct(names), BEYOND], pl.String),
        missing_columns="insert",
        truncate_ragged_lines=True,
        row_index_name=ROW,
        row_index_offset=1,
    )


def _encoding(path: Path) -> str:
    """UTF-8 where all of it is; else what a byte order mark says; else Windows' Western European."""
    with path.open("rb") as source:
        start = source.read(4)
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        source.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while chunk := source.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig" if start.startswith(codecs.BOM_UTF8) else "utf-8"


def _distinct(names: list[str]) -> list[str]:
    """The header's names, each once: a blank or repeated one gets the number of its column."""
    found: list[str] = []
    for number, name in enumerate(names, start=1):
        tidy = name.strip()
        found.append(tidy if tidy and tidy not in (*found, ROW, BEYOND) else f"{tidy}#{number}")
    return found


class _Feature(msgspec.Struct):
    geometry: dict[str, Any] | None = None
    properties: dict[str, Any] | None = None


class _Collection(msgspec.Struct):
    features: list[_Feature]


def _geojson(path: Path) -> pl.LazyFrame:
    """The properties as text, and the coordinates of points as `lon` and `lat`, where no property is called so."""
    features = msgspec.json.decode(path.read_bytes(), type=_Collection).features
    names = list(dict.fromkeys(name for feature in features for name in feature.properties or {}))
    place = ["geometry_lon", "geometry_lat"] if {"lon", "lat"} & set(names) else ["lon", "lat"]
    rows = [
        [*_point(feature), *(_text((feature.properties or {}).get(name)) for name in names)] for feature in features
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys([*place, *names], pl.String), orient="row").lazy()


def _point(feature: _Feature) -> tuple[str | None, str | None]:
    geometry = feature.geometry or {}
    place = geometry.get("coordinates")
    if geometry.get("type") != "Point" or not isinstance(place, list) or len(place) < 2:
        return None, None
    return _text(place[0]), _text(place[1])


def _text(value: object) -> str | None:
    return None if value is None else str(value)


_OPENERS = {
    ".parquet": _parquet, ".geojson": _geojson, ".json": _geojson, ".xlsx": _excel, ".xls": _excel, ".ods": _excel,
}  # fmt: skip


def rows_with_reasons(frame: pl.LazyFrame, aside: pl.DataFrame) -> pl.DataFrame:
    """The rows that were set aside as they stand in the file, with their number and the reason."""
    found = frame.join(aside.lazy(), on=ROW, how="inner", maintain_order="left")
    return found.select(pl.col(ROW).alias("row"), pl.col("reason"), pl.all().exclude(ROW, "reason")).collect()
