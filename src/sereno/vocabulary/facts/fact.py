"""The root of all facts, and who may hear them."""

from dataclasses import dataclass, fields
from typing import Any, ClassVar
from uuid import UUID

from sereno.vocabulary.words import Audience

DESK = frozenset({Audience.DESK})
DESK_AND_REPORTER = frozenset({Audience.DESK, Audience.REPORTER})
DESK_AND_CREW = frozenset({Audience.DESK, Audience.CREW})
ALL = frozenset(Audience)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """The common root; `audience` says who may hear it on the live stream.

    After one that `is_setting`, what processes remember of what towns have set is no longer true.
    """

    audience: ClassVar[frozenset[Audience]] = DESK
    is_setting: ClassVar[bool] = False
    about: int | None = None

    @property
    def kind(self) -> str:
        """The fact's name as the ledger stores it."""
        return type(self).__name__

    def ids(self) -> dict[str, Any]:
        """The fact's fields as plain JSON values, without `about`."""
        named = ((field.name, getattr(self, field.name)) for field in fields(self))
        return {
            name: str(value) if isinstance(value, UUID) else value
            for name, value in named
            if name != "about" and value is not None
        }
