"""What templates need from the built pages: scripts and styles of an entry, the words of a door, an icon of our set."""

import gettext
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import escape, format_html, format_html_join, json_script
from django.utils.safestring import SafeString
from django.utils.translation import get_language, to_locale

register = template.Library()

HERE = Path(__file__).resolve().parent.parent.parent
DIST = HERE / "static" / "dist"
LOCALE = HERE / "locale"

_READ: dict[str, tuple[float, dict[str, Any]]] = {}  # file → when it was written, what it said


class NotBuilt(RuntimeError):
    """The pages' scripts are not there."""

    def __init__(self, asked: str) -> None:
        super().__init__(f"{asked} is not built: run `npm ci && npm run build` in web/, or install the package again.")


@register.simple_tag
def entry(name: str) -> SafeString:
    """Style sheets, module preloads and the script of one entry, e.g. {% entry "desk" %}."""
    styles, chunks, script = _parts(name)
    return SafeString(
        format_html_join("\n", '<link rel="stylesheet" href="{}">', ((_url(path),) for path in styles))
        + format_html_join("\n", '<link rel="modulepreload" href="{}">', ((_url(path),) for path in chunks))
        + format_html('<script type="module" src="{}"></script>', _url(script))
    )


@register.simple_tag
def words(*doors: str) -> SafeString:
    """The catalogue for the scripts of these doors in the reader's language, with the shared words, inlined as JSON."""
    catalogue: dict[str, str | list[str]] = {}
    for door in ("shared", *doors):  # sliced: a word of a template is a SafeString, which no path can be made of
        catalogue |= _catalogue(door[:], language=get_language() or settings.LANGUAGE_CODE)
    return json_script(catalogue, "words")


@register.simple_tag
def icon(name: str, size: int = 20) -> SafeString:
    """An icon of our set as inline SVG; one that is not in the set is drawn as a pin."""
    paths = _built("icons.json")
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" width="{}" height="{}" aria-hidden="true"><path d="{}"/></svg>',
        size,
        size,
        paths.get(name, paths["pin"]),
    )


def _url(path: str) -> str:
    return static(f"dist/{path}")


def _built(file: str) -> dict[str, Any]:
    """A JSON file of the build, read once; a new build shows without a restart."""
    path = DIST / file
    try:
        written = path.stat().st_mtime
    except FileNotFoundError:
        raise NotBuilt(file) from None
    if _READ.get(file, (0.0, {}))[0] != written:
        _READ[file] = (written, json.loads(path.read_text("utf-8")))
    return _READ[file][1]


def _parts(name: str) -> tuple[list[str], list[str], str]:
    """The style sheets, the imported chunks and the script of an entry."""
    manifest = _built(".vite/manifest.json")
    root = next((part for part in manifest.values() if part.get("isEntry") and part.get("name") == name), None)
    if root is None:
        raise NotBuilt(f"The entry {escape(name)}")
    styles: dict[str, None] = {}
    chunks: dict[str, None] = {}
    waiting = [root]
    while waiting:  # imported chunks bring style sheets of their own, which must come before the entry's
        part = waiting.pop()
        styles = dict.fromkeys(part.get("css", [])) | styles
        for key in part.get("imports", []):
            if manifest[key]["file"] not in chunks:
                chunks[manifest[key]["file"]] = None
                waiting.append(manifest[key])
    return list(styles), list(chunks), root["file"]


@lru_cache(maxsize=64)
def _catalogue(door: str, *, language: str) -> dict[str, str | list[str]]:
    """English text → the reader's text, or its plural forms; empty where the language has no catalogue (English)."""
    try:
        found = gettext.translation("djangojs", LOCALE / door, languages=[to_locale(language)])
    except FileNotFoundError:
        return {}
    entries: dict[Any, str] = found._catalog  # type: ignore[attr-defined]  # noqa: SLF001 the only list there is
    plain: dict[str, str | list[str]] = {key: text for key, text in entries.items() if isinstance(key, str) and key}
    for key, text in sorted((key, text) for key, text in entries.items() if isinstance(key, tuple)):
        forms = plain.setdefault(key[0], [])
        if isinstance(forms, list):
            forms.append(text)
    return plain
