"""All that a page says of itself to machines, and how people cite it, in one value for the theme to write."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from knowledgebase import addresses
from knowledgebase.bibliography import Reference
from knowledgebase.citing import FormattingCache
from knowledgebase.evidence.freshness import last_touched
from knowledgebase.exports import coins, meta_tags, structured_data
from knowledgebase.exports.page_citation import (
    CitationText,
    CitedPage,
    cite_record,
    cite_translation,
    write_citations,
)
from knowledgebase.exports.site import JsonObject, Site
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.languages import LANGUAGES
from knowledgebase.records import Contributor, Record, ResearchSummary
from knowledgebase.translations import Translation

DATA_FILES = (
    ("data/effects.csv", "text/csv"),
    ("data/ratings.csv", "text/csv"),
    ("data/datapackage.json", "application/json"),
    ("data/records.json", "application/json"),
    ("data/vocabulary.json", "application/json"),
    ("data/agencies.json", "application/json"),
    ("data/glossary.json", "application/json"),
    ("data/references.bib", "application/x-bibtex"),
    ("data/references.ris", "application/x-research-info-systems"),
    ("data/references.json", "application/vnd.citationstyles.csl+json"),
)
"""The files of the dataset that the data page offers whole, with their media types."""


@dataclass(frozen=True)
class PageMetadata:
    """What the head and the foot of a page hold besides its text."""

    json_ld: str
    """Ready to stand in a script element as it is."""
    tags: tuple[tuple[str, str], ...] = ()
    """Names and contents of meta elements, to be escaped."""
    coins: str = ""
    """The title of the COinS span, to be escaped; empty for none."""
    citations: tuple[CitationText, ...] = ()
    """How to cite the page, to be escaped."""
    data: str = ""
    """The file of the record as data, from the site's root."""
    modified: datetime.date | None = None
    """The day on which the text was last reviewed or written, where it is known."""


def describe_pages(
    knowledge: KnowledgeBase, site: Site, cache: Path | None = None
) -> Iterator[tuple[str, PageMetadata]]:
    """The metadata of the pages of records and sources, home, data and glossary, by address."""
    formatted = FormattingCache(cache)
    for record in knowledge.published:
        yield knowledge.page_of(record), _describe_record(knowledge, record, site, formatted)
        for translation in knowledge.translations_of.get(record.id, ()):
            page = knowledge.page_of_translation(translation)
            yield page, _describe_translation(knowledge, translation, site, formatted)
    for reference in knowledge.bibliography.values():
        yield addresses.source_page(reference.key), _describe_source(reference, site)
    yield addresses.HOME, PageMetadata(_script(structured_data.describe_website(site)))
    yield addresses.DATA, _describe_data(site, formatted)
    if knowledge.glossary.items:
        described = structured_data.describe_glossary(knowledge.glossary.items, site)
        yield addresses.GLOSSARY, PageMetadata(_script(described))
    for code, terms in knowledge.translated_terms.items():
        described = structured_data.describe_translated_glossary(LANGUAGES[code], terms, site)
        yield addresses.translated(addresses.GLOSSARY, code), PageMetadata(_script(described))


def describe_other_page(page: str, title: str, description: str, site: Site) -> PageMetadata:
    """The metadata of a page that `describe_pages` does not know: a list, a tag, a page written by hand."""
    return PageMetadata(_script(structured_data.describe_page(page, title, description, site)))


def _describe_record(
    knowledge: KnowledgeBase, record: Record, site: Site, cache: FormattingCache
) -> PageMetadata:
    cited = cite_record(knowledge, record, site)
    source = _summarised(knowledge, record)
    # Who reads a summary wants the study; who reads any other record wants the record.
    tags = meta_tags.describe_source(source) if source else meta_tags.describe_page(cited, site)
    return PageMetadata(
        json_ld=_script(structured_data.describe_record(knowledge, record, site)),
        tags=tuple(tags),
        coins=coins.describe_reference(source) if source else coins.describe_page(cited, site),
        citations=tuple(write_citations(cited, site, cache)),
        data=f"data/records/{record.id}.json",
        modified=last_touched(record),
    )


def _describe_translation(
    knowledge: KnowledgeBase, translation: Translation, site: Site, cache: FormattingCache
) -> PageMetadata:
    cited = cite_translation(knowledge, translation, site)
    return PageMetadata(
        json_ld=_script(structured_data.describe_translation(knowledge, translation, site)),
        tags=tuple(meta_tags.describe_page(cited, site)),
        coins=coins.describe_page(cited, site),
        citations=tuple(write_citations(cited, site, cache)),
        data=f"data/records/{translation.original_id}.json",
    )


def _summarised(knowledge: KnowledgeBase, record: Record) -> Reference | None:
    """The source that a research summary is about."""
    if not isinstance(record.data, ResearchSummary):
        return None
    return knowledge.bibliography.get(record.data.source)


def _describe_source(reference: Reference, site: Site) -> PageMetadata:
    return PageMetadata(
        json_ld=_script(structured_data.describe_source_page(reference, site)),
        tags=tuple(meta_tags.describe_source(reference)),
        coins=coins.describe_reference(reference),
    )


def _describe_data(site: Site, cache: FormattingCache) -> PageMetadata:
    authors = (Contributor(name=site.authors),)
    cited = CitedPage("data", addresses.DATA, f"{site.name}: data", "Data set", authors, site.day)
    return PageMetadata(
        json_ld=_script(structured_data.describe_dataset(site, DATA_FILES)),
        tags=tuple(meta_tags.describe_page(cited, site)),
        coins=coins.describe_page(cited, site),
        citations=tuple(write_citations(cited, site, cache)),
    )


def _script(data: JsonObject) -> str:
    return structured_data.write_script(data)
