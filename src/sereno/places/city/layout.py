"""The names of the files of a city directory, and JSON written so that the same city gives the same bytes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

VERSION: Final = 1  # of the whole layout; a reader refuses a higher one

CITY: Final = "city.json"
TERRITORIES: Final = "territories.geojson"
ZONES: Final = "zones.geojson"
STREETS: Final = "streets.npz"
STREETS_WORDS: Final = "streets.json"
ADDRESSES: Final = "addresses.json"
BASEMAP: Final = "basemap.pmtiles"

DEGREE_DIGITS: Final = 7  # a centimetre


def write_json(path: Path, content: Any) -> None:
    """One line of JSON with its keys in order; accents as they are."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
