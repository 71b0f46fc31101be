"""Translations of records: read, checked against their originals, and written as pages."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from conftest import TODAY, Draft

from knowledgebase.citing import Formatter
from knowledgebase.findings import Finding, Severity
from knowledgebase.languages import language_of_page, say
from knowledgebase.pages import Page, Shelf, make_redirects
from knowledgebase.pages.home import make_home_page, make_language_home
from knowledgebase.pages.records import make_record_page
from knowledgebase.pages.translations import make_translated_pages
from knowledgebase.translations import fingerprint

ORIGINAL = "entries/techniques/retrieval-practice.md"
FRENCH = "entries/techniques/retrieval-practice.fr.md"


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
    shelf = Shelf(knowledge, Formatter(knowledge.bibliography), TODAY)
    homes = [
        make_home_page(shelf),
        *(make_language_home(shelf, language) for language in knowledge.languages),
    ]
    return {page.path: page for page in [*homes, *make_translated_pages(shelf)]}


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
    assert set(pages) == {"index.md", "fr/index.md", "fr/techniques/retrieval-practice.md"}
    meta = pages["fr/techniques/retrieval-practice.md"].meta
    assert isinstance(meta["interface"], dict)
    assert (meta["interface"]["language"], meta["interface"]["direction"]) == ("fr", "ltr")
    knowledge = translated.read()
    shelf = Shelf(knowledge, Formatter(knowledge.bibliography), TODAY)
    english = make_record_page(shelf, knowledge.records["retrieval-practice"])
    assert english.meta["alternates"] == meta["alternates"]
    assert set(pages) <= knowledge.pages


def test_the_home_page_of_a_language_begins_with_what_is_translated(translated: Draft) -> None:
    home = make_pages(translated)["fr/index.md"].markdown
    card = '<h3><a href="techniques/retrieval-practice/">Rappel</a></h3><p>Rappeler plutôt que relire.</p>'
    assert home.index(card) < home.index('<ul class="kb-ways">')
    assert "Tout ce qui suit mène à des pages en anglais" in home


def test_a_home_page_says_of_each_link_to_an_english_page_that_it_is_english(translated: Draft) -> None:
    links = re.findall(r"<a ([^>]+)>", make_pages(translated)["fr/index.md"].markdown)
    english = [link for link in links if link.startswith('href="../')]
    assert len(english) > 12
    assert all('hreflang="en"' in link for link in english)
    assert {link for link in links if link not in english} == {'href="techniques/retrieval-practice/"'}


def test_every_home_page_has_the_same_sections(translated: Draft) -> None:
    english, french = (make_pages(translated)[page].markdown for page in ("index.md", "fr/index.md"))
    assert french.count("\n## ") == english.count("\n## ") > 3
    assert french.count('class="kb-way ') == english.count('class="kb-way ') == 4


def test_a_need_that_nobody_translated_says_that_it_is_english(translated: Draft) -> None:
    home = make_pages(translated)["fr/index.md"].markdown
    assert "Se souvenir des règles et des procédures</a>" in home
    translated.replace(
        "entries/vocabulary.yml", "label: Remember rules and procedures", "label: Recall rules"
    )
    home = make_pages(translated)["fr/index.md"].markdown
    assert '<span lang="en" dir="ltr">Recall rules</span></a>' in home


def test_a_record_without_translation_names_no_languages(translated: Draft) -> None:
    knowledge = translated.read()
    shelf = Shelf(knowledge, Formatter(knowledge.bibliography), TODAY)
    assert "alternates" not in make_record_page(shelf, knowledge.records["spaced-practice"]).meta


def test_an_alias_redirects_to_the_translation_as_well(translated: Draft) -> None:
    html = dict(make_redirects(translated.read()))["fr/techniques/testing-effect/index.html"]
    assert '<html lang="fr">' in html
    assert '<a href="../retrieval-practice/">Rappel</a>' in html


def test_a_page_is_in_the_language_of_its_address() -> None:
    arabic = language_of_page("ar/techniques/feedback.md")
    assert arabic is not None and arabic.direction == "rtl"
    assert language_of_page("techniques/feedback.md") is None
    assert say(None, "References") == "References"
    assert say(arabic, "References") == "المراجع"
