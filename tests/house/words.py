"""Finds every text a person may read: in templates, Python, TypeScript and Svelte."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

from tests.house.files import ROOT, project_files

LOCALE = ROOT / "src" / "sereno" / "locale"
GETTEXT = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "gettext_noop"}
PLURAL = {"ngettext", "ngettext_lazy"}

QUOTED = r"""(?P<{0}>'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\$]|\\.)*`)"""
TEMPLATE_TRANSLATE = re.compile(r"""\{%\s*(?:translate|trans)\s+(?P<one>"[^"]*"|'[^']*')""")
TEMPLATE_ARGUMENT = re.compile(r"""_\((?P<one>"[^"]*"|'[^']*')\)""")
TEMPLATE_BLOCK = re.compile(
    r"\{%\s*blocktrans(?:late)?\b(?P<head>[^%]*)%\}(?P<body>.*?)\{%\s*endblocktrans(?:late)?\s*%\}", re.S
)
TEMPLATE_PLURAL = re.compile(r"\{%\s*plural\s*%\}")
TEMPLATE_NAME = re.compile(r"\{\{\s*(\w+)\s*\}\}")
SCRIPT_CALL = re.compile(r"(?<![\w.])tn?\(\s*" + QUOTED.format("one"))
SCRIPT_NOT_LITERAL = re.compile(r"(?<![\w.])tn?\(\s*`[^`]*\$\{")


@dataclass(frozen=True, slots=True)
class Text:
    """One English text and where it stands; `door` only for scripts, whose catalogue the page carries."""

    english: str
    where: str
    door: str | None = None


def texts() -> list[Text]:
    return [*template_texts(), *python_texts(), *script_texts()]


def template_texts() -> Iterator[Text]:
    for path in project_files("src/sereno/templates/*.html", "src/sereno/templates/*.txt"):
        source, where = path.read_text(encoding="utf-8"), str(path.relative_to(ROOT))
        for pattern in (TEMPLATE_TRANSLATE, TEMPLATE_ARGUMENT):
            yield from (Text(found["one"][1:-1], where) for found in pattern.finditer(source))
        for found in TEMPLATE_BLOCK.finditer(source):
            yield Text(block_text(found["head"], found["body"]), where)


def block_text(head: str, body: str) -> str:
    """Give the msgid Django makes of a blocktranslate: names as %(name)s, the singular only."""
    singular = TEMPLATE_PLURAL.split(body)[0].replace("%", "%%")
    if "trimmed" in head:
        singular = " ".join(line.strip() for line in singular.strip().splitlines())
    return TEMPLATE_NAME.sub(r"%(\1)s", singular)


def python_texts() -> Iterator[Text]:
    for path in project_files("src/sereno/*.py"):
        where = str(path.relative_to(ROOT))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and called(node) in GETTEXT and node.args:
                match node.args[0]:
                    case ast.Constant(value=str(english)):
                        yield Text(english, where)


def called(node: ast.Call) -> str:
    match node.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def script_texts() -> Iterator[Text]:
    for path in script_files():
        where = str(path.relative_to(ROOT))
        for found in SCRIPT_CALL.finditer(path.read_text(encoding="utf-8")):
            yield Text(unquoted(found["one"]), where, door=path.relative_to(ROOT / "web").parts[0])


def script_files() -> list[Path]:
    return [path for path in project_files("web/*.ts", "web/*.svelte") if "node_modules" not in path.parts]


def unquoted(literal: str) -> str:
    body = literal[1:-1]
    return (
        re.sub(r"\\u([0-9a-fA-F]{4})", lambda code: chr(int(code[1], 16)), body)
        .replace("\\n", "\n")
        .replace("\\" + literal[0], literal[0])
    )


def spanish(domain: str, *doors: str) -> dict[str, tuple[str, ...]]:
    """English → all forms of its Spanish, over the catalogues of these doors (all, when none is named)."""
    found: dict[str, tuple[str, ...]] = {}
    for folder in sorted(LOCALE.iterdir()):
        path = folder / "es" / "LC_MESSAGES" / f"{domain}.po"
        if path.exists() and (not doors or folder.name in doors):
            found |= read_catalogue(path)
    return found


@cache
def read_catalogue(path: Path) -> dict[str, tuple[str, ...]]:
    """English → the forms of its Spanish; read once, because every text of the source is looked up in it."""
    with path.open("rb") as source:
        messages = [message for message in read_po(source) if message.id and not message.fuzzy]
    return {
        first(message.id): (message.string,) if isinstance(message.string, str) else tuple(message.string)
        for message in messages
    }


def first(identifier: str | tuple[str, ...] | list[str]) -> str:
    return identifier if isinstance(identifier, str) else identifier[0]
