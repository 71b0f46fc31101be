"""The page of the glossary in each language: every term from A to Z, with an anchor for each."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from knowledgebase import addresses
from knowledgebase.alphabets import alphabetical_key, first_letter
from knowledgebase.crosslinks import escape_markdown
from knowledgebase.glossary import Term, sorting_key, term_slug
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.languages import LANGUAGES, Language, say
from knowledgebase.pages.languages import (
    describe_interface,
    link_to_record,
    list_languages,
    voice,
)
from knowledgebase.pages.page import Link, Page, Shelf, render
from knowledgebase.term_translations import TranslatedTerm

_DESCRIPTION = "The terms of this site in plain words, from action learning to working memory."


@dataclass(frozen=True)
class _Other:
    """Another term of the glossary, on the same page."""

    term: str
    slug: str


@dataclass(frozen=True)
class _Entry:
    """A term as the page shows it; what is `Markup` is Markdown, the rest text."""

    term: Markup
    slug: str
    definition: Markup
    citation: Markup | None
    forms: list[str]
    see: list[_Other]
    record: Link | None
    english: str
    """The English term; empty on the English page."""
    is_behind: bool


def make_glossary_pages(shelf: Shelf) -> Iterator[Page]:
    """The page `/glossary/`, and `/fr/glossary/` and so on; none where there is no glossary."""
    if not shelf.knowledge.glossary.items:
        return
    yield make_english_glossary(shelf)
    for code, terms in shelf.knowledge.translated_terms.items():
        yield _make_translated_glossary(shelf, LANGUAGES[code], terms)


def make_english_glossary(shelf: Shelf) -> Page:
    """The page `/glossary/`."""
    knowledge = shelf.knowledge
    terms = knowledge.glossary.items
    entries = {term: _make_entry(knowledge, term, terms[term]) for term in sorted(terms, key=sorting_key)}
    markdown = _render(None, addresses.GLOSSARY, entries, len(entries))
    meta: dict[str, object] = {"title": "Glossary", "description": _DESCRIPTION, "hide": ["toc"]}
    if alternates := _list_languages(knowledge):
        meta["alternates"] = alternates
    return Page(addresses.GLOSSARY, markdown, meta)


def _make_translated_glossary(shelf: Shelf, language: Language, terms: tuple[TranslatedTerm, ...]) -> Page:
    knowledge = shelf.knowledge
    ordered = sorted(terms, key=lambda term: alphabetical_key(term.data.term, language.code))
    in_language = {term.english: term.data.term for term in terms}
    entries = {
        term.data.term: _make_translated_entry(knowledge, language, term, in_language) for term in ordered
    }
    page = addresses.translated(addresses.GLOSSARY, language.code)
    markdown = _render(language, page, entries, len(knowledge.glossary.items))
    meta = {
        "title": say(language, "Glossary"),
        "description": say(language, "The terms of this site in plain words."),
        "hide": ["toc"],
        "edit_path": knowledge.term_translations[language.code].path,
        "breadcrumbs": [],
        "alternates": _list_languages(knowledge),
        "interface": describe_interface(knowledge, language),
        "search_kind": "Page",
    }
    return Page(page, markdown, meta)


def _list_languages(knowledge: KnowledgeBase) -> list[dict[str, str]]:
    return list_languages(addresses.GLOSSARY, [LANGUAGES[code] for code in knowledge.translated_terms])


def _render(language: Language | None, page: str, entries: Mapping[str, _Entry], english: int) -> str:
    code = language.code if language else "en"
    by_letter: defaultdict[str, list[_Entry]] = defaultdict(list)
    for term, entry in entries.items():
        by_letter[first_letter(term, code)].append(entry)
    return render(
        "glossary.md.jinja",
        **voice(language),
        total=len(entries),
        missing=english - len(entries),
        original=addresses.link(page, addresses.GLOSSARY),
        is_translated=language is not None,
        contribute=addresses.link(page, addresses.CONTRIBUTE),
        letters=[
            {"label": letter, "anchor": _anchor_of(letter), "entries": group}
            for letter, group in by_letter.items()
        ],
    )


def _anchor_of(letter: str) -> str:
    """The anchor of a letter, which no term can have: those hold no capitals, or no name but a number."""
    return f"letter-{letter.lower()}" if letter.isascii() else f"letter-{ord(letter)}"


def _make_entry(knowledge: KnowledgeBase, term: str, entry: Term) -> _Entry:
    record = knowledge.target(entry.record) if entry.record else None
    return _Entry(
        term=_markdown(term),
        slug=term_slug(term),
        definition=_markdown(entry.definition),
        citation=_cite(knowledge, entry),
        forms=list(_other_names(term, entry)),
        see=[_Other(other, term_slug(other)) for other in entry.see if other in knowledge.glossary],
        record=Link(record.title, addresses.link(addresses.GLOSSARY, record.page)) if record else None,
        english="",
        is_behind=False,
    )


def _make_translated_entry(
    knowledge: KnowledgeBase, language: Language, term: TranslatedTerm, in_language: Mapping[str, str]
) -> _Entry:
    """`in_language` holds the terms of the language by their English ones."""
    page = addresses.translated(addresses.GLOSSARY, language.code)
    record = link_to_record(knowledge, language, page, term.original.record) if term.original.record else None
    return _Entry(
        term=_markdown(term.data.term),
        slug=term_slug(term.english),
        definition=_markdown(term.data.definition),
        citation=_cite(knowledge, term.original),
        forms=[],
        see=[
            _Other(in_language[other], term_slug(other))
            for other in term.original.see
            if other in in_language
        ],
        record=record,
        english=term.english,
        is_behind=term.is_behind,
    )


def _cite(knowledge: KnowledgeBase, entry: Term) -> Markup | None:
    is_cited = entry.source is not None and entry.source in knowledge.bibliography
    return Markup(f"[@{{{entry.source}}}]") if is_cited else None  # noqa: S704 -- a known key


def _other_names(term: str, entry: Term) -> Iterator[str]:
    """The spellings that tell a reader something: no plural of another, and no sign of a formula (`g =`)."""
    seen = {_singular(term)}
    for form in entry.forms:
        if not form.endswith("=") and _singular(form) not in seen:
            seen.add(_singular(form))
            yield form


def _singular(spelling: str) -> str:
    words = term_slug(spelling).replace("-", " ")
    return re.sub(r"ies\b", "y", re.sub(r"yses\b", "ysis", words)).removesuffix("s")


def _markdown(text: str) -> Markup:
    """A text such that Markdown shows it as it is."""
    return Markup(escape_markdown(text))  # noqa: S704 -- escaped for Markdown, where it is to stand
