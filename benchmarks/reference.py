"""Where the data lies that is not part of the project."""

from __future__ import annotations

import os
from pathlib import Path

from benchmarks.refusal import Refusal

ROOT = Path(__file__).resolve().parent.parent


def providencia() -> Path:
    """The folder with Providencia's extract and outline."""
    data = Path(os.environ.get("SERENO_REFERENCE_DATA") or ROOT.parent / "shared" / "data")
    folder = data / "providencia"
    if not (folder / "streets.overpass.json.gz").is_file():
        raise Refusal(f"the streets of Providencia are not at {folder}: set SERENO_REFERENCE_DATA")
    return folder
