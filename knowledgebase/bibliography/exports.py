"""A reference in the forms in which people take it away: BibTeX, RIS and CSL-JSON."""

from __future__ import annotations

import re

import rispy

from knowledgebase.bibliography.csl import CslItem
from knowledgebase.bibliography.names import Name, family_name
from knowledgebase.bibliography.reference import Reference, strip_nocase

FIELD_ORDER = (
    "author editor translator title subtitle shorttitle journal journaltitle booktitle booksubtitle"
    " bookauthor series date year month volume number issue pages eid chapter edition type publisher"
    " institution school organization address location isbn issn doi url urldate eprint"
).split()
_RIS_TYPES = {
    "article-journal": "JOUR",
    "article-magazine": "MGZN",
    "article-newspaper": "NEWS",
    "article": "UNPB",
    "book": "BOOK",
    "chapter": "CHAP",
    "entry-encyclopedia": "ENCYC",
    "paper-conference": "CPAPER",
    "report": "RPRT",
    "thesis": "THES",
    "webpage": "ELEC",
    "manuscript": "UNPB",
    "dataset": "DATA",
    "software": "COMP",
    "patent": "PAT",
    "standard": "STAND",
    "legislation": "STAT",
    "legal_case": "CASE",
    "motion_picture": "VIDEO",
    "song": "SOUND",
    "graphic": "ART",
}


def to_bibtex(reference: Reference) -> str:
    """The record as tidy BibTeX: fields as written, in their usual order, then the others by name."""
    rank = {name: index for index, name in enumerate(FIELD_ORDER)}
    fields = sorted(reference.raw_fields, key=lambda name: (rank.get(name, len(rank)), name))
    width = max((len(name) for name in fields), default=0)
    lines = [f"  {name:<{width}} = {{{_close_braces(reference.raw_fields[name])}}}," for name in fields]
    return "\n".join([f"@{reference.type}{{{reference.key},", *lines, "}"]) + "\n"


def to_csl_json(reference: Reference) -> CslItem:
    """The record as an item of CSL-JSON; a list of them is a valid CSL-JSON file."""
    return {name: value for name, value in reference.csl.items() if value}


def to_ris(reference: Reference) -> str:
    """The record in RIS, which Zotero, EndNote and Mendeley read."""
    text = reference.text
    first_page, _, last_page = text("page").partition("-")
    entry: dict[str, str | list[str]] = {
        "type_of_reference": _RIS_TYPES.get(text("type"), "GEN"),
        "authors": [_write_ris_name(name) for name in reference.names("author")],
        "secondary_authors": [_write_ris_name(name) for name in reference.names("editor")],
        "title": reference.title,
        "secondary_title": text("container-title"),
        "year": str(reference.year or ""),
        "date": _write_ris_date(reference),
        "volume": text("volume"),
        "number": text("issue") or text("number"),
        "start_page": first_page,
        "end_page": last_page,
        "edition": text("edition") or text("version"),
        "publisher": text("publisher"),
        "place_published": text("publisher-place"),
        "type_of_work": text("genre"),
        "issn": text("ISSN") or text("ISBN"),
        "doi": text("DOI"),
        "urls": [reference.url] if reference.url else [],
        "id": reference.key,
    }
    kept = {
        name: [_one_line(item) for item in value] if isinstance(value, list) else _one_line(value)
        for name, value in entry.items()
        if value
    }
    return str(rispy.dumps([kept])).strip().removeprefix("1.\n") + "\n"


def _write_ris_name(name: Name) -> str:
    if "literal" in name:
        return strip_nocase(name["literal"])
    return ", ".join(part for part in (family_name(name), name.get("given"), name.get("suffix")) if part)


def _write_ris_date(reference: Reference) -> str:
    """The date as `2026/11/24`, or an empty text where no more than the year is known."""
    issued = reference.csl.get("issued")
    parts = issued.get("date-parts") if isinstance(issued, dict) else None
    if not isinstance(parts, list) or len(parts) != 1 or len(parts[0]) == 1:
        return ""
    return "/".join(f"{part:02d}" for part in parts[0])


def _close_braces(text: str) -> str:
    """`text` on one line, with every brace paired, so that it can stand in braces.

    A value that stood in quotes may hold one brace alone; it means here what `decode_latex` takes it for.
    """
    depth = 0
    pieces: list[str] = []
    for piece in re.split(r"(?<!\\)([{}])", _one_line(text)):
        is_alone = piece == "}" and depth == 0
        depth += (piece == "{") - (piece == "}" and not is_alone)
        pieces.append("{}" if is_alone else piece)
    closed = "".join(pieces)
    return closed + " " * closed.endswith("\\") + "}" * depth


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
