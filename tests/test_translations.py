"""Translations of records: read, checked against their originals, and written as pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from conftest import TODAY, Draft

from knowledgebase.citing import Formatter
from knowledgebase.findings import Finding, Severity
from knowledgebase.languages import LANGUAGES, LOCALES, language_of_page, read_messages, say
from knowledgebase.pages import Page, Shelf
from knowledgebase.pages.languages import FURNITURE
from knowledgebase.pages.records import make_record_page
from knowledgebase.pages.translations import make_translated_pages
from knowledgebase.translations import fingerprint

ORIGINAL = "entries/techniques/retrieval-practice.md"
FRENCH = "entries/techniques/retrieval-practice.fr.md"
TEMPLATES = Path(__file__).parent.parent / "knowledgebase" / "templates"


@pytest.fixture
def translated(draft: Draft) -> Draft:
    """The small knowledge base with a translation that says what its original says."""
    original = draft.read().records["retrieval-practice"]
    front_matter = (
        "---\ntitle: Rappel\nsummary: Rappeler plutôt que relire.\n"
        f'translation_of: "{fingerprint(original)}"\nstatus: needs-review\ntranslators: [A. Person]\n---\n'
    )
    draft.write(FRENCH, front_matter + original.document.body)
    return draft


def make_pages(draft: Draft) -> dict[str, Page]:
    knowledge = draft.read()
    return {
        page.path: page
        for page in make_translated_pages(Shelf(knowledge, Formatter(knowledge.bibliography), TODAY))
    }


def test_a_faithful_translation_is_left_alone(translated: Draft) -> None:
    assert translated.check() == []
    assert [item.language.code for item in translated.read().translations] == ["fr"]


def test_a_translation_without_its_original_is_found(translated: Draft, one: Callable[[], Finding]) -> None:
    (translated.root / FRENCH).rename(translated.root / "entries/techniques/recall.fr.md")
    found = one()
    assert (found.code, found.path, found.line) == ("KB180", "entries/techniques/recall.fr.md", 1)


def test_a_section_left_out_is_found(translated: Draft, one: Callable[[], Finding]) -> None:
    translated.change(FRENCH, "## When it does not work\n", "")
    assert (one().code, one().line) == ("KB181", 8)


def test_a_citation_left_out_is_found(translated: Draft, one: Callable[[], Finding]) -> None:
    translated.change(FRENCH, "Ask, wait, then tell [@rowland2014].", "Demandez.")
    assert one().code == "KB182"


def test_a_translation_behind_its_original_is_a_warning_and_says_so_on_its_page(
    translated: Draft, one: Callable[[], Finding]
) -> None:
    translated.change(ORIGINAL, "When nothing was learned yet.", "When nothing has been learned so far.")
    found = one()
    assert (found.code, found.severity, found.line, found.column) == ("KB183", Severity.WARNING, 4, 17)
    assert "a été modifié" in make_pages(translated)["fr/techniques/retrieval-practice.md"].markdown


def test_a_field_that_a_translation_does_not_have_is_found(
    translated: Draft, one: Callable[[], Finding]
) -> None:
    translated.change(FRENCH, "status: needs-review", "status: needs-review\ntags: [memory]")
    assert (one().code, one().line) == ("KB104", 6)


def test_a_translated_page_names_its_language_and_its_other_languages(translated: Draft) -> None:
    pages = make_pages(translated)
    assert set(pages) == {"fr/index.md", "fr/techniques/retrieval-practice.md"}
    meta = pages["fr/techniques/retrieval-practice.md"].meta
    assert isinstance(meta["interface"], dict)
    assert (meta["interface"]["language"], meta["interface"]["direction"]) == ("fr", "ltr")
    knowledge = translated.read()
    shelf = Shelf(knowledge, Formatter(knowledge.bibliography), TODAY)
    english = make_record_page(shelf, knowledge.records["retrieval-practice"])
    assert english.meta["alternates"] == meta["alternates"]
    assert set(pages) <= knowledge.pages


def test_the_home_page_of_a_language_lists_what_is_translated_with_its_summary(translated: Draft) -> None:
    listed = make_pages(translated)["fr/index.md"].markdown
    link = '<a href="techniques/retrieval-practice/">Rappel</a>'
    assert f'{link} <span class="kb-card__meta">Rappeler plutôt que relire.</span>' in listed


def test_a_record_without_translation_names_no_languages(translated: Draft) -> None:
    knowledge = translated.read()
    shelf = Shelf(knowledge, Formatter(knowledge.bibliography), TODAY)
    assert "alternates" not in make_record_page(shelf, knowledge.records["spaced-practice"]).meta


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_message_is_translated_with_the_same_placeholders(code: str) -> None:
    needed = set(FURNITURE)
    for template in ("translation.md.jinja", "language_home.md.jinja"):
        needed |= set(re.findall(r'say\("([^"]+)"\)', (TEMPLATES / template).read_text(encoding="utf-8")))
    messages = read_messages(code)
    assert needed <= set(messages)
    for english, text in messages.items():
        assert sorted(re.findall(r"{\w+}", english)) == sorted(re.findall(r"{\w+}", text))


def test_the_catalogs_hold_the_same_messages() -> None:
    catalogs = []
    for code in LANGUAGES:
        with (LOCALES / code / "LC_MESSAGES" / "knowledgebase.po").open("rb") as file:
            catalogs.append({message.id for message in read_po(file) if message.id})
    assert catalogs[0] == catalogs[1] == catalogs[2]


def test_a_page_is_in_the_language_of_its_address() -> None:
    arabic = language_of_page("ar/techniques/feedback.md")
    assert arabic is not None and arabic.direction == "rtl"
    assert language_of_page("techniques/feedback.md") is None
    assert say(None, "References") == "References"
    assert say(arabic, "References") == "المراجع"
