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


class NotBuilt(RuntimeError):
    """The pages' scripts are not there."""

    def __init__(self, asked: str) -> None:
        super().__init__(f"{asked} is not built: run `npm ci && npm run build` in web/, or install the package again.")


@register.simple_tag
def entry(name: str) -> SafeString:
    """Style sheets, module preloads and the script of one entry, e.g. {% entry "desk" %}."""
    styles, chunks, script = _parts(name, stamp=_stamp("manifest.json", folder=DIST / ".vite"))
    return SafeString(
        format_html_join("\n", '<link rel="stylesheet" href="{}">', ((_url(path),) for path in styles))
        + format_html_join("\n", '<link rel="modulepreload" href="{}">', ((_url(path),) for path in chunks))
        + format_html('<script type="module" src="{}"></script>', _url(script))
    )


@register.simple_tag
def words(*doors: str) -> SafeString:
    """The catalogue for the scripts of these doors in the reader's language, with the shared words, inlined as JSON."""
    catalogue: dict[str, str | list[str]] = {}
    for door in ("shared", *doors):
        catalogue |= _catalogue(door, language=get_language() or settings.LANGUAGE_CODE)
    return json_script(catalogue, "words")


@register.simple_tag
def icon(name: str, size: int = 20) -> SafeString:
    """An icon of our set as inline SVG; one that is not in the set is drawn as a pin."""
    paths = _icons(stamp=_stamp("icons.json"))
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" width="{}" height="{}" aria-hidden="true"><path d="{}"/></svg>',
        size,
        size,
        paths.get(name, paths["pin"]),
    )


def _url(path: str) -> str:
    return static(f"dist/{path}")


def _stamp(file: str, *, folder: Path = DIST) -> float:
    """When the file was last written: a new build shows without a restart, an unchanged one is read once."""
    try:
        return (folder / file).stat().st_mtime
    except FileNotFoundError:
        raise NotBuilt(file) from None


@lru_cache(maxsize=64)
def _parts(name: str, *, stamp: float) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """The style sheets, the imported chunks and the script of an entry. `stamp` only makes the cache forget."""
    manifest: dict[str, dict[str, Any]] = json.loads((DIST / ".vite" / "manifest.json").read_text("utf-8"))
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
    return tuple(styles), tuple(chunks), root["file"]


@lru_cache(maxsize=4)
def _icons(*, stamp: float) -> dict[str, str]:
    icons: dict[str, str] = json.loads((DIST / "icons.json").read_text("utf-8"))
    return icons


@lru_cache(maxsize=64)
def _catalogue(door: str, *, language: str) -> dict[str, str | list[str]]:
    """English text → the reader's text, or its plural forms; empty where the language has no catalogue (English)."""
    try:
        found = gettext.translation("djangojs", LOCALE / door, languages=[to_locale(language)])
    except FileNotFoundError:
        return {}
    entries: dict[Any, str] = found._catalog  # type: ignore[attr-defined]  # the only way to list a gettext catalogue
    plain: dict[str, str | list[str]] = {key: text for key, text in entries.items() if isinstance(key, str) and key}
    for key, text in sorted((key, text) for key, text in entries.items() if isinstance(key, tuple)):
        forms = plain.setdefault(key[0], [])
        if isinstance(forms, list):
            forms.append(text)
    return plain

