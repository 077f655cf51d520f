"""What every policy is: a typed value with a default, stored as JSON."""

from collections.abc import Mapping
from typing import Any, ClassVar, Self

import msgspec


class PolicyValue(msgspec.Struct, frozen=True, kw_only=True):
    """A policy as stored: JSON out, checked JSON in."""

    key: ClassVar[str]

    @classmethod
    def parse(cls, stored: Mapping[str, Any]) -> Self:
        """The policy from its stored form; raises msgspec.ValidationError when it does not fit."""
        return msgspec.convert(stored, cls)

    def stored(self) -> dict[str, Any]:
        """The JSON form."""
        built: dict[str, Any] = msgspec.to_builtins(self)
        return built
