"""BibTeX and BibLaTeX records as items of CSL-JSON 1.0.2.

The mapping follows the BibLaTeX manual (section 2, types and fields) and Pandoc's reading of it, so that
a record looks here as it does there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeAlias
from urllib.parse import unquote

from knowledgebase.bibliography.dates import CslDate, add_month, parse_date
from knowledgebase.bibliography.latex import (
    PROTECTED_END,
    PROTECTED_START,
    decode_latex,
    decode_protected,
    decode_verbatim,
)
from knowledgebase.bibliography.names import Name, parse_names

CslValue: TypeAlias = "str | list[Name] | CslDate"
CslItem: TypeAlias = "dict[str, CslValue]"

NOCASE_START, NOCASE_END = '<span class="nocase">', "</span>"
"""CSL-JSON's own mark for text whose case no style may change."""
_NOCASE = re.compile(r'(<span class="nocase"|</span)>')
"""That mark where it stands in the text itself and means nothing."""

VERBATIM_FIELDS = frozenset({"doi", "url", "eprint", "file", "pmid", "pmcid", "isbn", "issn"})
NAME_FIELDS = {
    "author": "author",
    "editor": "editor",
    "translator": "translator",
    "bookauthor": "container-author",
}
_TYPES = {
    "article": "article-journal",
    "review": "article-journal",
    "suppperiodical": "article-journal",
    "inbook": "chapter",
    "incollection": "chapter",
    "bookinbook": "chapter",
    "suppbook": "chapter",
    "suppcollection": "chapter",
    "inreference": "entry-encyclopedia",
    "inproceedings": "paper-conference",
    "conference": "paper-conference",
    "report": "report",
    "techreport": "report",
    "thesis": "thesis",
    "phdthesis": "thesis",
    "mastersthesis": "thesis",
    "online": "webpage",
    "electronic": "webpage",
    "www": "webpage",
    "unpublished": "manuscript",
    "booklet": "pamphlet",
    "periodical": "periodical",
    "dataset": "dataset",
    "software": "software",
    "patent": "patent",
    "standard": "standard",
    "legislation": "legislation",
    "legal": "legislation",
    "jurisdiction": "legal_case",
    "movie": "motion_picture",
    "video": "motion_picture",
    "audio": "song",
    "music": "song",
    "image": "graphic",
    "artwork": "graphic",
    "letter": "personal_communication",
}
_BOOKS = frozenset(
    "book mvbook collection mvcollection proceedings mvproceedings manual reference mvreference".split()
)
_PARTS = frozenset("chapter paper-conference entry-encyclopedia".split())
_PLAIN = {
    "volume": "volume",
    "volumes": "number-of-volumes",
    "pagetotal": "number-of-pages",
    "chapter": "chapter-number",
    "isbn": "ISBN",
    "issn": "ISSN",
    "pmid": "PMID",
    "pmcid": "PMCID",
    "version": "version",
    "abstract": "abstract",
    "keywords": "keyword",
    "eventtitle": "event-title",
    "venue": "event-place",
    "library": "call-number",
    "shorttitle": "title-short",
    "shortjournal": "container-title-short",
    "series": "collection-title",
    "note": "note",
}
_GENRES = {
    "phdthesis": "Doctoral dissertation",
    "mastersthesis": "Master's thesis",
    "mathesis": "Master's thesis",
    "bathesis": "Bachelor's thesis",
    "candthesis": "Candidate thesis",
    "techreport": "Technical report",
    "resreport": "Research report",
}
_LANGUAGES = dict(
    pair.split("=")
    for pair in (
        "english=en american=en-US usenglish=en-US british=en-GB ukenglish=en-GB french=fr francais=fr"
        " german=de ngerman=de spanish=es arabic=ar russian=ru chinese=zh portuguese=pt italian=it dutch=nl"
    ).split(" ")
)
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
_DOI = re.compile(
    r"(?:https?://)?(?:(?:www|dx)\.)?(?:doi\.org/)?(?:(?:urn:|info:)?doi[:/\s]\s*)?"
    r"(10\.\d{4,9}(?:\.\d+)*/\S*[^\s.,;])",
    re.IGNORECASE,
)


def make_csl_item(key: str, entry_type: str, raw: Mapping[str, str]) -> CslItem:
    """The CSL-JSON item of a record, whose fields (`raw`) are still in LaTeX."""
    csl_type = _find_type(entry_type, raw)
    item: CslItem = {"id": key, "type": csl_type}
    item |= _map_names(raw)
    item |= _map_titles(raw, csl_type)
    item |= _map_dates(raw)
    item |= _map_numbers(raw, entry_type, csl_type)
    item |= _map_publishing(raw, entry_type, csl_type)
    item |= {name: text for field, name in _PLAIN.items() if (text := _text(raw, field)) and name not in item}
    item |= _map_addresses(raw)
    return item


def normalise_doi(text: str) -> str | None:
    """The DOI alone, out of any of its spellings; None where there is none. Its case is kept.

    >>> normalise_doi("https://doi.org/10.1037/A0037559.")
    '10.1037/A0037559'
    """
    text = decode_verbatim(text)
    found = _DOI.match(unquote(text) if text.casefold().startswith("http") else text)
    return found[1] if found else None


def _find_type(entry_type: str, raw: Mapping[str, str]) -> str:
    if entry_type in _BOOKS:
        return "book"
    if entry_type == "article" and not (raw.get("journal") or raw.get("journaltitle")):
        return "article" if raw.get("eprint") else "article-journal"
    subtype = raw.get("entrysubtype", "").casefold()
    if entry_type == "article" and subtype in {"magazine", "newspaper"}:
        return f"article-{subtype}"
    return _TYPES.get(entry_type, "document")


def _text(raw: Mapping[str, str], *fields: str) -> str:
    """The first of `fields` that is there, as CSL-JSON text with protected case marked."""
    for field in fields:
        if value := raw.get(field, ""):
            decoded = decode_verbatim(value) if field in VERBATIM_FIELDS else decode_protected(value)
            decoded = _NOCASE.sub(r"\1 >", decoded)
            marked = decoded.replace(PROTECTED_START, NOCASE_START).replace(PROTECTED_END, NOCASE_END)
            if decoded.strip(PROTECTED_START + PROTECTED_END):
                return marked
    return ""


def _map_names(raw: Mapping[str, str]) -> CslItem:
    names = {name: parse_names(raw[field]) for field, name in NAME_FIELDS.items() if raw.get(field)}
    return {name: found for name, found in names.items() if found}


def _map_titles(raw: Mapping[str, str], csl_type: str) -> CslItem:
    item: CslItem = {}
    main_field = "maintitle" if csl_type == "book" and raw.get("maintitle") else "title"
    if title := _with_subtitle(_text(raw, main_field), _text(raw, main_field.replace("title", "subtitle"))):
        item["title"] = title
    container = _with_subtitle(_text(raw, "journal", "journaltitle"), _text(raw, "journalsubtitle"))
    if csl_type in _PARTS or not container:
        container = _with_subtitle(_text(raw, "booktitle"), _text(raw, "booksubtitle")) or container
    if container:
        item["container-title"] = container
    elif csl_type == "webpage" and (site := _text(raw, "organization", "howpublished")):
        item["container-title"] = site
    return item


def _with_subtitle(title: str, subtitle: str) -> str:
    separator = " " if title.removesuffix(NOCASE_END).endswith(("?", "!", ":")) else ": "
    return separator.join(part for part in (title, subtitle) if part)


def _map_dates(raw: Mapping[str, str]) -> CslItem:
    item: CslItem = {}
    issued = parse_date(decode_latex(raw.get("date") or raw.get("year", "")))
    if issued and not raw.get("date"):
        issued = add_month(issued, decode_latex(raw.get("month", "")))
    status = decode_latex(raw.get("pubstate", ""))
    if status and not issued:
        issued = {"literal": status}
    for name, date in (
        ("issued", issued),
        ("accessed", parse_date(decode_latex(raw.get("urldate") or raw.get("lastchecked", "")))),
        ("event-date", parse_date(decode_latex(raw.get("eventdate", "")))),
        ("original-date", parse_date(decode_latex(raw.get("origdate", "")))),
    ):
        if date and (name == "issued" or "literal" not in date):
            item[name] = date
    return item


def _map_numbers(raw: Mapping[str, str], entry_type: str, csl_type: str) -> CslItem:
    item: CslItem = {}
    if pages := _text(raw, "pages"):
        item["page"] = re.sub(r"\s*[-‐‑–—]+\s*", "-", pages)
    if article := _text(raw, "eid", "articleno", "article-number"):
        # APA's style prints `number` of a journal article as "Article 12".
        item.setdefault("number" if csl_type.startswith("article") else "page", article)
    if edition := _text(raw, "edition"):
        item["edition"] = _read_edition(edition)
    if issue := _text(raw, "issue"):
        item["issue"] = issue
    if number := _text(raw, "number"):
        if csl_type.startswith("article") or csl_type == "periodical":
            item.setdefault("issue", number)
        elif csl_type in {"book", "chapter", "paper-conference", "entry-encyclopedia"}:
            item["collection-number"] = number
        else:
            item["number"] = number
    if csl_type in {"report", "thesis"}:
        genre = decode_latex(raw.get("type", ""))
        default = _GENRES.get(entry_type, "")
        if entry_type == "techreport" and "number" not in item:
            default = ""
        if genre or default:
            item["genre"] = _GENRES.get(genre, genre) or default
    elif genre := _text(raw, "type", "titleaddon"):
        item["genre"] = genre
    return item


def _read_edition(text: str) -> str:
    """The number of an edition written as a word or an ordinal; any other text as it stands."""
    word = re.sub(r"\s+(edition|ed\.?)$", "", text, flags=re.IGNORECASE)
    if word.casefold() in _ORDINALS:
        return str(_ORDINALS.index(word.casefold()) + 1)
    number = re.fullmatch(r"(\d+)(?:st|nd|rd|th|\.)?", word)
    return number[1] if number else word


def _map_publishing(raw: Mapping[str, str], entry_type: str, csl_type: str) -> CslItem:
    item: CslItem = {}
    fields = ["publisher", "institution", "school", "organization"]
    if csl_type in {"report", "thesis"}:
        fields = ["institution", "school", "publisher", "organization"]
    if csl_type == "webpage":
        fields = ["publisher", "institution"]
    how = _text(raw, "howpublished") if entry_type in {"misc", "booklet"} else ""
    if publisher := _text(raw, *fields):
        item["publisher"] = publisher
    elif how and not _howpublished_url(raw):
        item["publisher"] = how
    if place := _text(raw, "location", "address"):
        item["publisher-place"] = place
    if language := decode_latex(raw.get("langid") or raw.get("language", "")):
        code = _LANGUAGES.get(language.casefold(), language)
        if re.fullmatch(r"[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*", code):
            item["language"] = code
    return item


def _map_addresses(raw: Mapping[str, str]) -> CslItem:
    item: CslItem = {}
    if doi := normalise_doi(raw.get("doi", "")):
        item["DOI"] = doi
    url = web_address(decode_verbatim(raw.get("url", ""))) or _howpublished_url(raw)
    eprint = decode_verbatim(raw.get("eprint", ""))
    archive = decode_latex(raw.get("eprinttype") or raw.get("archiveprefix", ""))
    if eprint and archive.casefold() == "arxiv":
        item["archive"] = "arXiv"
        item["archive_location"] = eprint
        url = url or web_address(f"https://arxiv.org/abs/{eprint}")
    if url:
        item["URL"] = url
    return item


def _howpublished_url(raw: Mapping[str, str]) -> str | None:
    return web_address(decode_verbatim(raw.get("howpublished", "")))


def web_address(text: str) -> str | None:
    """`text` where it is an address to link to, http or https and nothing else; None otherwise."""
    return text if re.fullmatch(r"https?://[^\s<>\"\x00-\x1f]+", text, re.IGNORECASE) else None
