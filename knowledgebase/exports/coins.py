"""COinS: what a page is about as an OpenURL in the title of an empty span, which reference managers read.

Key/encoded-value formats of Z39.88-2004. A page holds one span, that of the item a reader would want: the
source on the page of a source or of its summary, the page itself on any other.
"""

from __future__ import annotations

from urllib.parse import quote

from knowledgebase.bibliography import Name, Reference, family_name
from knowledgebase.bibliography.names import OTHERS
from knowledgebase.exports.item_types import item_type
from knowledgebase.exports.page_citation import CitedPage, make_reference
from knowledgebase.exports.site import Site

Pairs = list[tuple[str, str]]

_FORMATS = {
    "journalArticle": ("journal", "article"),
    "bookSection": ("book", "bookitem"),
    "conferencePaper": ("book", "proceeding"),
    "report": ("book", "report"),
    "book": ("book", "book"),
    "thesis": ("dissertation", ""),
}
"""The OpenURL format and genre of an item type; all others are told in Dublin Core."""


def describe_page(cited: CitedPage, site: Site) -> str:
    """The OpenURL of a page of the site, as a web page."""
    return describe_reference(make_reference(cited, site))


def describe_reference(reference: Reference) -> str:
    """The OpenURL of a source, without markup: it is escaped where it is written."""
    kind = item_type(reference)
    form, genre = _FORMATS.get(kind, ("dc", ""))
    pairs: Pairs = [("ctx_ver", "Z39.88-2004"), ("rft_val_fmt", f"info:ofi/fmt:kev:mtx:{form}")]
    pairs += [("rft.genre", genre)] if genre else []
    if form == "dc":
        pairs += [("rft.type", kind), *_dublin_core(reference)]
    else:
        pairs += [*_titles(reference, kind), *_parts(reference, form)]
    pairs += [("rft.date", reference_date(reference)), *_authors(reference)]
    return "&".join(f"{name}={quote(value, safe='')}" for name, value in pairs if value)


def _titles(reference: Reference, kind: str) -> Pairs:
    container = reference.text("container-title")
    match kind:
        case "journalArticle":
            return [("rft.atitle", reference.title), ("rft.jtitle", container)]
        case "bookSection" | "conferencePaper":
            return [("rft.atitle", reference.title), ("rft.btitle", container)]
        case "thesis":
            return [("rft.title", reference.title)]
        case _:
            return [("rft.btitle", reference.title)]


def _parts(reference: Reference, form: str) -> Pairs:
    text = reference.text
    first, _, last = text("page").partition("-")
    publisher = "rft.inst" if form == "dissertation" else "rft.pub"
    return [
        *_identifiers(reference),
        ("rft.volume", text("volume")),
        ("rft.issue", text("issue")),
        ("rft.spage", first),
        ("rft.epage", last),
        ("rft.edition", text("edition")),
        (publisher, text("publisher")),
        ("rft.place", text("publisher-place")),
        ("rft.issn", text("ISSN")),
        ("rft.isbn", text("ISBN")),
    ]


def _identifiers(reference: Reference) -> Pairs:
    doi = ("rft_id", f"info:doi/{reference.doi}" if reference.doi else "")
    return [doi, ("rft_id", reference.url or "")]


def _dublin_core(reference: Reference) -> Pairs:
    text = reference.text
    return [
        ("rft.title", reference.title),
        ("rft.source", text("container-title")),
        ("rft.publisher", text("publisher")),
        ("rft.language", text("language")),
        ("rft.identifier", f"urn:doi:{reference.doi}" if reference.doi else ""),
        ("rft.identifier", reference.url or ""),
    ]


def _authors(reference: Reference) -> Pairs:
    return [_author(name) for name in reference.names("author") if name != OTHERS]


def _author(name: Name) -> tuple[str, str]:
    if "literal" in name or "given" not in name:
        return "rft.aucorp", plain_name(name)
    return "rft.au", plain_name(name)


def plain_name(name: Name) -> str:
    """A name as catalogues write it: `van der Berg, Jan`, an institution as it is."""
    return ", ".join(part for part in (family_name(name), name.get("given"), name.get("suffix")) if part)


def reference_date(reference: Reference) -> str:
    """The date of a reference in ISO 8601, as far as it is known: `2014`, `2014-11`; empty without a year."""
    issued = reference.csl.get("issued")
    parts = issued.get("date-parts") if isinstance(issued, dict) else None
    if not isinstance(parts, list) or not parts or not parts[0]:
        return ""
    return "-".join(f"{part:04d}" if index == 0 else f"{part:02d}" for index, part in enumerate(parts[0]))
