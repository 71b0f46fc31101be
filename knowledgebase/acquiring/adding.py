"""Puts new records into the bibliography and the ledger, and refuses what is there already."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledgebase.acquiring.keys import make_key
from knowledgebase.acquiring.ledger_entries import Confirmation, add_ledger_entry
from knowledgebase.acquiring.problems import AcquisitionError
from knowledgebase.acquiring.recognising import Identifier, Kind
from knowledgebase.acquiring.records import NewRecord
from knowledgebase.bibliography import Bibliography, Reference, family_name, parse_bibliography, to_bibtex
from knowledgebase.bibliography.identifiers import fold_address, fold_arxiv, fold_isbn, identities
from knowledgebase.bibliography.layout import find_runs, sort_key
from knowledgebase.bibliography.likeness import fold_title, is_alike
from knowledgebase.writing import read_form, write_whole

_LABELS = {"doi": "DOI", "isbn": "ISBN", "arxiv": "arXiv number", "pmid": "PMID", "url": "address"}
BIBLIOGRAPHY, LEDGER = "bibliography.bib", "bibliography.lock.yml"


@dataclass(frozen=True)
class Added:
    """A record that was added, or would have been."""

    reference: Reference
    is_confirmed: bool
    """Whether the ledger says where it was seen."""


@dataclass(frozen=True)
class Refused:
    """A record that was not added, since the work is there already."""

    title: str
    key: str
    """Of the record that is there."""
    why: str


@dataclass(frozen=True)
class Candidate:
    """A new record, and where it was seen, if a service was asked."""

    record: NewRecord
    seen: Confirmation | None = None


def add_records(root: Path, candidates: Sequence[Candidate], today: datetime.date) -> list[Added | Refused]:
    """Adds records below `root`, each with a key of its own, and says for each what became of it.

    The bibliography is written first, then the ledger, each whole or not at all. Raises AcquisitionError
    where the bibliography cannot be read, OSError where a file cannot be written.
    """
    bibliography, ledger = _File(root / BIBLIOGRAPHY), _File(root / LEDGER)
    text, outcomes = insert_records(bibliography.text, candidates)
    entries = ledger.text
    for candidate, outcome in zip(candidates, outcomes, strict=True):
        if isinstance(outcome, Added) and candidate.seen:
            entries = add_ledger_entry(entries, outcome.reference, candidate.seen, today)
    bibliography.write(text)
    ledger.write(entries)
    return outcomes


def find_identifier(root: Path, identifier: Identifier) -> Refused | None:
    """The record that an identifier names and that is there already, so that no service need be asked."""
    bibliography, _ = parse_bibliography(_File(root / BIBLIOGRAPHY).text, BIBLIOGRAPHY)
    folds: dict[Kind, tuple[str, Callable[[str], str]]] = {
        Kind.DOI: ("doi", str.lower),
        Kind.ISBN: ("isbn", fold_isbn),
        Kind.ARXIV: ("arxiv", fold_arxiv),
        Kind.PMID: ("pmid", str),
        Kind.URL: ("url", fold_address),
    }
    if identifier.kind not in folds:
        return None
    name, fold = folds[identifier.kind]
    number = (name, fold(identifier.value))
    for reference in bibliography.values():
        if number in identities(reference):
            return Refused(reference.title, reference.key, f"it has this {identifier.kind}")
    return None


class _File:
    """A text file as it was read, missing or not."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.content = path.read_bytes() if path.exists() else None
        found = read_form(self.content or b"")
        if found is None:
            raise AcquisitionError(f"{path.name} is not UTF-8 with line ends of one kind.", "Mend it first.")
        self.text, self.form = found

    def write(self, text: str) -> None:
        if text != self.text:
            write_whole(self.path, self.form.encode(text), expected=self.content)


def insert_records(text: str, candidates: Sequence[Candidate]) -> tuple[str, list[Added | Refused]]:
    """A BibTeX text with records put where their keys belong, and what became of each.

    Raises AcquisitionError where the text has records that cannot be read: a work may be one of them.
    """
    bibliography, findings = parse_bibliography(text, BIBLIOGRAPHY)
    if broken := next((one for one in findings if one.code in {"KB201", "KB206"}), None):
        raise AcquisitionError(str(broken), "Mend it first: what is there already cannot be known.")
    catalogue = _Catalogue(bibliography)
    outcomes: list[Added | Refused] = []
    for candidate in candidates:
        record = candidate.record
        refused = catalogue.find(Reference("", record.type, record.fields))
        if refused:
            outcomes.append(refused)
            continue
        key = make_key(Reference("", record.type, record.fields), catalogue.keys)
        reference = Reference(key, record.type, record.fields)
        catalogue.add(reference)
        outcomes.append(Added(reference, candidate.seen is not None))
    new = [outcome.reference for outcome in outcomes if isinstance(outcome, Added)]
    return _insert(bibliography, sorted(new, key=lambda one: sort_key(one.key))), outcomes


class _Catalogue:
    """What is there already, by all that identifies it."""

    def __init__(self, bibliography: Bibliography) -> None:
        self.keys = {reference.key.casefold() for reference in bibliography.records}
        self._numbers: dict[tuple[str, str], Reference] = {}
        self._alike: defaultdict[int | str, list[Reference]] = defaultdict(list)
        for reference in bibliography.values():
            self.add(reference)

    def add(self, reference: Reference) -> None:
        self.keys.add(reference.key.casefold())
        for number in identities(reference):
            self._numbers.setdefault(number, reference)
        for origin in _origins(reference):
            self._alike[origin].append(reference)

    def find(self, new: Reference) -> Refused | None:
        for number in sorted(identities(new)):
            if other := self._numbers.get(number):
                why = f"it has the same {_LABELS[number[0]]}, {number[1]}"
                return Refused(new.title, other.key, why)
        for origin in _origins(new):
            for other in self._alike[origin]:
                if is_alike(new, other):
                    return Refused(new.title, other.key, f"it has nearly the same title: {other.title}")
        return None


def _origins(reference: Reference) -> list[int | str]:
    """The year and the first author, one of which two records of one work share."""
    names = reference.names("author") or reference.names("editor")
    author = fold_title(family_name(names[0])) if names else ""
    return [origin for origin in (reference.year, author) if origin]


def _insert(bibliography: Bibliography, new: Sequence[Reference]) -> str:
    """The text with records, in order, in its longest run: each before the first whose key is greater."""
    text = bibliography.text
    records = [to_bibtex(reference).rstrip("\n") for reference in new]
    runs = find_runs(bibliography)
    if not records:
        return text
    if not runs:
        return "\n\n".join([*([text.rstrip()] if text.strip() else []), *records]) + "\n"
    run = max(runs, key=len)
    pieces: list[str] = []
    end, last = 0, run[-1].end
    for reference, record in zip(new, records, strict=True):
        key = sort_key(reference.key)
        start = next((item.start for item in run if sort_key(item.reference.key) > key), last)
        pieces += [text[end:start], f"{record}\n\n" if start < last else f"\n\n{record}"]
        end = start
    return "".join([*pieces, text[end:] or "\n"])
