"""The repository carries no address of a package registry, no path of one machine, no secrets and no heavy files."""

from __future__ import annotations

import re

import pytest

from tests.house.files import ROOT, project_files

LARGEST_BYTES = 1_500_000

# In pieces, so that this file does not find itself.
FOREIGN = {
    "a registry address": r'"resolved"\s*:\s*"' + "http|" + r"--(extra-)?index" + r"-url|registry\s*=\s*[\"']?http",
    "a path of one machine": r"(?<![\w.$}~-])/(" + r"home/\w|Users/\w|work/(main|shared))",
    "a private key": "-----BEGIN " + r"[A-Z ]*PRIVATE KEY",
}


def readable(path: object) -> str:
    try:
        return path.read_text(encoding="utf-8")  # type: ignore[attr-defined]
    except UnicodeDecodeError:
        return ""


@pytest.mark.parametrize("what", FOREIGN)
def test_no_file_carries(what: str) -> None:
    pattern = re.compile(FOREIGN[what])

    found = [str(path.relative_to(ROOT)) for path in project_files("*") if pattern.search(readable(path))]

    assert found == []


def test_no_lock_file_spells_out_registries() -> None:
    assert project_files("uv.lock", "*/uv.lock", "yarn.lock", "*/yarn.lock", "pnpm-lock.yaml") == []


def test_no_file_is_heavy() -> None:
    assert [str(path) for path in project_files("*") if path.stat().st_size > LARGEST_BYTES] == []


def test_the_licence_is_the_whole_agpl() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")

    assert text.lstrip().startswith("GNU AFFERO GENERAL PUBLIC LICENSE")
    assert "END OF TERMS AND CONDITIONS" in text
    assert len(text) > 34_000


def test_pins_carry_a_hash_for_every_package_and_no_address() -> None:
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    packages = re.findall(
        r"^[\w.-]+(?:\[[\w,-]+\])?==\S+(?: ;[^\\\n]*)? \\\n(    --hash=sha256:[0-9a-f]{64})", text, re.M
    )

    assert len(packages) == text.count("==") - len(re.findall(r"(python|sys|platform|implementation)\w* ==", text))
    assert "http:" not in text
    assert "https:" not in text
