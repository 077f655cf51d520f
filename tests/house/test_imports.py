"""Every import points down, and every room's tables are its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.house.files import ROOT


def test_the_import_contracts_hold() -> None:
    lint_imports = Path(sys.executable).with_name("lint-imports")

    finished = subprocess.run([lint_imports, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)

    assert finished.returncode == 0, finished.stdout
