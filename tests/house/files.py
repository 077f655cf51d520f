"""The project's own files, as git would keep them."""

from __future__ import annotations

import subprocess
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def project_files(*patterns: str) -> list[Path]:
    """Every file that is or would be committed and whose path or name fits one of the patterns."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.split("\0")  # fmt: skip
    chosen = sorted({name for name in listed if any(fnmatch(name, pattern) for pattern in patterns)})
    return [path for name in chosen if (path := ROOT / name).is_file()]
