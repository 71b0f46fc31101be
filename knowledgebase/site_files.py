"""Every file that a site is generated from, for whichever engine builds it.

Both adapters take them from here: `hooks/site.py` hands them to MkDocs, `plain_site` writes them to a folder.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from knowledgebase.checks import make_rule_pages
from knowledgebase.citing import share_bibliography
from knowledgebase.exports import ExportedFile, Site, make_exports
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.pages import Page, Shelf, make_pages, make_redirects


def make_site_files(
    knowledge: KnowledgeBase, site: Site, citing: Mapping[str, Any], repository: str
) -> Iterator[ExportedFile]:
    """The generated pages as Markdown with front matter, the redirects and the data files.

    `citing` holds the options of the extension `knowledgebase.citations`, `repository` the address at which
    records are kept, or nothing. Raises `UnknownStyleError` for a citation style that does not exist.
    """
    formatter = share_bibliography(knowledge.bibliography, citing)
    shelf = Shelf(knowledge, formatter, site.day, repository)
    rule_pages = (Page(*parts) for parts in make_rule_pages())
    for page in (*make_pages(shelf), *rule_pages):
        yield ExportedFile(page.path, page.with_front_matter())
    for path, html in make_redirects(knowledge):
        yield ExportedFile(path, html)
    yield from make_exports(knowledge, site)
