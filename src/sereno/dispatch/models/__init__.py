"""The tables of dispatch."""

from sereno.dispatch.models.crew import Crew
from sereno.dispatch.models.fix import Fix
from sereno.dispatch.models.task import Task
from sereno.dispatch.models.unit import Unit

__all__ = ["Crew", "Fix", "Task", "Unit"]
