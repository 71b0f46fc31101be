"""Meta tags in the head of a page: Highwire's `citation_*`, which catalogues and reference managers read.

`DC.type` stands beside them: by `citation_title` alone a page would be taken for a journal article.
"""

from __future__ import annotations

from knowledgebase.bibliography import Reference
from knowledgebase.bibliography.names import OTHERS
from knowledgebase.exports.coins import plain_name, reference_date
from knowledgebase.exports.item_types import item_type
from knowledgebase.exports.page_citation import CitedPage, make_reference
from knowledgebase.exports.site import LICENSE_URL, Site

Tags = list[tuple[str, str]]

_CONTAINERS = {
    "journalArticle": "citation_journal_title",
    "bookSection": "citation_inbook_title",
    "conferencePaper": "citation_conference_title",
}
_PUBLISHERS = {
    "report": "citation_technical_report_institution",
    "thesis": "citation_dissertation_institution",
}


def describe_page(cited: CitedPage, site: Site) -> Tags:
    """The tags of a page that is about itself, a web page of this site."""
    tags = describe_source(make_reference(cited, site))
    return [*tags, ("DC.source", site.name), ("DC.rights", LICENSE_URL)]


def describe_source(reference: Reference) -> Tags:
    """The tags of a source, as names and contents without markup; those without content are left out."""
    text = reference.text
    kind = item_type(reference)
    first, _, last = text("page").partition("-")
    tags = [
        ("DC.type", kind),
        ("citation_title", reference.title),
        *(("citation_author", plain_name(name)) for name in reference.names("author") if name != OTHERS),
        *(("citation_editor", plain_name(name)) for name in reference.names("editor") if name != OTHERS),
        ("citation_publication_date", reference_date(reference).replace("-", "/")),
        (_CONTAINERS.get(kind, ""), text("container-title")),
        ("citation_volume", text("volume")),
        ("citation_issue", text("issue")),
        ("citation_firstpage", first),
        ("citation_lastpage", last),
        ("citation_doi", reference.doi or ""),
        ("citation_issn", text("ISSN")),
        ("citation_isbn", text("ISBN")),
        (_PUBLISHERS.get(kind, "citation_publisher"), text("publisher")),
        ("citation_technical_report_number" if kind == "report" else "", text("number")),
        ("citation_public_url", reference.url or ""),
        ("citation_language", text("language")),
    ]
    return [(name, content) for name, content in tags if name and content]
