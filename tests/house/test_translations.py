"""Whoever reads Spanish reads all of it in Spanish."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from django.utils import translation

from sereno.doors import shapes
from sereno.vocabulary.words import Outcome
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


def test_a_catalogue_has_each_text_once() -> None:
    twice = {
        f"{path.parent.parent.parent.name}/{path.name}: {text}"
        for path in words.LOCALE.rglob("*.po")
        for text, times in Counter(re.findall(r'^msgid "(.+)"$', path.read_text("utf-8"), re.M)).items()
        if times > 1
    }

    assert sorted(twice) == []


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


def test_an_outcome_has_one_word_on_every_screen() -> None:
    """The glossary's, however the desk, the crew's page and the pages of the server come by it."""
    glossary = (ROOT / "docs" / "reference" / "glossary.md").read_text(encoding="utf-8")
    line = next(line for line in glossary.splitlines() if line.startswith("Outcomes: "))
    wanted = {code: word.strip(" .") for code, word in re.findall(r"`(\w+)` ([^·]+)", line)}
    script = (ROOT / "web" / "shared" / "outcomes.ts").read_text(encoding="utf-8")
    in_scripts = {code: catalogue[text] for catalogue in [words.spanish("djangojs", "shared")]
                  for code, text in re.findall(r"(\w+): t\('([^']+)'\)", script)}  # fmt: skip
    with translation.override("es"):
        on_pages = {outcome.value: shapes.outcome_label(outcome) for outcome in Outcome}

    assert {code: forms[0] for code, forms in in_scripts.items()} == on_pages
    assert {code: on_pages[code].lower().startswith(word) for code, word in wanted.items()} == dict.fromkeys(
        Outcome, True
    )


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
