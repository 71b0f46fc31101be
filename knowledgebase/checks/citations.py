"""Rules on what is cited."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledgebase.checks.rule import Mistake, at_offset, rule
from knowledgebase.findings import Severity
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.records import Activity, Record, ResearchSummary
from knowledgebase.source import FieldPath, Place
from knowledgebase.validation import suggestion

_HEADING = re.compile(r" {0,3}#{1,6}[ \t]")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-{2,})[ \t]*")


@rule("KB301", "unknown-key")
def check_keys(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """A key that is cited stands in `bibliography.bib`.

    A key that is not there leads a reader nowhere, and the claim rests on nothing.

    Bad:
        Testing helps [@rowlnd2014].

    Good:
        Testing helps [@rowland2014].
    """
    for path, place, key in _cited_keys(knowledge):
        if knowledge.bibliography.may_hold(key):
            continue
        near = knowledge.bibliography.nearest(key)
        hint = suggestion(*near) if near else "Add it to bibliography.bib."
        message = f"There is no source `{key}` in bibliography.bib, so the citation would lead nowhere."
        yield Mistake(path, place.line, place.column, message, hint)


@rule("KB303", "retracted-source")
def check_retractions(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """What is cited as evidence was not retracted.

    A retracted work supports no claim, whoever cited it before.

    Bad:
        [@retracted2010] found that it helps.

    Good:
        [@rowland2014] found that it helps.
    """
    for path, place, key in _cited_keys(knowledge):
        if key in knowledge.ledger and knowledge.ledger[key].forbids_citing:
            message = f"`{key}` was retracted, so it supports no claim."
            hint = (
                "Rest the claim on another source, take it out, or acknowledge the retraction in the ledger."
            )
            yield Mistake(path, place.line, place.column, message, hint)


@rule("KB302", "malformed-citation")
def check_citation_form(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """A citation that begins is closed in its paragraph, and names a key.

    Otherwise it stands on the page as plain text, and its source is not listed.

    Bad:
        Testing helps [@rowland2014, p. 33.

    Good:
        Testing helps [@rowland2014, p. 33].
    """
    for document in knowledge.documents:
        for found in knowledge.malformed_citations[document.path]:
            yield at_offset(document, found.start, found.message, found.hint)


@rule("KB304", "citation-in-heading", Severity.WARNING)
def check_headings(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """A heading holds no citation.

    Headings are repeated in the table of contents and in search, where a citation leads nowhere and is read
    out in the middle of a name.

    Bad:
        ### Medical students [@larsen2009]

    Good:
        ### Medical students

        Recall helped for half a year [@larsen2009].
    """
    for document in knowledge.documents:
        lines = document.body.split("\n")
        for citation in knowledge.citations[document.path]:
            row = document.place_in_body(citation.start).line - document.body_line
            if _is_heading(lines, row):
                keys = ", ".join(f"`{item.key}`" for item in citation.items)
                message = f"The citation of {keys} stands in a heading."
                yield at_offset(document, citation.start, message, "Move it into the text below.")


@rule("KB308", "cited-twice-at-once", Severity.WARNING)
def check_repeats_in_citation(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """A citation names each source once.

    The page would show the same author and year twice in one pair of brackets.

    Bad:
        [@rowland2014; @rowland2014]

    Good:
        [@rowland2014, pp. 33, 40; @roediger2006]
    """
    for document in knowledge.documents:
        for citation in knowledge.citations[document.path]:
            seen: set[tuple[str, str]] = set()
            for item in citation.items:
                named = item.key, item.locator.value if item.locator else ""
                if named in seen:
                    message = f"`{item.key}` stands twice in this citation."
                    yield at_offset(document, item.start, message, "Keep one and remove the other.")
                seen.add(named)


def _is_heading(lines: list[str], row: int) -> bool:
    """Whether a line begins with `#`, or stands over a line of `=` or `-`."""
    below = lines[row + 1] if row + 1 < len(lines) else ""
    return bool(_HEADING.match(lines[row]) or _UNDERLINE.fullmatch(below))


def _cited_keys(knowledge: KnowledgeBase) -> Iterator[tuple[str, Place, str]]:
    """The path, the place and the key of everything cited, in bodies and in fields."""
    for document in knowledge.documents:
        for citation in knowledge.citations[document.path]:
            for item in citation.items:
                yield document.path, document.place_in_body(item.start), item.key
    for record in knowledge.records.values():
        for path, key in _sources_in_fields(record):
            yield record.path, record.document.fields.place_of_value(path), key
    glossary = knowledge.glossary
    for term, entry in glossary.items.items():
        if entry.source:
            yield glossary.path, glossary.place(term, "source"), entry.source


def _sources_in_fields(record: Record) -> Iterator[tuple[FieldPath, str]]:
    match record.data:
        case ResearchSummary() as data:
            yield ("source",), data.source
        case Activity() as data:
            for index, evaluation in enumerate(data.evaluations):
                if evaluation.source:
                    yield ("evaluations", index, "source"), evaluation.source
