"""How much of a town's past somebody may see: which rows count for them, how fine, and from how many on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from sereno.analytics.editions import CELL_RESOLUTION
from sereno.analytics.questions import Scope
from sereno.incidents import queries as incidents
from sereno.kernel.errors import NotYours
from sereno.people.rules import Ability, Viewer

FINEST = CELL_RESOLUTION
FINEST_FOR_OTHERS = 9
FEWEST_FOR_OTHERS = 5


@dataclass(frozen=True, slots=True)
class Sight:
    """What counts for the viewer, the finest cell they see, and the fewest incidents a cell must have to be shown."""

    scope: Scope
    finest: int = FINEST
    fewest: int = 1

    @property
    def sees_points(self) -> bool:
        """Whether single incidents are for these eyes."""
        return self.fewest == 1

    @classmethod
    def of(cls, viewer: Viewer, municipality: int) -> Self:
        """The sight that a viewer's seat gives them.

        Raises
        ------
        NotYours : the viewer sees no figures of this town.
        """
        seat = viewer.seat(municipality)
        if seat is None or not seat.may(Ability.SEE_INSIGHT):
            raise NotYours
        known = incidents.categories(municipality)
        reads = seat.may(Ability.READ_INCIDENTS)
        hidden = frozenset() if reads else frozenset(code for code, one in known.items() if one.confidential)
        scope = Scope(hidden=hidden, departments=seat.departments)
        return cls(scope) if seat.may(Ability.SEE_PAST_POINTS) else cls(scope, FINEST_FOR_OTHERS, FEWEST_FOR_OTHERS)
