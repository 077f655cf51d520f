"""The examples in docstrings are true."""

import doctest
import importlib

import pytest

MODULES = [
    "sereno.kernel.clock",
    "sereno.kernel.ids",
    "sereno.kernel.text",
    "sereno.incidents.rules",
    "sereno.dispatch.rules",
    "sereno.notifications.rules",
    "sereno.media.rules",
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_hold(name: str) -> None:
    tried = doctest.testmod(importlib.import_module(name))

    assert (tried.failed, tried.attempted > 0) == (0, True)
