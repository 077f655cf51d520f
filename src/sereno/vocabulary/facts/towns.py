"""What administrators do: towns, their settings, people and units."""

from dataclasses import dataclass
from typing import ClassVar

from sereno.vocabulary.facts.fact import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class TownInstalled(Fact):
    """A municipality's territory, zones and street files were put in place."""

    is_setting: ClassVar[bool] = True
    zones: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingChanged(Fact):
    """A setting of the town (a policy, a department, a zone …) got a new version."""

    is_setting: ClassVar[bool] = True
    key: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftKept(Fact):
    """A setting was prepared further, apart from what is in force."""

    key: str
    stamp: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftDropped(Fact):
    """What was being prepared for a setting was thrown away."""

    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoriesSet(Fact):
    """The town's list of categories was put in place."""

    is_setting: ClassVar[bool] = True
    categories: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitsSet(Fact):
    """The town's units were put in place."""

    is_setting: ClassVar[bool] = True
    units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleGiven(Fact):
    """A person got a role."""

    user: int
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleTaken(Fact):
    """A role was taken from a person."""

    user: int
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonInvited(Fact):
    """An administrator invited a person by e-mail and gave them a role."""

    user: int
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryRetried(Fact):
    """An administrator sent a parked reaction back to work."""

    delivery: int
