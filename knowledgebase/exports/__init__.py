"""The knowledge as open data: one module a format, and what each page says of itself to machines.

`make_exports` gives every file that is no page; `describe_pages` gives the metadata of pages. The same input,
with the day that `Site` names, gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator

from knowledgebase.exports.feeds import FEEDS, export_feeds
from knowledgebase.exports.lists import export_lists
from knowledgebase.exports.llms import export_llms
from knowledgebase.exports.page_metadata import PageMetadata, describe_other_page, describe_pages
from knowledgebase.exports.planning import export_planning
from knowledgebase.exports.records import export_records
from knowledgebase.exports.references import export_references
from knowledgebase.exports.register import export_register
from knowledgebase.exports.schemas import export_schemas
from knowledgebase.exports.site import ExportedFile, Site
from knowledgebase.exports.synergies import export_synergies
from knowledgebase.exports.tables import export_tables
from knowledgebase.knowledge import KnowledgeBase

__all__ = [
    "FEEDS",
    "ExportedFile",
    "PageMetadata",
    "Site",
    "describe_other_page",
    "describe_pages",
    "make_exports",
]


def make_exports(knowledge: KnowledgeBase, site: Site) -> Iterator[ExportedFile]:
    """Every exported file of a site."""
    yield from export_records(knowledge, site)
    yield from export_tables(knowledge, site)
    yield from export_register(knowledge, site)
    yield export_synergies(knowledge, site)
    yield from export_lists(knowledge)
    yield export_planning(knowledge, site)
    yield from export_references(knowledge)
    yield from export_schemas(site)
    yield from export_feeds(knowledge, site)
    yield export_llms(knowledge, site)
