"""Whatever is missing on the machine, run.py says it in one sentence that tells what to do."""

from __future__ import annotations

import os
import runpy
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.files import ROOT

RUN = ROOT / "run.py"


def run(*arguments: str, python: list[str] | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [*(python or [sys.executable, str(RUN)]), *arguments]
    return subprocess.run(
        command, env={**os.environ, **environment}, capture_output=True, text=True, check=False, timeout=60
    )


def sentence(finished: subprocess.CompletedProcess[str]) -> str:
    """Give the last line said, having made sure that it is a refusal and no traceback."""
    assert finished.returncode == 1
    assert "Traceback" not in finished.stderr
    assert finished.stdout == ""
    return finished.stderr.strip().splitlines()[-1]


def test_a_python_without_venv_is_told_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "ensurepip.py").write_text("raise ModuleNotFoundError('ensurepip')")

    told = sentence(run("build", PYTHONPATH=str(tmp_path), SERENO_VENV=str(tmp_path / "venv")))

    assert "sudo apt install python3-venv" in told
    assert not (tmp_path / "venv").exists()


def test_an_old_python_is_told_which_one_is_needed() -> None:
    pretend = f"import sys, runpy; sys.version_info = (3, 9, 2); runpy.run_path({str(RUN)!r}, run_name='__main__')"

    told = sentence(run(python=[sys.executable, "-c", pretend]))

    assert told == "Sereno needs Python 3.11 or newer; this is 3.9."


def test_a_taken_port_is_named_and_another_one_proposed() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        told = sentence(run("demo", "--port", str(port), "--no-browser"))

    assert str(port) in told
    assert f"--port {port + 1}" in told


def test_without_a_network_the_sentence_says_so(tmp_path: Path) -> None:
    unreachable = {
        "PIP_INDEX_URL": "https://127.0.0.1:9/simple",
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_NO_CACHE_DIR": "1",
        "PIP_FIND_LINKS": "",
        "PIP_EXTRA_INDEX_URL": "",
    }

    told = sentence(run("build", SERENO_VENV=str(tmp_path / "venv"), **unreachable))

    assert (
        told
        == "Installing packages needs the network and it cannot be reached: connect this machine and run this again."
    )


def test_a_folder_one_may_not_write_is_named(tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o555)
    if os.access(locked, os.W_OK):  # the superuser may write anywhere, so a file stands in the way instead
        (tmp_path / "file").touch()
        locked = tmp_path / "file"

    told = sentence(run("build", SERENO_VENV=str(locked / "venv")))

    assert f"{locked / 'venv'} may not be written" in told


def test_an_unknown_command_is_answered_with_the_known_ones() -> None:
    told = sentence(run("tset"))

    assert "'tset'" in told
    assert "demo, test, check, bench" in told


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("... Failed to establish a new connection: [Errno 111]", "needs the network"),
        ("npm error code ENOTFOUND", "needs the network"),
        ("OSError: [Errno 28] No space left on device", "the disk is full"),
        ("error: [Errno 13] Permission denied: '/x'", "may not be written"),
    ],
)
def test_a_failing_tool_is_explained_in_one_sentence(words: str, expected: str) -> None:
    explain = runpy.run_path(str(RUN))["explain"]

    told = explain("Installing packages", words)

    assert expected in told
    assert "\n" not in told


def test_help_lists_every_command() -> None:
    finished = run("--help")

    commands = runpy.run_path(str(RUN))["COMMANDS"]

    assert finished.returncode == 0
    assert [name for name in commands if name != "demo" and f"run.py {name}" not in finished.stdout] == []


def test_the_parts_of_the_pins_do_not_overlap() -> None:
    module = runpy.run_path(str(RUN))
    names = [
        entry.split("==")[0] + entry.partition(";")[2].partition("\\")[0]
        for part in module["PARTS"]
        for entry in module["pinned"](part)
    ]

    assert len(names) == len(set(names)) > 50
