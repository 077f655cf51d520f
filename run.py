#!/usr/bin/env python3
"""Sets Sereno up on a machine that has only Python, then runs it, tests it, checks it or measures it.

python3 run.py              the living demo at http://127.0.0.1:8000
python3 run.py test         every test (arguments go to pytest)
python3 run.py check        lint, types, import contracts, front end, documents
python3 run.py bench        the list of benchmarks; `bench NAME [--json] [--quick]` runs one
python3 run.py screenshots  pictures of the demo town into shots/
python3 run.py build        the front end and the translations
python3 run.py pin          write constraints.txt anew from pyproject.toml (needs uv)
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = Path(os.environ.get("SERENO_VENV") or ROOT / ".venv")
PINS = ROOT / "constraints.txt"
OLDEST_PYTHON = (3, 11)
ON_POSTGRESQL_TOO = ["tests/house/test_migrations.py", "tests/rooms", "tests/doors", "tests/stories"]

# The whole suite plays in two workers, each with its own database; a file stays with one, for what its tests share.
SIDE_BY_SIDE = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]

# The parts of constraints.txt, in its order, each with the extras of pyproject.toml it adds to those above.
PARTS = {"run": ("redis",), "build": ("build",), "test": ("dev",)}

NO_NETWORK = (
    "NewConnectionError", "ConnectTimeoutError", "NameResolutionError", "Failed to establish a new connection",
    "Temporary failure in name resolution", "ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ETIMEDOUT", "ProxyError",
)  # fmt: skip


class Refusal(Exception):
    """Something the person at the keyboard can mend; its message is the one sentence they read."""


def main(arguments: list[str]) -> int:
    """Run one command and give back its exit code; a refusal is one sentence and code 1."""
    try:
        refuse_old_python()
        command, rest = split_command(arguments)
        return COMMANDS[command](rest)
    except Refusal as refusal:
        say(str(refusal))
        return 1
    except OSError as error:
        say(f"{error.filename or ROOT} cannot be read or written ({error.strerror}): look at its owner and the disk.")
        return 1
    except KeyboardInterrupt:
        return 130


def split_command(arguments: list[str]) -> tuple[str, list[str]]:
    if arguments and arguments[0] in {"-h", "--help"}:
        print(__doc__)
        raise SystemExit(0)
    if not arguments or arguments[0].startswith("-"):
        return "demo", arguments
    if arguments[0] not in COMMANDS:
        message = f"There is no command '{arguments[0]}'; there are: {', '.join(COMMANDS)}."
        raise Refusal(message)
    return arguments[0], arguments[1:]


def say(line: str) -> None:
    """Progress and refusals go to standard error: standard output belongs to the figures of `bench --json`."""
    print(line, file=sys.stderr, flush=True)


# ---------------------------------------------------------------- commands


def demo(arguments: list[str]) -> int:
    options = demo_options(arguments)
    refuse_taken_port(options.port)
    set_up("run", "build")
    return hand_over(program("sereno"), "demo", *arguments)


def demo_options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="run.py demo", description="The living demo town.")
    parser.add_argument("--port", type=int, default=8000, help="default 8000")
    parser.add_argument("--data", type=Path, help="where the demo keeps its database and media")
    parser.add_argument("--city", type=Path, help="a city directory made by `sereno city build`")
    parser.add_argument("--speed", type=float, help="1 to 60 times as fast as life")
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser")
    return parser.parse_known_args(arguments)[0]  # `sereno demo` knows more options and refuses unknown ones


def test(arguments: list[str]) -> int:
    """Run the suite on SQLite; before it, where a PostgreSQL is named, what touches tables on that as well."""
    set_up("run", "build", "test")
    code = 0
    if url := os.environ.get("SERENO_TEST_DATABASE_URL"):
        say("The rooms, doors and stories on PostgreSQL:")
        chosen = arguments or [*SIDE_BY_SIDE, "-m", "not one_database", *ON_POSTGRESQL_TOO]
        code = run_pytest(chosen, SERENO_DATABASE_URL=url)
        say("Everything on SQLite:")
    return run_pytest(arguments or SIDE_BY_SIDE, SERENO_DATABASE_URL="") or code


def run_pytest(arguments: list[str], **environment: str) -> int:
    command = [str(python()), "-m", "pytest", *arguments]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, check=False).returncode


def check(arguments: list[str]) -> int:
    """Run every check, show the words of those that fail, and end with 1 if any did."""
    refuse_arguments("check", arguments)
    set_up("run", "build", "test")
    failed = [name for name, command, folder in checks() if not passes(name, command, folder)]
    if failed:
        raise Refusal(f"Not in order: {', '.join(failed)}.")
    say("All checks pass.")
    return 0


def checks() -> list[tuple[str, list[str], Path]]:
    """Name, command and folder of each check, the quick ones first."""
    here, web = str(python()), ROOT / "web"
    node = [here, str(ROOT / "hatch_build.py"), "node"]
    return [
        ("lint", [here, "-m", "ruff", "check", "."], ROOT),
        ("format", [here, "-m", "ruff", "format", "--check", "."], ROOT),
        ("imports", [str(program("lint-imports")), "--no-cache"], ROOT),
        (
            "migrations",
            [here, "-m", "django", "makemigrations", "--check", "--dry-run", "--settings=sereno.project.settings"],
            ROOT,
        ),
        ("house", [here, "-m", "pytest", "-q", "tests/house"], ROOT),
        ("scripts", [*node, "node_modules/typescript/bin/tsc", "--noEmit"], web),
        ("islands", [*node, "node_modules/svelte-check/bin/svelte-check", "--fail-on-warnings"], web),
        ("types", [here, "-m", "mypy"], ROOT),
    ]


def passes(name: str, command: list[str], folder: Path) -> bool:
    started = time.monotonic()
    finished = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    verdict = "FAILED" if finished.returncode else "in order"
    say(f"  {name:<12}{verdict}  {time.monotonic() - started:.1f} s")
    if finished.returncode:
        say(finished.stdout + finished.stderr)
    return finished.returncode == 0


def bench(arguments: list[str]) -> int:
    set_up("run", "build", "test")
    return hand_over(python(), "-m", "benchmarks", *arguments)


def screenshots(arguments: list[str]) -> int:
    set_up("run", "build", "test")
    return hand_over(python(), "-m", "tests.browser.screenshots", *arguments)


def build(arguments: list[str]) -> int:
    refuse_arguments("build", arguments)
    set_up("run", "build")
    return 0


def pin(arguments: list[str]) -> int:
    """Resolve pyproject.toml for every platform and write names, versions and hashes, part by part."""
    refuse_arguments("pin", arguments)
    seen: set[str] = set()
    extras: tuple[str, ...] = ()
    text = "# Every package by name, version and hash, for all platforms; written by `python3 run.py pin`.\n"
    for part, more in PARTS.items():
        extras += more
        fresh = [entry for entry in resolve(extras) if entry not in seen]
        seen.update(fresh)
        text += f"\n# To {part}:\n" + "".join(fresh)
    PINS.write_text(text, encoding="utf-8")
    return 0


def resolve(extras: tuple[str, ...]) -> list[str]:
    """Ask uv for the pins of the package with these extras, one entry (with its hash lines) per package."""
    chosen = [word for extra in extras for word in ("--extra", extra)]
    command = ["uv", "pip", "compile", "pyproject.toml", "--universal", "--generate-hashes", "--quiet",
               "--no-header", "--no-annotate", "--python-version", "3.11", *chosen]  # fmt: skip
    try:
        answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise Refusal("Writing the pins anew needs uv: install it (pip install uv) and run this again.") from None
    if answer.returncode:
        raise Refusal(f"uv could not resolve the dependencies: {answer.stderr.strip()}")
    return entries(answer.stdout.splitlines())


# ---------------------------------------------------------------- refusals


def refuse_old_python() -> None:
    if sys.version_info < OLDEST_PYTHON:
        raise Refusal(
            f"Sereno needs Python {OLDEST_PYTHON[0]}.{OLDEST_PYTHON[1]} or newer; "
            f"this is {sys.version_info[0]}.{sys.version_info[1]}."
        )


def refuse_missing_venv() -> None:
    try:
        import ensurepip  # noqa: F401 — Debian ships venv without the part that makes it work
        import venv  # noqa: F401
    except ImportError:
        raise Refusal(
            "This Python lacks its venv module: install it (Debian and Ubuntu: sudo apt install python3-venv) "
            "and run this again."
        ) from None


def refuse_taken_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError):
            raise Refusal(
                f"Port {port} cannot be used, most likely another program has it: "
                f"try another one with --port {port + 1 if port < 65535 else 8001}."
            ) from None


def refuse_arguments(command: str, arguments: list[str]) -> None:
    if arguments:
        raise Refusal(f"`run.py {command}` takes no arguments; it was given: {' '.join(arguments)}.")


# ---------------------------------------------------------------- setting up


def set_up(*parts: str) -> None:
    """Bring the environment, its packages and the front end up to date, doing only what changed since."""
    missing = [part for part in parts if done().get(part) != wanted(part)]
    if missing:
        make_environment()
        install(missing)
    build_front_end()


def make_environment() -> None:
    if python().exists():
        return
    refuse_missing_venv()
    with step("A Python environment"):
        quietly(sys.executable, "-m", "venv", str(VENV), doing="Making the Python environment")


def install(parts: list[str]) -> None:
    """Install the pinned packages of these parts, then Sereno itself from this folder.

    The parts do not overlap and pip is told to resolve nothing, so they go in side by side: on two cores
    the wait falls by a third.
    """
    with step(f"Packages to {', '.join(parts)}"):
        side_by_side([partial(install_part, part) for part in parts])
        quietly(
            str(python()), "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--editable", ".",
            doing="Installing Sereno", SERENO_SKIP_FRONTEND="1",
        )  # fmt: skip
    remember({part: wanted(part) for part in parts})


def install_part(part: str) -> None:
    pins = VENV / f"pins-{part}.txt"
    pins.write_text("".join(pinned(part)), encoding="utf-8")
    quietly(
        str(python()), "-m", "pip", "install", "--quiet", "--no-deps", "--no-compile", "--retries", "2",
        "--require-hashes", "--requirement", str(pins),
        doing="Installing packages",
    )  # fmt: skip


def build_front_end() -> None:
    """Compile pages' scripts and translations; the build hook's fingerprint makes this a blink when nothing changed."""
    hook = [str(python()), str(ROOT / "hatch_build.py")]
    if subprocess.run([*hook, "fresh"], cwd=ROOT, check=False).returncode:
        with step("The front end"):
            quietly(*hook, "build", doing="Building the front end")


def side_by_side(jobs: list[Callable[[], None]]) -> None:
    """Run the jobs at the same time and pass on the first refusal among them."""
    refusals: list[Exception] = []

    def attempt(job: Callable[[], None]) -> None:
        try:
            job()
        except Exception as refusal:  # noqa: BLE001 — raised again below, in the thread that can answer
            refusals.append(refusal)

    threads = [threading.Thread(target=attempt, args=(job,), daemon=True) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if refusals:
        raise refusals[0]


def quietly(*command: str, doing: str, **environment: str) -> None:
    """Run a command without its words; when it fails, say in one sentence what went wrong."""
    result = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environment}, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip
    if result.returncode:
        raise Refusal(explain(doing, result.stdout))


def explain(doing: str, words: str) -> str:
    if any(sign in words for sign in NO_NETWORK):
        return f"{doing} needs the network and it cannot be reached: connect this machine and run this again."
    if "No space left" in words:
        return f"{doing} failed because the disk is full: free two gigabytes and run this again."
    if "Permission denied" in words or "Not a directory" in words:
        return f"{doing} failed because {VENV} may not be written: run this as the owner of the folder."
    log = ROOT / "build" / "setup.log"
    log.parent.mkdir(exist_ok=True)
    log.write_text(words, encoding="utf-8")
    lines = [line.strip() for line in words.splitlines() if line.strip()] or ["nothing was said"]
    telling = next((line for line in reversed(lines) if "Error: " in line), lines[-1])
    return f"{doing} failed: {telling} (all its words are in {log.relative_to(ROOT)})."


@contextlib.contextmanager
def step(name: str) -> Iterator[None]:
    started = time.monotonic()
    say(f"{name} …")
    yield
    say(f"{name}: ready in {time.monotonic() - started:.0f} s")


# ---------------------------------------------------------------- pins and what is installed


def pinned(part: str) -> list[str]:
    """Give the entries of one part of constraints.txt."""
    text = PINS.read_text(encoding="utf-8")
    return entries(text.split(f"# To {part}:\n")[1].split("# To ")[0].splitlines())


def entries(lines: list[str]) -> list[str]:
    """Join each `name==version` line with the hash lines that follow it."""
    joined: list[str] = []
    for line in lines:
        if line.startswith("    "):
            joined[-1] += line + "\n"
        elif line.strip() and not line.startswith("#"):
            joined.append(line + "\n")
    return joined


def wanted(part: str) -> str:
    """Fingerprint of all that decides what one part installs."""
    digest = hashlib.sha256("".join(pinned(part)).encode())
    digest.update((ROOT / "pyproject.toml").read_bytes())
    digest.update(str(ROOT).encode())
    return digest.hexdigest()


def done() -> dict[str, str]:
    try:
        installed: dict[str, str] = json.loads((VENV / "sereno.json").read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return {}
    return installed


def remember(parts: dict[str, str]) -> None:
    (VENV / "sereno.json").write_text(json.dumps(done() | parts), encoding="utf-8")


def program(name: str) -> Path:
    return VENV / "Scripts" / f"{name}.exe" if os.name == "nt" else VENV / "bin" / name


def python() -> Path:
    return program("python")


def hand_over(to: Path, *arguments: str) -> int:
    """Become the program, so that its signals and exit code are ours; where that cannot be, wait for it."""
    command = [str(to), *arguments]
    if os.name != "nt":
        os.chdir(ROOT)
        os.execv(str(to), command)
    return subprocess.run(command, cwd=ROOT, check=False).returncode


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "demo": demo,
    "test": test,
    "check": check,
    "bench": bench,
    "screenshots": screenshots,
    "build": build,
    "pin": pin,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
