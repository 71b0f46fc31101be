"""What identifies a work, in one spelling: so that two spellings of it compare equal."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from urllib.parse import unquote, urlsplit

from idutils import normalizers, validators

from knowledgebase.bibliography.csl import normalise_doi, web_address
from knowledgebase.bibliography.latex import decode_verbatim
from knowledgebase.bibliography.reference import Reference

ARXIV_FORM = re.compile(
    r"\d{2}(?:0[1-9]|1[0-2])\.\d{4,5}(?:v[1-9]\d*)?|[a-z-]+(?:\.[A-Z]{2})?/\d{7}(?:v[1-9]\d*)?"
)
"""A number of arXiv, as its page "arXiv identifiers" has it, with a version or without."""


def find_doi(text: str) -> str | None:
    """The DOI that a text in LaTeX is, in any of its spellings; None where it is more or none.

    >>> find_doi("https://doi.org/10.1037/a0037559.")
    '10.1037/a0037559'
    """
    doi = normalise_doi(text)
    if doi is None:
        return None
    plain = decode_verbatim(text)
    plain = unquote(plain) if plain.casefold().startswith("http") else plain
    rest = plain[plain.find(doi) + len(doi) :]
    return None if rest.strip(" .,;") else doi


@cache
def is_isbn(number: str) -> bool:
    """Whether ten or thirteen digits, with hyphens or spaces, are an ISBN whose check digit is right."""
    return bool(validators.is_isbn(number))  # type: ignore[no-untyped-call]


def fold_isbn(number: str) -> str:
    """The thirteen digits of an ISBN: those of ten, without their check digit, follow 978.

    >>> fold_isbn("0-306-40615-2")
    '9780306406157'
    """
    digits = re.sub(r"[^0-9X]", "", number.upper())
    if len(digits) != 10:
        return digits
    body = f"978{digits[:9]}"
    check = -sum(int(digit) * (3 if index % 2 else 1) for index, digit in enumerate(body)) % 10
    return f"{body}{check}"


def hyphenate_isbn(number: str) -> str:
    """An ISBN in thirteen digits, parted by hyphens where the agency of its group is known."""
    digits = fold_isbn(number)
    return str(normalizers.normalize_isbn(digits) or digits) if is_isbn(digits) else digits  # type: ignore[no-untyped-call]


def is_issn(number: str) -> bool:
    """Whether eight digits are an ISSN whose check digit is right."""
    return bool(validators.is_issn(number))  # type: ignore[no-untyped-call]


def is_orcid(text: str) -> bool:
    """Whether a text is an ORCID iD, or the address of one, whose check digit is right."""
    return bool(validators.is_orcid(text))  # type: ignore[no-untyped-call]


def split_numbers(text: str, is_right: Callable[[str], bool]) -> Iterator[tuple[int, str]]:
    """The numbers in a field that may hold several, each with its offset; `is_right` knows one number."""
    if is_right(text):
        yield 0, text
        return
    separator = r"[^,;]+" if re.search(r"[,;]", text) else r"\S+"
    found = list(re.finditer(separator, text))
    parts = [(one.start() + len(one[0]) - len(one[0].lstrip()), one[0].strip()) for one in found]
    parts = [part for part in parts if part[1]]
    if separator == r"\S+" and not any(is_right(number) for _, number in parts):
        yield 0, text
        return
    yield from parts


def is_address(text: str) -> bool:
    """Whether a text is a whole http or https address: with a host, and no white space."""
    if web_address(text) is None:
        return False
    try:
        host = urlsplit(text).hostname
    except ValueError:
        return False
    return bool(host) and "." in str(host).strip(".")


def fold_address(text: str) -> str:
    """An address without what two spellings of it differ in: scheme, `www.`, port, slash and anchor."""
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return text
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{unquote(parts.path).rstrip('/')}{query}"


def identities(reference: Reference) -> set[tuple[str, str]]:
    """All that identifies a work: pairs of a kind (`doi`, `isbn`, `arxiv`, `pmid`, `url`) and a number.

    Two records that share one are one work, whatever their spelling. An ISBN identifies whole books only, as
    chapters of one share it.
    """
    own = {name: decode_verbatim(value) for name, value in reference.raw_fields.items()}
    found: set[tuple[str, str]] = set()
    if doi := normalise_doi(own.get("doi", "")):
        found.add(("doi", doi.lower()))
    if reference.csl.get("type") == "book":
        numbers = (number for _, number in split_numbers(own.get("isbn", ""), is_isbn))
        found |= {("isbn", fold_isbn(number)) for number in numbers if is_isbn(number)}
    if reference.csl.get("archive") == "arXiv":
        found.add(("arxiv", fold_arxiv(own.get("eprint", ""))))
    if pmid := own.get("pmid"):
        found.add(("pmid", pmid))
    if own.get("url") and not found:
        found.add(("url", fold_address(own["url"])))
    return found | {
        ("arxiv", fold_arxiv(value.removeprefix("10.48550/arxiv.")))
        for kind, value in found
        if kind == "doi" and value.startswith("10.48550/arxiv.")
    }


def fold_arxiv(text: str) -> str:
    """A number of arXiv without its version and prefix, in lower case."""
    return re.sub(r"v\d+$", "", text.strip().lower().removeprefix("arxiv:"))
