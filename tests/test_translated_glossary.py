"""The glossary in other languages: read, checked, shown as a page, and used in texts of that language."""

from __future__ import annotations

import re
from collections.abc import Callable

import markdown
import pytest
from conftest import Draft
from hypothesis import given
from hypothesis import strategies as st
from rendering import make_shelf, site_extensions

from knowledgebase.alphabets import alphabetical_key, first_letter
from knowledgebase.findings import Finding, Severity
from knowledgebase.glossary import Term
from knowledgebase.pages.glossary import make_glossary_pages
from knowledgebase.term_translations import term_fingerprint

One = Callable[[], Finding]
FRENCH = "entries/glossary.fr.yml"
ARABIC = "entries/glossary.ar.yml"


def write_terms(draft: Draft, path: str, **terms: str) -> None:
    """A glossary with the fingerprints that its English terms have."""
    glossary = draft.read().glossary
    lines = []
    for english, rest in terms.items():
        name = english.replace("_", "-")
        lines.append(f"{name}:\n  {rest}\n  translation_of: {term_fingerprint(name, glossary[name])!r}\n")
    draft.write(path, "".join(lines))


@pytest.fixture
def french(draft: Draft) -> Draft:
    write_terms(
        draft,
        FRENCH,
        Meta_analysis="term: Méta-analyse\n  definition: Une moyenne.\n  forms: [méta-analyses]",
        Retention="term: Rétention\n  definition: Ce qui reste.",
        Spacing="term: Espacement\n  definition: Des intervalles.",
    )
    return draft


@pytest.fixture
def arabic(draft: Draft) -> Draft:
    write_terms(
        draft,
        ARABIC,
        Meta_analysis="term: التحليل التجميعي\n  definition: متوسط.\n  forms: [تحليل تجميعي]",
        Retention="term: احتفاظ\n  definition: ما يبقى.",
        Spacing="term: تباعُد\n  definition: فترات.",
    )
    return draft


def pages_of(draft: Draft) -> dict[str, str]:
    """The HTML of the glossary in each language."""
    shelf, options = make_shelf(draft.read())
    return {
        page.path: markdown.Markdown(
            extensions=site_extensions()[0],
            extension_configs=options,  # type: ignore[arg-type]
        ).convert(page.text)
        for page in make_glossary_pages(shelf)
    }


def convert(draft: Draft, page: str, text: str) -> str:
    """A text as the site would show it on a page."""
    _, options = make_shelf(draft.read())
    converter = markdown.Markdown(extensions=site_extensions()[0], extension_configs=options)  # type: ignore[arg-type]
    return converter.convert(f"<!-- page: {page} -->\n\n{text}")


# Rules


def test_a_whole_and_current_glossary_has_no_finding(french: Draft) -> None:
    assert french.check() == []


def test_a_term_that_english_has_not_is_found_at_its_name(french: Draft, one: One) -> None:
    text = (french.root / FRENCH).read_text()
    extra = "Retentoin:\n  term: Mémoire\n  definition: Ce qui reste.\n  translation_of: 0123456789ab\n"
    french.write(FRENCH, text + extra)
    found = one()
    assert (found.code, found.path, found.line, found.column) == ("KB184", FRENCH, 14, 1)
    assert found.severity is Severity.ERROR
    assert "`Retention`" in found.hint


def test_all_missing_terms_are_one_warning(french: Draft, one: One) -> None:
    text = (french.root / FRENCH).read_text()
    french.write(FRENCH, text[: text.index("Retention:")])
    found = one()
    assert (found.code, found.severity, found.line) == ("KB185", Severity.WARNING, 1)
    assert found.message == "2 of 3 terms of entries/glossary.yml are not in French: `Retention`, `Spacing`."


def test_a_language_without_a_glossary_lacks_nothing(draft: Draft) -> None:
    assert draft.check() == []
    assert draft.read().translated_terms == {}


def test_a_term_behind_its_original_is_a_warning_that_tells_the_fingerprint(french: Draft, one: One) -> None:
    french.change("entries/glossary.yml", "with gaps between", "with time between")
    found = one()
    assert (found.code, found.severity, found.line, found.column) == ("KB186", Severity.WARNING, 13, 19)
    french.change(FRENCH, french.read().term_translations["fr"]["Spacing"].translation_of, found.hint[-14:-2])
    assert french.check() == []


def test_one_spelling_for_two_terms_is_found_at_the_second(french: Draft, one: One) -> None:
    french.change(FRENCH, "term: Espacement", "term: méta analyse")
    found = one()
    assert (found.code, found.line, found.column) == ("KB187", 11, 9)
    french.change(FRENCH, "term: méta analyse", "term: Espacement")
    french.change(
        FRENCH, "definition: Ce qui reste.", "definition: Ce qui reste.\n  forms: [gardé, Méta-analyses]"
    )
    found = one()
    assert (found.code, found.line, found.column) == ("KB187", 9, 18)


def test_a_spelling_that_a_term_has_twice_does_no_harm(french: Draft) -> None:
    french.change(FRENCH, "forms: [méta-analyses]", "forms: [méta-analyses, méta analyses]")
    assert french.check() == []


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("definition: Ce qui reste.", "meaning: Ce qui reste.", "KB104", 8),
        ("term: Rétention", "term: [Rétention]", "KB106", 7),
        ("definition: Ce qui reste.", f"definition: {'mot ' * 80}", "KB106", 8),
    ],
)
def test_a_wrong_field_is_found_where_it_stands(
    french: Draft, old: str, new: str, code: str, line: int
) -> None:
    french.change(FRENCH, old, new)
    assert (code, line) in {(found.code, found.line) for found in french.check()}


def test_a_file_that_is_no_list_is_found(french: Draft, one: One) -> None:
    french.write(FRENCH, "Spacing: [\n")
    assert (one().code, one().path) == ("KB103", FRENCH)


# Pages


def test_each_language_has_a_page_in_the_order_of_its_alphabet(french: Draft) -> None:
    html = pages_of(french)["fr/glossary.md"]
    assert re.findall(r'<dt id="([^"]+)">(.+?)</dt>', html) == [
        ("spacing", "Espacement"),
        ("meta-analysis", "Méta-analyse"),
        ("retention", "Rétention"),
    ]
    assert re.findall(r'<h2 id="(.+?)">', html) == ["letter-e", "letter-m", "letter-r"]


def test_a_page_says_the_english_terms_and_that_nobody_reviewed_it(french: Draft) -> None:
    html = pages_of(french)["fr/glossary.md"]
    assert 'En anglais&nbsp;: <span lang="en" dir="ltr">Meta-analysis</span>' in html
    assert "n’a pas encore été relue" in html
    assert 'Voir&nbsp;: <a href="#spacing">Espacement</a>' in html
    assert "a été modifiée" not in html


def test_a_term_behind_its_original_says_so(french: Draft) -> None:
    french.change("entries/glossary.yml", "with gaps between", "with time between")
    assert pages_of(french)["fr/glossary.md"].count("La définition anglaise a été modifiée") == 1


def test_a_page_says_how_many_terms_are_in_english_alone(french: Draft) -> None:
    text = (french.root / FRENCH).read_text()
    french.write(FRENCH, text[: text.index("Spacing:")])
    html = pages_of(french)["fr/glossary.md"]
    assert '<a href="../../glossary/" hreflang="en">1 autre terme dans le glossaire anglais</a>' in html


def test_both_glossaries_name_each_other(french: Draft) -> None:
    shelf, _ = make_shelf(french.read())
    english, other = make_glossary_pages(shelf)
    assert [one["url"] for one in english.meta["alternates"]] == ["glossary/", "fr/glossary/"]  # type: ignore[attr-defined]
    assert english.meta["alternates"] == other.meta["alternates"]
    assert other.path in french.read().pages
    assert [language.code for language in french.read().languages] == ["fr"]


def test_arabic_letters_leave_the_article_out_and_have_anchors(arabic: Draft) -> None:
    html = pages_of(arabic)["ar/glossary.md"]
    assert re.findall(r'<dt id="([^"]+)">', html) == ["retention", "spacing", "meta-analysis"]
    assert re.findall(r'<h2 id="letter-(\d+)">(.)', html) == [("1575", "ا"), ("1578", "ت")]


# Definitions where a term stands


def test_a_translated_page_shows_the_definitions_of_its_language(french: Draft) -> None:
    html = convert(
        french, "fr/techniques/feedback.md", "Deux méta-analyses et la retention of what, l’espacement."
    )
    assert re.findall(r'data-term="(.+?)"', html) == ["Méta-analyse", "Espacement"]
    assert 'data-definition="Une moyenne."' in html
    assert 'href="../glossary.md#meta-analysis"' in html
    english = convert(french, "techniques/feedback.md", "Two meta-analyses, deux méta-analyses.")
    assert re.findall(r'data-definition="(.+?)"', english) == [
        "A study that works out an average from many studies."
    ]


def test_a_page_in_a_language_without_a_glossary_shows_no_english_definitions(french: Draft) -> None:
    assert "kb-term" not in convert(french, "es/techniques/feedback.md", "Meta-analysis, méta-analyse.")


def test_arabic_is_found_with_and_without_vowel_signs(arabic: Draft) -> None:
    for spelling in ("تباعد", "تباعُد", "تَباعُد"):
        html = convert(arabic, "ar/techniques/feedback.md", f"هذا {spelling} مفيد.")
        assert 'href="../glossary.md#spacing"' in html, spelling


def test_the_glossary_itself_explains_no_term(french: Draft) -> None:
    assert "kb-term" not in pages_of(french)["fr/glossary.md"]


# Alphabets


def test_spanish_has_its_own_letter_after_n() -> None:
    words = ["ñandú", "oso", "Nube", "árbol", "nzz"]
    assert sorted(words, key=lambda word: alphabetical_key(word, "es")) == [
        "árbol",
        "Nube",
        "nzz",
        "ñandú",
        "oso",
    ]
    assert [first_letter(word, "es") for word in words] == ["Ñ", "O", "N", "A", "N"]


def test_french_and_arabic_sort_by_letters() -> None:
    assert sorted(["évaluation", "effet", "étude"], key=alphabetical_key) == ["effet", "étude", "évaluation"]
    assert first_letter("الأثر", "ar") == first_letter("أثر", "ar") == "ا"
    assert first_letter("ال", "ar") == "ا"
    assert first_letter("80/20") == "0-9"
    assert first_letter("") == "0-9"


@given(st.text(max_size=8), st.sampled_from(["en", "fr", "es", "ar"]))
def test_every_text_has_a_place_and_a_letter(text: str, language: str) -> None:
    assert (
        alphabetical_key(text, language) == alphabetical_key(text.upper().lower(), language)
        or text != text.lower()
    )
    assert first_letter(text, language)


@given(st.text(min_size=1, max_size=20), st.text(min_size=1, max_size=20))
def test_a_fingerprint_changes_with_the_definition(one_: str, other: str) -> None:
    term = Term.model_construct(definition=one_)
    changed = Term.model_construct(definition=other)
    assert (term_fingerprint("A", term) == term_fingerprint("A", changed)) == (one_ == other)
