"""The Chromium of this machine, started without any call home."""

from __future__ import annotations

import shutil

from benchmarks.refusal import Refusal

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium_path() -> str:
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        raise Refusal("it needs Chromium (Debian, Ubuntu: apt install chromium)")
    return found
