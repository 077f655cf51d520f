"""Whoever reads Spanish reads all of it in Spanish."""

from __future__ import annotations

import re

import pytest

from tests.house import words
from tests.house.files import ROOT

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")


def catalogue_for(text: words.Text) -> dict[str, tuple[str, ...]]:
    return words.spanish("djangojs", "shared", text.door) if text.door else words.spanish("django")


def test_every_text_has_its_spanish() -> None:
    without = {
        f"{text.where}: {text.english}"
        for text in words.texts()
        if not all(catalogue_for(text).get(text.english, ("",)))
    }

    assert sorted(without) == []


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_a_translation_keeps_every_placeholder(domain: str) -> None:
    lost = {
        english
        for english, forms in words.spanish(domain).items()
        if any(
            set(PLACEHOLDER.findall(form)) - {"%(n)s"} != set(PLACEHOLDER.findall(english)) - {"%(n)s"}
            for form in forms
        )
    }

    assert lost == set()


def test_scripts_translate_whole_sentences_not_pieces_glued_together() -> None:
    glued = [
        str(path.relative_to(ROOT))
        for path in words.script_files()
        if words.SCRIPT_NOT_LITERAL.search(path.read_text(encoding="utf-8"))
    ]

    assert glued == []


def test_the_extraction_sees_each_way_of_writing_a_text() -> None:
    block = words.block_text(" trimmed with town=x", "\n  Report to\n  {{ town }}\n")

    assert block == "Report to %(town)s"
    assert words.SCRIPT_CALL.search("x = t('It\\'s done', {n})")["one"] == "'It\\'s done'"
    assert words.unquoted("'It\\'s done'") == "It's done"
    assert words.TEMPLATE_TRANSLATE.search('{% translate "Desk" %}')["one"] == '"Desk"'
