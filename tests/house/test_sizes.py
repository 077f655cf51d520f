"""No module grows past what one can read whole."""

from __future__ import annotations

from tests.house.files import ROOT, project_files

MOST_LINES = 500


def test_no_module_is_longer_than_500_lines() -> None:
    sources = project_files("*.py", "*.ts", "*.svelte", "*.html", "*.css")

    lengths = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in sources}

    assert {name: lines for name, lines in lengths.items() if lines > MOST_LINES} == {}
