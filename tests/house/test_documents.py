"""Documents are true: links lead somewhere, the list of decisions is complete, the changelog knows this version."""

from __future__ import annotations

import re

import pytest

import sereno
from tests.house.files import ROOT, project_files

LINK = re.compile(r"(?<!!)\[[^\]]*\]\((?P<to>[^)\s]+)\)|!\[[^\]]*\]\((?P<image>[^)\s]+)\)")
DECISIONS = ROOT / "docs" / "decisions"
HEADINGS = ("## Situation", "## Decision", "## Alternatives", "## Consequences")


def decisions() -> list[str]:
    return sorted(path.name for path in DECISIONS.glob("[0-9]*.md"))


def anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def anchors(text: str) -> set[str]:
    return {anchor(line.lstrip("#")) for line in text.splitlines() if line.startswith("#")}


def broken_links(name: str) -> list[str]:
    path = ROOT / name
    text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.S)
    broken = []
    for found in LINK.finditer(text):
        target, _, place = (found["to"] or found["image"]).partition("#")
        if target.startswith(("http:", "https:", "mailto:")):
            continue
        file = (path.parent / target).resolve() if target else path
        if not file.exists() or (place and file.suffix == ".md" and place not in anchors(file.read_text("utf-8"))):
            broken.append(found[0])
    return broken


@pytest.mark.parametrize("name", [str(path.relative_to(ROOT)) for path in project_files("*.md")])
def test_every_link_leads_somewhere(name: str) -> None:
    assert broken_links(name) == []


def test_the_index_lists_every_decision_with_its_title_and_nothing_else() -> None:
    index = (DECISIONS / "README.md").read_text(encoding="utf-8")
    expected = [
        (name, (DECISIONS / name).read_text("utf-8").splitlines()[0].removeprefix("# ")) for name in decisions()
    ]

    listed = re.findall(r"^- \[(?P<title>[^\]]+)\]\((?P<name>[0-9][^)]+)\)", index, re.M)

    assert [(name, title) for title, name in listed] == expected


@pytest.mark.parametrize("name", decisions())
def test_a_decision_says_what_why_what_else_and_what_follows(name: str) -> None:
    text = (DECISIONS / name).read_text(encoding="utf-8")

    assert [heading for heading in HEADINGS if heading not in text] == []
    assert re.search(r"^Status: (accepted|superseded by \d{4}), \d{4}-\d{2}-\d{2}$", text, re.M)


def test_decisions_are_numbered_without_gaps() -> None:
    assert [name[:4] for name in decisions()] == [f"{number:04}" for number in range(1, len(decisions()) + 1)]


def test_the_changelog_and_publiccode_know_this_version() -> None:
    assert f"## {sereno.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"softwareVersion: {sereno.__version__}" in (ROOT / "publiccode.yml").read_text(encoding="utf-8")


def test_the_architecture_names_every_room() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    rooms = [path.parent.name for path in (ROOT / "src" / "sereno").glob("*/__init__.py")]

    assert [room for room in rooms if f"`{room}/`" not in text] == []
