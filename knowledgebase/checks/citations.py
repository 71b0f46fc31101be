"""Rules on what is cited."""

from __future__ import annotations

from collections.abc import Iterator

from knowledgebase.checks.rule import Mistake, at_offset, rule
from knowledgebase.citing import find_malformed_citations
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.records import Activity, Record, ResearchSummary
from knowledgebase.source import FieldPath, Place
from knowledgebase.validation import suggestion


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
        for found in find_malformed_citations(document.body):
            yield at_offset(document, found.start, found.message, found.hint)


def _cited_keys(knowledge: KnowledgeBase) -> Iterator[tuple[str, Place, str]]:
    """The path, the place and the key of everything cited, in bodies and in fields."""
    for document in knowledge.documents:
        for citation in knowledge.citations[document.path]:
            for item in citation.items:
                yield document.path, document.place_in_body(item.start), item.key
    for record in knowledge.records.values():
        for path, key in _sources_in_fields(record):
            yield record.path, record.document.fields.place_of_value(path), key


def _sources_in_fields(record: Record) -> Iterator[tuple[FieldPath, str]]:
    match record.data:
        case ResearchSummary() as data:
            yield ("source",), data.source
        case Activity() as data:
            for index, evaluation in enumerate(data.evaluations):
                if evaluation.source:
                    yield ("evaluations", index, "source"), evaluation.source
