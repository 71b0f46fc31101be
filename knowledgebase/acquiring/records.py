"""A clean BibTeX record out of what a service or a file says, in CSL-JSON."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from knowledgebase.acquiring.problems import AcquisitionError
from knowledgebase.bibliography.csl import normalise_doi
from knowledgebase.bibliography.identifiers import hyphenate_isbn, is_address, is_isbn
from knowledgebase.bibliography.latex import encode_latex, find_acronyms
from knowledgebase.bibliography.pages import mend_page_dashes

_TYPES = {
    "article-journal": "article",
    "article-magazine": "article",
    "article-newspaper": "article",
    "journal-article": "article",
    "review": "article",
    "book": "book",
    "monograph": "book",
    "edited-book": "collection",
    "reference-book": "reference",
    "chapter": "incollection",
    "book-chapter": "incollection",
    "entry-encyclopedia": "inreference",
    "reference-entry": "inreference",
    "paper-conference": "inproceedings",
    "proceedings-article": "inproceedings",
    "report": "report",
    "thesis": "thesis",
    "dissertation": "thesis",
    "dataset": "dataset",
    "software": "software",
    "article": "online",
    "posted-content": "online",
    "webpage": "online",
    "post-weblog": "online",
}
"""BibLaTeX's type for CSL's, and for Crossref's own, which it sends where CSL has none."""
_IN_BOOKS = frozenset({"incollection", "inreference", "inproceedings"})
_WITH_DAY = frozenset({"online", "report", "dataset", "software"})
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")


@dataclass(frozen=True)
class NewRecord:
    """A record that has no key yet."""

    type: str
    fields: Mapping[str, str]
    """In LaTeX, without braces around the values."""


def make_record(item: Mapping[str, object]) -> NewRecord:
    """The record of a work in CSL-JSON, in which anything may be missing or of another form.

    Takes out HTML, protects acronyms, writes names, pages and dates as the bibliography has them. Raises
    AcquisitionError where there is no title.
    """
    title = _title(item)
    if not title:
        raise AcquisitionError("It has no title, so no record can be made.", "Add it by hand.")
    entry_type = _TYPES.get(_text(item, "type"), "misc")
    authors, editors = _names(item.get("author")), _names(item.get("editor"))
    if entry_type == "book" and editors and not authors:
        entry_type = "collection"
    fields = {
        "author": authors,
        "editor": editors if entry_type != "article" else "",
        "title": _protect(title),
        **_container(item, entry_type),
        **_date(item, entry_type),
        **_numbers(item, entry_type),
        **_publishing(item, entry_type),
        **_addresses(item),
    }
    return NewRecord(entry_type, {name: value for name, value in fields.items() if value})


def _container(item: Mapping[str, object], entry_type: str) -> dict[str, str]:
    container = encode_latex(_text(item, "container-title"))
    if entry_type in _IN_BOOKS:
        return {"booktitle": container}
    if entry_type == "online":
        return {"organization": container or encode_latex(_text(item, "publisher"))}
    return {"journal": container} if entry_type == "article" else {}


def _date(item: Mapping[str, object], entry_type: str) -> dict[str, str]:
    """The year, or the day for what may appear on any."""
    parts: list[int] = []
    for variable in ("published-print", "issued", "published", "published-online", "created"):
        parts = parts or _date_parts(item.get(variable))
    if not parts:
        return {}
    if entry_type in _WITH_DAY and len(parts) > 1:
        return {"date": "-".join(f"{part:02}" for part in parts)}
    return {"year": f"{parts[0]:04}"}


def _date_parts(value: object) -> list[int]:
    """Year, month and day, as far as a CSL date has them, in parts or as text."""
    if not isinstance(value, dict):
        return []
    found = value.get("date-parts")
    first = found[0] if isinstance(found, list) and found and isinstance(found[0], list) else []
    parts = [int(part) for part in first[:3] if str(part).isdecimal()]
    if not parts:
        text = str(value.get("raw") or value.get("literal") or "")
        if iso := re.match(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?!\d)", text):
            parts = [int(part) for part in iso.groups() if part]
        elif year := re.search(r"(?<!\d)(\d{4})(?!\d)", text):
            parts = [int(year[1])]
    is_right = all(
        low <= part <= high
        for part, (low, high) in zip(parts, ((1000, 9999), (1, 12), (1, 31)), strict=False)
    )
    return parts if is_right else parts[:1] if parts and 1000 <= parts[0] <= 9999 else []


def _numbers(item: Mapping[str, object], entry_type: str) -> dict[str, str]:
    numbers = {name: encode_latex(_text(item, name)) for name in ("volume", "edition", "version")}
    issue = encode_latex(_text(item, "issue") or _text(item, "number"))
    pages = _pages(_text(item, "page"))
    article = encode_latex(_text(item, "article-number"))
    return {
        **numbers,
        "number": issue,
        "pages": pages,
        "eid": article if not pages and entry_type == "article" else "",
    }


def _pages(text: str) -> str:
    """`1432-63` as `1432--1463`: PubMed leaves out what the two pages share."""
    found = re.fullmatch(r"(\d+)[-–](\d+)", text)
    if found and len(found[2]) < len(found[1]):
        text = f"{found[1]}-{found[1][: -len(found[2])]}{found[2]}"
    return mend_page_dashes(encode_latex(text))


def _publishing(item: Mapping[str, object], entry_type: str) -> dict[str, str]:
    publisher = encode_latex(_text(item, "publisher"))
    if entry_type in {"article", "online"}:
        return {}
    if entry_type in {"report", "thesis"}:
        genre = _text(item, "genre")
        kind = (genre or "phdthesis") if entry_type == "thesis" else genre
        return {"institution": publisher, "type": encode_latex(kind)}
    return {"publisher": publisher, "location": encode_latex(_text(item, "publisher-place"))}


def _addresses(item: Mapping[str, object]) -> dict[str, str]:
    doi = normalise_doi(_text(item, "DOI")) or ""
    isbn = next((one for one in _texts(item, "ISBN") if is_isbn(one)), "")
    fields = {"doi": doi, "isbn": hyphenate_isbn(isbn) if isbn else ""}
    if _text(item, "archive") == "arXiv":
        fields |= {"eprint": _text(item, "archive_location"), "eprinttype": "arXiv"}
    address = _text(item, "URL")
    if not doi and is_address(address):
        accessed = _date_parts(item.get("accessed"))
        fields["url"] = address.replace("{", "%7B").replace("}", "%7D")
        fields["urldate"] = "-".join(f"{part:02}" for part in accessed)
    return fields


def _title(item: Mapping[str, object]) -> str:
    title, subtitle = _text(item, "title"), _text(item, "subtitle")
    if subtitle and subtitle.casefold() not in title.casefold():
        title = f"{title} {subtitle}" if title.endswith((":", "?", "!")) else f"{title}: {subtitle}"
    return title.removesuffix(".") if not title.endswith("..") else title


def _protect(title: str) -> str:
    """The title in LaTeX, its acronyms in braces."""
    text = encode_latex(title)
    for found in reversed(find_acronyms(text)):
        text = f"{text[: found.start()]}{{{found[0]}}}{text[found.end() :]}"
    return text


def _names(value: object) -> str:
    """A list of CSL names as BibTeX has it."""
    people = value if isinstance(value, list) else []
    names = [_name({str(k): v for k, v in one.items()}) for one in people if isinstance(one, dict)]
    return " and ".join(name for name in names if name)


def _name(person: Mapping[str, object]) -> str:
    family = _text(person, "family")
    given = _text(person, "given")
    if not family:
        literal = _text(person, "literal") or _text(person, "name") or given
        return f"{{{encode_latex(literal)}}}" if literal else ""
    particle = _text(person, "non-dropping-particle") or _text(person, "dropping-particle")
    whole = f"{particle} {_lower_capitals(family)}".strip()
    parts = [whole, _text(person, "suffix"), _lower_capitals(given)]
    return ", ".join(_shield(encode_latex(part)) for part in parts if part)


def _lower_capitals(name: str) -> str:
    """`ROWLAND` as `Rowland`; initials and short names such as `LI` stay."""
    words = re.split(r"([\s-])", name)
    return "".join(
        word.capitalize() if word.isupper() and word.isalpha() and len(word) > 3 else word for word in words
    )


def _shield(part: str) -> str:
    """A part of a name in braces where it holds what joins names or their parts."""
    return f"{{{part}}}" if re.search(r",|;|\band\b", part, re.IGNORECASE) else part


def _texts(item: Mapping[str, object], variable: str) -> list[str]:
    """The texts of a variable, which may be one or a list, without HTML and in NFC."""
    value = item.get(variable)
    values = value if isinstance(value, list) else [value]
    return [_clean(str(one)) for one in values if isinstance(one, str | int) and not isinstance(one, bool)]


def _text(item: Mapping[str, object], variable: str) -> str:
    return next(iter(_texts(item, variable)), "")


def _clean(text: str) -> str:
    text = html.unescape(html.unescape(_TAG.sub("", text)))  # `&amp;amp;` is common
    text = _TAG.sub("", text)
    printable = "".join(one if one.isprintable() else " " for one in text)
    return unicodedata.normalize("NFC", " ".join(printable.split()))
