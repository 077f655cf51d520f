"""The examples in the docstrings say the truth."""

from __future__ import annotations

import doctest
import importlib
from types import ModuleType

import pytest

NAMES = (
    "algorithms.geo",
    "algorithms.territory",
    "algorithms.streets",
    "algorithms.travel",
    "algorithms.assignment",
    "algorithms.heaping",
    "analytics.suggesting",
    "algorithms.localtime",
    "algorithms.difference",
    "algorithms.blur",
    "places.address_words",
    "places.city.names",
    "places.city.traffic",
    "kernel.clock",
    "kernel.ids",
    "kernel.text",
    "incidents.rules",
    "dispatch.rules",
    "notifications.rules",
    "media.rules",
)


@pytest.mark.parametrize("name", NAMES)
def test_the_examples_can_be_checked(name: str) -> None:
    module: ModuleType = importlib.import_module(f"sereno.{name}")

    result = doctest.testmod(module)

    assert result.attempted > 0
    assert result.failed == 0
