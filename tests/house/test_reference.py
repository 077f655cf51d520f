"""What an administrator can set or meet has its line in docs/reference/."""

from __future__ import annotations

import re

import pytest

from sereno.analytics import kpis
from sereno.places import policies
from sereno.vocabulary.facts import every_fact
from sereno.vocabulary.words import Channel
from tests.house.files import ROOT, project_files

REFERENCE = ROOT / "docs" / "reference"
SETTING = re.compile(r"SERENO_[A-Z][A-Z0-9_]+")


def settings_read() -> set[str]:
    sources = project_files("src/sereno/*.py", "run.py", "hatch_build.py", "benchmarks/*.py", "tests/conftest.py")
    return {name for path in sources for name in SETTING.findall(path.read_text(encoding="utf-8"))}


def policy_fields() -> set[str]:
    return {f"{kind.key}.{field}" for kind in policies.KINDS for field in kind.__struct_fields__}


WANTED = {
    "settings.md": settings_read,
    "policies.md": policy_fields,
    "facts.md": lambda: set(every_fact()),
    "kpis.md": lambda: set(kpis.BY_CODE),
    "channels.md": lambda: {str(channel) for channel in Channel},
}


@pytest.mark.parametrize("page", WANTED)
def test_the_page_has_a_line_for_each_and_none_for_what_is_gone(page: str) -> None:
    listed = set(re.findall(r"^\| `([^`]+)`", (REFERENCE / page).read_text(encoding="utf-8"), re.M))

    assert listed == WANTED[page]()


def test_the_page_of_figures_is_made_of_their_definitions() -> None:
    """When this fails: the page's table is what `sereno.analytics.kpis.table()` gives."""
    assert kpis.table() in (REFERENCE / "kpis.md").read_text(encoding="utf-8")
