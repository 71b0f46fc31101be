"""What a site is generated from, for whichever engine builds it.

Both adapters take it from here: `hooks/site.py` hands it to MkDocs, `plain_site` writes it to a folder.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from knowledgebase.checks import make_rule_pages
from knowledgebase.citing import share_bibliography
from knowledgebase.definitions import share_glossary
from knowledgebase.exports import ExportedFile, Site, make_exports
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.pages import Page, Shelf, make_pages, make_redirects, make_word_files
from knowledgebase.site_settings import CITATIONS, DEFINITIONS


def make_generated_pages(
    knowledge: KnowledgeBase, site: Site, extensions: Mapping[str, Mapping[str, Any]], repository: str
) -> Iterator[Page]:
    """Every page that is not written by hand: those of records, lists, sources and rules.

    `extensions` holds the options of each Markdown extension by its name, `repository` the address at which
    records are kept, or nothing. What was read of the bibliography and the glossary is shared with the
    extensions that use them. Raises `UnknownStyleError` for a citation style that does not exist.
    """
    formatter = share_bibliography(knowledge.bibliography, extensions.get(CITATIONS, {}))
    share_glossary(knowledge.glossary, knowledge.translated_terms, extensions.get(DEFINITIONS, {}))
    yield from make_pages(Shelf(knowledge, formatter, site.day, repository))
    yield from (Page(*parts) for parts in make_rule_pages())


def make_other_files(knowledge: KnowledgeBase, site: Site) -> Iterator[ExportedFile]:
    """Redirects, words of scripts, data and feeds: what an engine only has to copy."""
    for path, html in make_redirects(knowledge):
        yield ExportedFile(path, html)
    for path, script in make_word_files(knowledge):
        yield ExportedFile(path, script)
    yield from make_exports(knowledge, site)
