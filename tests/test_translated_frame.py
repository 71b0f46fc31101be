"""What stands around a translated page: all of it in its language, or marked as English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import lxml.html
import pytest
from conftest import PROJECT
from lxml.etree import _Element as Element

from knowledgebase.knowledge import read_knowledge_base
from knowledgebase.languages import LANGUAGES, read_messages, words_of
from knowledgebase.pages.languages import SCRIPTS

PAGES = ("index.html", "techniques/after-action-review/index.html")
NAMES = frozenset({"CC BY 4.0", "MIT", "Material for MkDocs"})
"""Names that are the same in every language."""
SAID = ("aria-label", "title", "placeholder", "alt")
HOME_IN = {"en": "Home page", "fr": "Page d’accueil", "es": "Página de inicio", "ar": "الصفحة الرئيسية"}
MOST_FOR_THE_SWITCH = 700
"""Bytes, with the indents of its template; it weighs on every page."""


def read(site: Path, page: str) -> Element:
    return lxml.html.fromstring((site / page).read_text(encoding="utf-8"))


def texts_of(element: Element, language: str) -> Iterator[str]:
    """What an element says in `language`: its text and what only some readers are told."""
    language = element.get("lang") or language
    skipped = not isinstance(element.tag, str) or element.tag in {"script", "style", "article", "head", "pre"}
    if skipped or language != element.getroottree().getroot().get("lang"):
        return
    yield from (" ".join(element.get(name, "").split()) for name in SAID)
    yield " ".join((element.text or "").split())
    for child in element:
        yield from texts_of(child, language)
        yield " ".join((child.tail or "").split())


def frame_of(site: Path, page: str) -> set[str]:
    """The texts of a page outside its article that hold a word."""
    root = read(site, page)
    found = set(texts_of(root, root.get("lang", "")))
    return {text for text in found if re.search(r"[^\W\d_]{2}", text)} - NAMES


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_no_english_stands_around_a_translated_page_unmarked(site: Path, code: str, page: str) -> None:
    same = {text for text, message in read_messages(code).items() if message.forms["other"] == text}
    english = frame_of(site, page) - same
    assert len(english) > 15
    assert frame_of(site, f"{code}/{page}") & english == set()


@pytest.mark.parametrize("page", PAGES)
def test_no_latin_word_stands_around_an_arabic_page_unmarked(site: Path, page: str) -> None:
    latin = {text for text in frame_of(site, f"ar/{page}") if re.search("[A-Za-z]{2}", text)}
    assert latin == set()


@pytest.mark.parametrize(
    ("code", "page"),
    [
        *((code, page) for code in LANGUAGES for page in PAGES),
        *((code, "glossary/index.html") for code in read_knowledge_base(PROJECT).translated_terms),
    ],
)
def test_no_message_of_a_catalog_stands_in_english_anywhere(site: Path, code: str, page: str) -> None:
    root = read(site, f"{code}/{page}")
    for article in root.iter("article"):
        article.tag = "div"
    messages = {text for text, message in read_messages(code).items() if message.forms["other"] != text}
    assert set(texts_of(root, code)) & messages == set()


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_page_says_its_language_and_direction(site: Path, code: str) -> None:
    root = read(site, f"{code}/index.html")
    assert root.get("lang") == code
    assert root.find("body").get("dir") == LANGUAGES[code].direction


@pytest.mark.parametrize("code", LANGUAGES)
def test_scripts_find_their_words(site: Path, code: str) -> None:
    root = read(site, f"{code}/techniques/after-action-review/index.html")
    loaded = [
        script.get("src").rpartition("assets/")[2] for script in root.iter("script") if script.get("src")
    ]
    assert loaded.index(f"words/{code}.js") < loaded.index("js/words.js") < loaded.index("js/shell.js")
    words = (site / "assets" / "words" / f"{code}.js").read_text()
    assert all(f'"{text}":' in words for text in words_of(LANGUAGES[code], SCRIPTS))
    assert not [name for name in read(site, "index.html").iter("script") if "words/" in name.get("src", "")]


# The switch between languages


def switch_of(site: Path, page: str) -> dict[str, tuple[str | None, str | None]]:
    """Where each language leads from a page, and what its link says besides its name."""
    links = read(site, page).xpath('//*[@class="kb-tongues"]//li/*')
    return {link.get("lang"): (link.get("href"), link.get("title")) for link in links}


def test_a_page_leads_to_its_translations(site: Path) -> None:
    assert switch_of(site, "techniques/after-action-review/index.html") == {
        "en": (None, None),
        "fr": ("../../fr/techniques/after-action-review/", None),
        "es": ("../../es/techniques/after-action-review/", None),
        "ar": ("../../ar/techniques/after-action-review/", None),
    }
    assert switch_of(site, "ar/techniques/after-action-review/index.html") == {
        "en": ("../../../techniques/after-action-review/", None),
        "fr": ("../../../fr/techniques/after-action-review/", None),
        "es": ("../../../es/techniques/after-action-review/", None),
        "ar": (None, None),
    }


def test_a_page_without_translations_leads_to_home_pages_and_says_so(site: Path) -> None:
    found = switch_of(site, "tags/memory/index.html")
    assert found["en"] == (None, None)
    for code in LANGUAGES:
        assert found[code] == (f"../../{code}/", HOME_IN[code])


def test_a_language_names_itself_in_its_own_words(site: Path) -> None:
    names = read(site, "index.html").xpath('//*[@class="kb-tongues"]//li/*/text()')
    assert names == ["English", "Français", "Español", "العربية"]


def test_the_switch_weighs_little(site: Path) -> None:
    html = (site / "techniques" / "feedback" / "index.html").read_text(encoding="utf-8")
    switch = html[html.index('<details class="kb-tongues"') : html.index("</details>")]
    assert len(switch.encode()) <= MOST_FOR_THE_SWITCH


def test_titles_of_headings_links_are_in_the_language(site: Path) -> None:
    for page, title in (("", "Link to this section"), ("fr/", "Lien vers cette section")):
        links = read(site, f"{page}techniques/after-action-review/index.html").xpath(
            '//a[@class="headerlink"]'
        )
        assert {link.get("title") for link in links} == {title}
