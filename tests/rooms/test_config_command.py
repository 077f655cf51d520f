"""`sereno config` at the terminal: out, looked at, in; a bad file is refused by line and changes nothing."""

from pathlib import Path

import pytest

from sereno.kernel import memory
from sereno.people import queries as people
from sereno.project.commands import main
from tests.town import Cast


def names(town: Cast) -> list[str]:
    memory.forget()
    return [known.name for known in people.departments(town.villa)]


def test_a_configuration_goes_out_is_changed_and_comes_in(
    town: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "villa.yaml"
    exported = main(["config", "export", str(path), "--town", "villa-sereno"])
    path.write_text(path.read_text("utf-8").replace("name: Inspección", "name: Fiscalización"), "utf-8")

    looked = main(["config", "import", str(path), "--town", "villa-sereno", "--dry-run"])
    untouched = names(town)
    done = main(["config", "import", str(path), "--town", "villa-sereno"])

    assert (exported, looked, done) == (0, 0, 0)
    assert untouched == ["Inspección", "Seguridad Pública"]
    assert names(town) == ["Fiscalización", "Seguridad Pública"]
    assert "~ department:inspeccion  name: 'Inspección' -> 'Fiscalización'\n1 would change" in capsys.readouterr().out


def test_a_bad_file_says_where_and_changes_nothing(
    town: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text("sereno: 1\ndepartments:\n  - code: oirs\n", "utf-8")

    codes = [
        main(["config", "import", str(path), "--town", "villa-sereno"]),
        main(["config", "import", str(tmp_path / "none.yaml"), "--town", "villa-sereno"]),
        main(["config", "export", "-", "--town", "elsewhere"]),
    ]

    assert codes == [1, 1, 1]
    told = capsys.readouterr().err
    assert "departments[1]" in told
    assert "none.yaml" in told
    assert "villa-sereno, los-aromos" in told
    assert names(town) == ["Inspección", "Seguridad Pública"]
