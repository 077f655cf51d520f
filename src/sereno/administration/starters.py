"""The configurations that ship with Sereno, for a town to begin with; each is a file beside this one."""

from functools import lru_cache
from pathlib import Path

from sereno.administration import file
from sereno.administration.rules import Configuration

_FOLDER = Path(__file__).resolve().parent / "starter"


def names() -> list[str]:
    """What there is to begin with."""
    return sorted(path.stem for path in _FOLDER.glob("*.yaml"))


def text(name: str) -> str:
    """A starter set as its file; one of `names()`."""
    return (_FOLDER / f"{name}.yaml").read_text(encoding="utf-8")


@lru_cache
def starter(name: str) -> Configuration:
    """A starter set; one of `names()`."""
    return file.read(text(name))
