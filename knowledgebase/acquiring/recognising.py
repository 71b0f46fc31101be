"""What a text identifies: `10.1037/a0037559`, `978-0-306-40615-7`, `arXiv:2106.01234`, an address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote, urlsplit

from knowledgebase.acquiring.problems import AcquisitionError
from knowledgebase.bibliography.identifiers import ARXIV_FORM, find_doi, fold_isbn, is_address, is_isbn


class Kind(StrEnum):
    """The kinds of identifiers, as people call them."""

    DOI = "DOI"
    ISBN = "ISBN"
    ARXIV = "arXiv"
    PMID = "PMID"
    PMCID = "PMCID"
    URL = "address"


@dataclass(frozen=True)
class Identifier:
    """An identifier in its plain form."""

    kind: Kind
    value: str

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"


_ARXIV_ADDRESS = re.compile(
    r"https?://(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|html)/(?P<id>.+?)(?:\.pdf)?/?", re.I
)
_ARXIV_DOI = re.compile(r"10\.48550/arxiv\.(?P<id>.+)", re.I)
_PUBMED_ADDRESS = re.compile(
    r"https?://(?:pubmed\.ncbi\.nlm\.nih\.gov|(?:www\.)?ncbi\.nlm\.nih\.gov/pubmed)/(?P<id>\d+)/?(?:[?#].*)?",
    re.I,
)
_PMC_ADDRESS = re.compile(r"https?://\S*ncbi\.nlm\.nih\.gov/\S*?(?P<id>PMC\d+)\S*", re.I)
_DOI_IN_PATH = re.compile(r"10\.\d{4,9}/[^\s?#]+")
_PAGE_OF_ARTICLE = re.compile(
    r"(?:/(?:full|abstract|pdf|epdf|html|meta|summary|fulltext)|\.pdf|\.html?)+/?$|/$", re.I
)
"""What publishers put behind the DOI in their addresses."""


def recognise(text: str) -> Identifier:
    """What a text identifies; raises AcquisitionError where that cannot be told."""
    text = text.strip().strip("<>\"'").strip()
    if doi := find_doi(text):
        found = _ARXIV_DOI.fullmatch(doi)
        return Identifier(Kind.ARXIV, found["id"]) if found else Identifier(Kind.DOI, doi)
    bare = re.sub(r"^(?:arxiv|isbn(?:-1[03])?|pmid|pmcid)\s*:?\s*", "", text, flags=re.I)
    found = _ARXIV_ADDRESS.fullmatch(text)
    if ARXIV_FORM.fullmatch(found["id"] if found else bare):
        return Identifier(Kind.ARXIV, found["id"] if found else bare)
    found = _PUBMED_ADDRESS.fullmatch(text)
    if re.fullmatch(r"[1-9]\d{0,7}", found["id"] if found else bare):
        return Identifier(Kind.PMID, found["id"] if found else bare)
    found = _PMC_ADDRESS.fullmatch(text) or re.fullmatch(r"(?P<id>PMC[1-9]\d*)", bare, re.I)
    if found:
        return Identifier(Kind.PMCID, found["id"].upper())
    if is_isbn(bare):
        return Identifier(Kind.ISBN, fold_isbn(bare))
    if is_address(text):
        return _recognise_address(text)
    message = f"`{text}` is no DOI, ISBN, arXiv number, PMID or web address."
    if re.fullmatch(r"[\d-]{9,17}[\dXx]", bare):
        message = f"`{text}` looks like an ISBN, but a digit is wrong or missing."
    raise AcquisitionError(message, "Copy it from the work itself.")


def _recognise_address(address: str) -> Identifier:
    """The DOI that publishers have in their addresses, or the address."""
    if found := _DOI_IN_PATH.search(unquote(urlsplit(address).path)):
        doi = find_doi(_PAGE_OF_ARTICLE.sub("", found[0]))
        if doi:
            return Identifier(Kind.DOI, doi)
    return Identifier(Kind.URL, address)
