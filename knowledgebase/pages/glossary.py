"""The page of the glossary: every term from A to Z, with an anchor for each."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from knowledgebase import addresses
from knowledgebase.crosslinks import escape_markdown
from knowledgebase.glossary import Term, sorting_key, term_slug
from knowledgebase.pages.page import Link, Page, Shelf, render

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


def make_glossary_pages(shelf: Shelf) -> Iterator[Page]:
    """The page `/glossary/`; none where there is no glossary."""
    terms = shelf.knowledge.glossary.items
    if not terms:
        return
    by_letter: defaultdict[str, list[_Entry]] = defaultdict(list)
    for term in sorted(terms, key=sorting_key):
        by_letter[_letter_of(term)].append(_make_entry(shelf, term, terms[term]))
    letters = [
        {"label": letter, "anchor": _anchor_of(letter), "entries": entries}
        for letter, entries in by_letter.items()
    ]
    markdown = render("glossary.md.jinja", total=len(terms), letters=letters)
    yield Page(
        addresses.GLOSSARY,
        markdown,
        {"title": "Glossary", "description": _DESCRIPTION, "hide": ["toc"]},
    )


def _letter_of(term: str) -> str:
    first = sorting_key(term)[:1]
    return first.upper() if first.isalpha() else "0-9"


def _anchor_of(letter: str) -> str:
    """The anchor of a letter, which no term can have: those hold no capitals."""
    return f"letter-{letter.lower()}"


def _make_entry(shelf: Shelf, term: str, entry: Term) -> _Entry:
    knowledge = shelf.knowledge
    record = knowledge.target(entry.record) if entry.record else None
    is_cited = entry.source is not None and entry.source in knowledge.bibliography
    return _Entry(
        term=_markdown(term),
        slug=term_slug(term),
        definition=_markdown(entry.definition),
        citation=Markup(f"[@{{{entry.source}}}]") if is_cited else None,  # noqa: S704 -- a known key
        forms=list(_other_names(term, entry)),
        see=[_Other(other, term_slug(other)) for other in entry.see if other in knowledge.glossary],
        record=Link(record.title, addresses.link(addresses.GLOSSARY, record.page)) if record else None,
    )


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
