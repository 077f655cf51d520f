"""How each public query and action of the rooms is tried by somebody: a module per room, a line per function.

`guarded` finds by inspection every function that takes a viewer; one that has no line here fails the test of the walls.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import sereno
from sereno.people.rules import Viewer
from tests.attempts.scene import Scene

NOT_ROOMS = {"kernel", "vocabulary", "algorithms", "walls", "doors", "project"}
_WHO = ("Viewer", "Seat")


@dataclass(frozen=True)
class Attempt:
    """One call, as a viewer makes it; `by` is one of the town's own people, for whom it must have an effect.

    `asks` is off where the answer follows from the viewer alone and no table is read; `agreed` is on where a treaty of
    both towns lets the neighbour see what is asked for, so that only those without one are refused.
    """

    by: str
    act: Callable[[Scene, Viewer], object]
    asks: bool = True
    agreed: bool = False


def guarded() -> dict[str, Callable[..., Any]]:
    """Every public function of a room that takes a viewer or a seat, by room, module and name."""
    found = {}
    for module in room_modules():
        for name, function in inspect.getmembers(module, inspect.isfunction):
            is_own = function.__module__ == module.__name__ and not name.startswith("_")
            if is_own and any(_is_who(parameter) for parameter in inspect.signature(function).parameters.values()):
                found[f"{module.__name__.removeprefix('sereno.')}.{name}"] = function
    return found


def room_modules() -> Iterator[ModuleType]:
    """The modules of all rooms but tables and migrations."""
    for found in pkgutil.walk_packages(sereno.__path__, "sereno."):
        room, *inside = found.name.removeprefix("sereno.").split(".")
        if room not in NOT_ROOMS and not found.ispkg and not {"models", "migrations", "rules"} & set(inside):
            yield importlib.import_module(found.name)


def every_attempt() -> dict[str, Attempt]:
    """All lines of this package's modules."""
    modules = [importlib.import_module(found.name) for found in pkgutil.iter_modules(__path__, f"{__name__}.")]
    return {name: attempt for module in modules for name, attempt in getattr(module, "ATTEMPTS", {}).items()}


def _is_who(parameter: inspect.Parameter) -> bool:
    return any(word in str(parameter.annotation) for word in _WHO)
