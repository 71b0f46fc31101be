"""Files of references that other programs write: BibTeX, RIS and CSL-JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import rispy

from knowledgebase.acquiring.problems import AcquisitionError
from knowledgebase.acquiring.records import NewRecord, make_record
from knowledgebase.bibliography import Reference, parse_bibliography
from knowledgebase.bibliography.datamodel import FIELDS
from knowledgebase.bibliography.identifiers import find_doi
from knowledgebase.bibliography.pages import mend_page_dashes
from knowledgebase.findings import Severity

MAX_BYTES = 50_000_000
_RIS_TYPES = {
    "JOUR": "article-journal",
    "JFULL": "article-journal",
    "EJOUR": "article-journal",
    "MGZN": "article-magazine",
    "NEWS": "article-newspaper",
    "BOOK": "book",
    "EBOOK": "book",
    "EDBOOK": "book",
    "CHAP": "chapter",
    "ECHAP": "chapter",
    "ENCYC": "entry-encyclopedia",
    "CONF": "paper-conference",
    "CPAPER": "paper-conference",
    "RPRT": "report",
    "THES": "thesis",
    "ELEC": "webpage",
    "BLOG": "webpage",
    "DATA": "dataset",
    "COMP": "software",
}
_DROPPED = frozenset("abstract keywords file annotation annote label langidopts options".split())
"""Fields of a collection of one's own, rather than of the work."""


def read_records(path: Path) -> list[NewRecord]:
    """The records in a file, by its ending: `.bib`, `.ris`, or `.json` for CSL-JSON.

    Raises AcquisitionError where the file cannot be read whole: half a file would be added in silence.
    """
    readers = {".bib": _read_bibtex, ".bibtex": _read_bibtex, ".ris": _read_ris, ".json": _read_csl_json}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise AcquisitionError(f"{path.name} is no .bib, .ris or .json file.")
    try:
        if path.stat().st_size > MAX_BYTES:
            raise AcquisitionError(f"{path.name} is larger than {MAX_BYTES // 1_000_000} MB.")
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise AcquisitionError(f"{path.name} is not UTF-8.", "Save it as UTF-8.") from error
    except OSError as error:
        raise AcquisitionError(f"{path.name} cannot be read: {error.strerror}.") from error
    records = list(reader(text, path.name))
    if not records:
        raise AcquisitionError(f"{path.name} holds no record.")
    return records


def _read_bibtex(text: str, name: str) -> Iterator[NewRecord]:
    bibliography, findings = parse_bibliography(text, name)
    for finding in findings:
        if finding.severity is Severity.ERROR and finding.code not in {"KB202", "KB203"}:
            raise AcquisitionError(str(finding), finding.hint)
    yield from (_clean_record(reference) for reference in bibliography.values())


def _clean_record(reference: Reference) -> NewRecord:
    """The record with its fields as they are written, but for the form of DOI and pages."""
    fields = {
        name: value
        for name, value in reference.raw_fields.items()
        if name in FIELDS and name not in _DROPPED and name not in {"crossref", "xdata", "ids"}
    }
    if doi := find_doi(fields.get("doi", "")):
        fields["doi"] = doi
    if "pages" in fields:
        fields["pages"] = mend_page_dashes(fields["pages"])
    if not reference.title:
        raise AcquisitionError(f"`{reference.key}` has no title, so no record can be made.", "Add it there.")
    return NewRecord(reference.type, fields)


def _read_ris(text: str, name: str) -> Iterator[NewRecord]:
    try:
        entries = rispy.loads(text)
    except Exception as error:  # rispy promises no kind of error for broken files
        raise AcquisitionError(f"{name} cannot be read as RIS: {error}.") from error
    yield from (make_record(_to_csl(entry)) for entry in entries)


def _to_csl(entry: Mapping[str, object]) -> dict[str, object]:
    def text(*names: str) -> str:
        found = (entry[name] for name in names if entry.get(name))
        value = next(found, "")
        return str(value[0] if isinstance(value, list) else value)

    pages = "-".join(page for page in (text("start_page"), text("end_page")) if page)
    return {
        "type": _RIS_TYPES.get(text("type_of_reference"), "document"),
        "title": text("title", "primary_title"),
        "author": _ris_names(entry, "authors", "first_authors"),
        "editor": _ris_names(entry, "secondary_authors", "editors"),
        "container-title": text("secondary_title", "journal_name", "alternate_title3", "alternate_title1"),
        "issued": {"raw": text("year", "publication_year", "date").replace("/", "-").rstrip("-")},
        "volume": text("volume"),
        "issue": text("number"),
        "page": pages,
        "publisher": text("publisher"),
        "publisher-place": text("place_published"),
        "genre": text("type_of_work"),
        "edition": text("edition"),
        "DOI": text("doi"),
        "ISBN": text("issn"),  # RIS has one tag for ISBN and ISSN; what is no ISBN is left out
        "URL": text("urls", "url"),
        "accessed": {"raw": text("access_date").replace("/", "-").rstrip("-")},
    }


def _ris_names(entry: Mapping[str, object], *fields: str) -> list[dict[str, str]]:
    names = next((entry[field] for field in fields if entry.get(field)), [])
    people = names if isinstance(names, list) else [names]
    found: list[dict[str, str]] = []
    for person in people:
        family, comma, rest = str(person).partition(",")
        given, _, suffix = rest.partition(",")
        if comma:
            found.append({"family": family.strip(), "given": given.strip(), "suffix": suffix.strip()})
        else:
            found += [{"literal": family.strip()}]
    return found


def _read_csl_json(text: str, name: str) -> Iterator[NewRecord]:
    try:
        items = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise AcquisitionError(f"{name} cannot be read as JSON: {error}.") from error
    for item in items if isinstance(items, list) else [items]:
        if not isinstance(item, dict):
            raise AcquisitionError(f"{name} is JSON, but holds no records of CSL-JSON.")
        yield make_record({str(key): value for key, value in item.items()})
