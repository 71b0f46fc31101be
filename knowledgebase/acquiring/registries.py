"""The services that know works by their numbers, each with its own form of answer; CSL-JSON comes out.

Sources: Crossref, "Content negotiation"; Open Library, "Books API"; arXiv, "API User's Manual", sections 3.3
and 3.4; NCBI, "Literature Citation Exporter".
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote
from xml.etree import ElementTree

from knowledgebase.acquiring.problems import AcquisitionError
from knowledgebase.acquiring.recognising import Identifier, Kind
from knowledgebase.acquiring.web import Answer, Services, ask
from knowledgebase.acquiring.webpages import read_web_page
from knowledgebase.bibliography.names import parse_names

CSL_JSON = "application/vnd.citationstyles.csl+json"
_ATOM = "{http://www.w3.org/2005/Atom}"
_ARXIV = "{http://arxiv.org/schemas/atom}"


@dataclass(frozen=True)
class Found:
    """A work as a service has it."""

    item: Mapping[str, object]
    """In CSL-JSON, as it came: nothing in it is sure."""
    method: str
    """The service, as the ledger names it."""
    address: str
    """Where a reader sees the same."""
    note: str = ""
    """What the person who adds it should know."""


def look_up(identifier: Identifier, services: Services, today: datetime.date) -> Found:
    """The work that an identifier names; raises AcquisitionError where no service can tell."""
    match identifier.kind:
        case Kind.DOI:
            return _ask_doi(identifier.value, services)
        case Kind.ISBN:
            return _ask_open_library(identifier.value, services)
        case Kind.ARXIV:
            return _ask_arxiv(identifier.value, services)
        case Kind.PMID | Kind.PMCID:
            return _ask_pubmed(identifier, services)
        case Kind.URL:
            return _ask_page(identifier.value, services, today)


def _ask_doi(doi: str, services: Services) -> Found:
    address = f"{services.doi}/{quote(doi, safe='/:;()')}"
    answer = ask(services, address, accept=CSL_JSON, what=f"doi.org, asked for {doi},")
    item = _read_json(answer, "doi.org")
    # Crossref says so itself; its members and prefixes are in no answer of DataCite.
    is_crossref = item.get("source") == "Crossref" or "member" in item or "prefix" in item
    item = {"DOI": doi, **item}
    return Found(item, "Crossref" if is_crossref else "DataCite", f"https://doi.org/{doi}")


def _ask_open_library(isbn: str, services: Services) -> Found:
    address = f"{services.open_library}/api/books?bibkeys=ISBN:{isbn}&format=json&jscmd=data"
    answer = ask(services, address, accept="application/json", what="Open Library")
    book = _read_json(answer, "Open Library").get(f"ISBN:{isbn}")
    if not isinstance(book, dict) or not book.get("title"):
        raise AcquisitionError(f"Open Library does not know the ISBN {isbn}.", "Add the book by hand.")
    subtitle = book.get("subtitle")
    item = {
        "type": "book",
        "title": f"{book['title']}: {subtitle}" if subtitle else book["title"],
        "author": [name for text in _names(book, "authors") for name in parse_names(text)],
        "publisher": next(iter(_names(book, "publishers")), ""),
        "publisher-place": next(iter(_names(book, "publish_places")), ""),
        "issued": {"raw": str(book.get("publish_date", ""))},
        "ISBN": isbn,
    }
    note = "Open Library is written by its readers: compare names and year with the book."
    return Found(item, "Open Library", f"https://openlibrary.org/isbn/{isbn}", note)


def _names(book: Mapping[str, object], field: str) -> list[str]:
    people = book.get(field)
    found = people if isinstance(people, list) else []
    return [str(one["name"]) for one in found if isinstance(one, dict) and one.get("name")]


def _ask_arxiv(number: str, services: Services) -> Found:
    address = f"{services.arxiv}/api/query?id_list={quote(number)}&max_results=1"
    answer = ask(services, address, accept="application/atom+xml", what="arXiv")
    entry = _read_atom(answer)
    title = _child(entry, f"{_ATOM}title")
    if entry is None or not title or title == "Error":  # arXiv answers mistakes with an entry of this title
        raise AcquisitionError(f"arXiv does not know {number}.", "Check it for a slip of the pen.")
    bare = re.sub(r"v\d+$", "", number)
    published = _child(entry, f"{_ARXIV}doi")
    names = [_child(author, f"{_ATOM}name") for author in entry.findall(f"{_ATOM}author")]
    item = {
        "type": "article",
        "title": title,
        "author": [name for text in names for name in parse_names(text)],
        "issued": {"raw": _child(entry, f"{_ATOM}published")[:10]},
        "DOI": f"10.48550/arXiv.{bare}",
        "archive": "arXiv",
        "archive_location": number,
    }
    note = f"It was published as {published}: cite that rather." if published else ""
    return Found(item, "arXiv", f"https://arxiv.org/abs/{number}", note)


def _read_atom(answer: Answer) -> ElementTree.Element | None:
    if "<!DOCTYPE" in answer.text or "<!ENTITY" in answer.text:
        raise AcquisitionError("arXiv answers with something that is no feed.", "Try again later.")
    try:
        feed = ElementTree.fromstring(answer.content)  # noqa: S314 -- entities are refused above
    except ElementTree.ParseError as error:
        raise AcquisitionError("arXiv answers with something that is no feed.", "Try again later.") from error
    return feed.find(f"{_ATOM}entry")


def _child(element: ElementTree.Element | None, name: str) -> str:
    text = element.findtext(name, "") if element is not None else ""
    return " ".join(text.split())


def _ask_pubmed(identifier: Identifier, services: Services) -> Found:
    base = "pmc" if identifier.kind is Kind.PMCID else "pubmed"
    address = f"{services.pubmed}/lit/ctxp/v1/{base}/?format=csl&id={identifier.value.removeprefix('PMC')}"
    answer = ask(services, address, accept="application/json", what=f"PubMed, asked for {identifier},")
    item = _read_json(answer, "PubMed")
    if not item.get("title"):
        raise AcquisitionError(f"PubMed does not know {identifier}.", "Check it for a slip of the pen.")
    page = "https://pubmed.ncbi.nlm.nih.gov/{}/"
    if identifier.kind is Kind.PMCID:
        page = "https://pmc.ncbi.nlm.nih.gov/articles/{}/"
    return Found(item, "PubMed", page.format(identifier.value))


def _ask_page(address: str, services: Services, today: datetime.date) -> Found:
    answer = ask(services, address, accept="text/html", what="The page")
    page = read_web_page(answer.text)
    if page.doi:
        return _ask_doi(page.doi, services)
    if not page.title:
        raise AcquisitionError("The page has no title.", "Add it by hand, as an @online record.")
    item = {
        "type": "webpage",
        "title": page.title,
        "author": [{"literal": name} for name in page.authors] or [{"literal": page.site}] * bool(page.site),
        "container-title": page.site if page.authors else "",
        "issued": {"raw": page.date},
        "URL": address,
        "accessed": {"raw": today.isoformat()},
    }
    return Found(item, "web page", address, "Compare title, author and date with the page.")


def _read_json(answer: Answer, what: str) -> dict[str, object]:
    try:
        item = json.loads(answer.text)
    except ValueError as error:
        message = f"{what} answers with something that is no JSON."
        raise AcquisitionError(message, "Try again later, or add it by hand.") from error
    if isinstance(item, list) and item:
        item = item[0]
    if not isinstance(item, dict):
        raise AcquisitionError(f"{what} answers with something that is no record.", "Add it by hand.")
    return {str(name): value for name, value in item.items()}
