"""Files of media below one folder: originals apart from what may be shown; written whole or not at all."""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

ORIGINALS = "originals"
SHOWN = "shown"


def root() -> Path:
    """The folder of all media."""
    return Path(settings.MEDIA_ROOT)


def path(name: str) -> Path:
    """The file of a stored name."""
    return root() / name


def write(name: str, chunks: Iterable[bytes], *, most_bytes: int) -> tuple[int, str]:
    """Write a file and flush it to the disk before a report that names it is accepted.

    Returns
    -------
    Its size in bytes and its SHA-256.

    Raises
    ------
    OverflowError : it is longer than allowed; nothing is left behind.
    """
    target = path(name)
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(target.name + ".part")
    digest, size = hashlib.sha256(), 0
    try:
        with unfinished.open("wb") as file:
            for chunk in chunks:
                size += len(chunk)
                if size > most_bytes:
                    raise OverflowError(name)
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
    return size, digest.hexdigest()
