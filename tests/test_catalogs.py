"""The catalogs of messages: whole, current, and with the same placeholders in every language."""

from __future__ import annotations

import gettext
import re
import shutil
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from conftest import PROJECT

from knowledgebase.catalogs import TEMPLATE, find_messages, renew_catalogs
from knowledgebase.knowledge import KnowledgeBase, read_knowledge_base
from knowledgebase.languages import LANGUAGES, LOCALES, PLURALS, language_of_page, say, say_count, say_or_mark

SHOW = "How to mend it: run `make messages`, and translate what it says is missing."


@pytest.fixture(scope="module")
def knowledge() -> KnowledgeBase:
    return read_knowledge_base(PROJECT)


def read_catalog(code: str) -> Catalog:
    with (LOCALES / code / "LC_MESSAGES" / "knowledgebase.po").open("rb") as file:
        return read_po(file, locale=code, abort_invalid=True)


def test_the_catalogs_are_what_make_messages_writes(knowledge: KnowledgeBase, tmp_path: Path) -> None:
    copy = tmp_path / "locales"
    shutil.copytree(LOCALES, copy)
    assert renew_catalogs(knowledge, copy) == dict.fromkeys(LANGUAGES, 0), SHOW
    for path in [copy / TEMPLATE, *copy.rglob("*.po")]:
        assert path.read_text() == (LOCALES / path.relative_to(copy)).read_text(), SHOW


def test_a_new_message_is_added_and_marked_by_being_empty(knowledge: KnowledgeBase, tmp_path: Path) -> None:
    copy = tmp_path / "locales"
    shutil.copytree(LOCALES, copy)
    french = copy / "fr" / "LC_MESSAGES" / "knowledgebase.po"
    text = french.read_text()
    french.write_text(text.replace('msgid "Glossary"\nmsgstr "Glossaire"', 'msgid "Old"\nmsgstr "Ancien"'))
    assert renew_catalogs(knowledge, copy) == {"fr": 1, "es": 0, "ar": 0}
    assert 'msgid "Glossary"\nmsgstr ""' in french.read_text()
    assert '#~ msgid "Old"' in french.read_text()


def test_messages_come_from_library_templates_theme_scripts_and_lists(knowledge: KnowledgeBase) -> None:
    places: dict[object, set[str]] = {}
    for text, place in find_messages(knowledge):
        places.setdefault(text, set()).add(place)
    assert "docs/overrides/partials/header.html" in places["Skip to content"]
    assert places["Try fewer words:"] == {"docs/assets/js/finder.js"}
    assert "knowledgebase/templates/home.md.jinja" in places["{number} step", "{number} steps"]
    assert places["Home page"] == {"knowledgebase/pages/languages.py"}
    assert "mkdocs.yml" in places["Topics"]
    assert places["Lead and support people"] == {"entries/vocabulary.yml"}


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_translation_has_the_placeholders_of_its_message(code: str) -> None:
    for message in read_catalog(code):
        if not message.id:
            continue
        english = message.id[-1] if isinstance(message.id, tuple) else message.id
        needed = set(re.findall(r"{\w+}", english))
        if isinstance(message.string, tuple):  # "one record" needs no figure
            assert all(set(re.findall(r"{\w+}", form)) <= needed for form in message.string), english
            assert set(re.findall(r"{\w+}", message.string[-1])) == needed, english
        else:
            assert sorted(re.findall(r"{\w+}", str(message.string))) == sorted(needed), english


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_catalog_counts_as_its_language_does(code: str) -> None:
    choose = gettext.c2py(read_catalog(code).plural_expr)  # type: ignore[attr-defined]
    for number in range(1000):
        assert PLURALS[code][choose(number)] == Locale(code).plural_form(number), number


def test_arabic_has_six_ways_to_count() -> None:
    arabic = language_of_page("ar/index.md")
    told = [say_count(arabic, n, "{number} step", "{number} steps") for n in (0, 1, 2, 3, 11, 100)]
    assert told == ["لا خطوات", "خطوة واحدة", "خطوتان", "3 خطوات", "11 خطوة", "100 خطوة"]
    assert say_count(None, 1, "{number} step", "{number} steps") == "1 step"
    assert say_count(arabic, 2, "{number} stop", "{number} stops") == "2 stops"


def test_a_text_that_is_in_no_catalog_stays_english_and_says_so() -> None:
    french = language_of_page("fr/index.md")
    assert say(french, "Not <there>") == "Not <there>"
    assert say_or_mark(french, "Not <there>") == '<span lang="en" dir="ltr">Not &lt;there&gt;</span>'
    assert say_or_mark(french, "Glossary") == "Glossaire"
    assert say_or_mark(None, "A & B") == "A &amp; B"
