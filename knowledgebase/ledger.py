"""What was confirmed of each reference, where, and when: `bibliography.lock.yml`."""

from __future__ import annotations

import datetime
import hashlib
import json
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

from knowledgebase.bibliography import Reference, normalise_doi
from knowledgebase.findings import Finding
from knowledgebase.named_list import NamedList, read_named_list
from knowledgebase.source import is_missing
from knowledgebase.writing import write_whole

LEDGER = "bibliography.lock.yml"
_HEADER = "# What was confirmed of each source, where, and when. One entry a key of bibliography.bib.\n"

MAX_BYTES = 20_000_000
"""Of the ledger: it has an entry for every reference, and one of 50,000 references stays below."""

DEAD_AFTER = 3
"""Days on which an address must have failed before it counts as dead: one bad day is an outage."""

_ADDRESS = r"^https?://\S+$"


class ReferenceStatus(StrEnum):
    """How a published work stands today, the gravest last."""

    CURRENT = "current"
    CORRECTED = "corrected"
    CONCERN = "expression-of-concern"
    RETRACTED = "retracted"

    @property
    def label(self) -> str:
        """The status as readers see it."""
        return self.value.replace("-", " ").capitalize()

    @property
    def is_grave(self) -> bool:
        """Whether every page that cites the work says so."""
        return self in {ReferenceStatus.CONCERN, ReferenceStatus.RETRACTED}


Confirmable = Literal[
    "authors",
    "first-author",
    "title",
    "year",
    "container",
    "volume",
    "issue",
    "pages",
    "doi",
    "isbn",
    "publisher",
    "institution",
    "url",
]
Method = Literal["by hand", "Crossref", "DataCite", "Open Library", "PubMed", "arXiv", "web page"]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Acknowledgement(_Entry):
    """That an editor has looked at a retraction or a concern and cites the work all the same."""

    reason: str = Field(min_length=10, description="Why the work is still cited, in a sentence.")
    day: datetime.date


class Difference(_Entry):
    """What a service says otherwise than the bibliography."""

    field: str
    here: str = Field(description="As the bibliography has it.")
    there: str = Field(description="As the service has it; empty where it has nothing.")
    accepted: datetime.date | None = Field(
        default=None, description="The day on which a person found the bibliography right."
    )


class LinkState(_Entry):
    """How the address of a reference answered lately."""

    failed_on: list[datetime.date] = Field(
        min_length=1, description="The days on which it failed, since it last answered."
    )

    @property
    def is_dead(self) -> bool:
        """Whether it failed on several days."""
        return len(set(self.failed_on)) >= DEAD_AFTER


class Verification(_Entry):
    """One entry of the ledger."""

    confirmed: list[Confirmable] = Field(min_length=1, description="The fields that were seen to agree.")
    method: Method
    address: str = Field(pattern=_ADDRESS, description="Where they were seen.")
    checked: datetime.date
    status: ReferenceStatus = ReferenceStatus.CURRENT
    notice: str | None = Field(
        default=None, pattern=_ADDRESS, description="Where the retraction, concern or correction stands."
    )
    acknowledged: Acknowledgement | None = None
    differences: list[Difference] = []
    link: LinkState | None = None
    hash: str | None = Field(
        default=None,
        pattern=r"^[0-9a-f]{16}$",
        description="Of the record as it was confirmed; `scripts/verify.py` writes it.",
    )

    @property
    def forbids_citing(self) -> bool:
        """Whether the work was retracted and no editor acknowledged it."""
        return self.status is ReferenceStatus.RETRACTED and self.acknowledged is None

    @property
    def open_differences(self) -> list[Difference]:
        """The differences that no person has looked at."""
        return [difference for difference in self.differences if difference.accepted is None]


Ledger = NamedList[Verification]


def read_ledger(path: Path, root: Path) -> tuple[Ledger, list[Finding]]:
    """The ledger; a missing file is an empty ledger, what cannot be read is a finding."""
    if is_missing(path):
        return Ledger(path.name, {}), []
    return read_named_list(path, root, Verification, MAX_BYTES)


def write_ledger(path: Path, entries: Mapping[str, Verification]) -> None:
    """Writes all entries, sorted by key, in one step: a reader finds the old file or the new one.

    Comments at the top of the file stay; others are lost. Raises OSError where the file cannot be written.
    """
    written = [write_entry(key, entries[key]) for key in sorted(entries)] or ["{}\n"]
    text = _header_of(path) + "".join(written)
    write_whole(path, text.encode())


def _header_of(path: Path) -> str:
    if not path.exists():
        return _HEADER
    lines = path.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    comments = next((number for number, line in enumerate(lines) if not line.startswith("#")), len(lines))
    return "".join(lines[:comments])


def write_entry(key: str, entry: Verification) -> str:
    """An entry as it stands in the file."""
    values = entry.model_dump(exclude_none=True, exclude_defaults=True) | {"status": entry.status.value}
    lines = [f"{_dump(key)}:"]
    for name in Verification.model_fields:
        if name == "differences" and entry.differences:
            lines += [f"  {name}:", *(f"  - {_dump(difference)}" for difference in values[name])]
        elif name in values:
            lines.append(f"  {name}: {_dump(values[name])}")
    return "\n".join(lines) + "\n"


def _dump(value: object) -> str:
    """One value on one line, in flow style."""
    text = yaml.safe_dump(
        value, default_flow_style=True, allow_unicode=True, sort_keys=False, width=float("inf")
    )
    return text.removesuffix("...\n").rstrip("\n")


# The hash of a record


def hash_of(reference: Reference) -> str:
    """16 hexadecimal digits that change when what identifies a work changes, and not with its layout.

    Taken over the type and the decoded authors, title, date, container, volume, issue, pages, DOI, ISBN and
    address. Case, punctuation, white space, LaTeX and the names of BibTeX's and BibLaTeX's twin fields do
    not matter; abstracts, notes and keywords do not count.
    """
    fields = reference.fields
    words = [
        fold_text(_first(fields, *names))
        for names in (
            ("author", "editor"),
            ("title",),
            ("subtitle",),
            ("date", "year"),
            ("journal", "journaltitle", "booktitle"),
            ("volume",),
            ("number", "issue"),
            ("pages", "eid"),
        )
    ]
    doi = (normalise_doi(reference.raw_fields.get("doi", "")) or "").lower()
    isbn = "".join(character for character in fields.get("isbn", "").upper() if character.isalnum())
    identity = [reference.type, *words, doi, isbn, fields.get("url", "").strip()]
    return hashlib.sha256(json.dumps(identity).encode()).hexdigest()[:16]


def _first(fields: Mapping[str, str], *names: str) -> str:
    return next((fields[name] for name in names if fields.get(name)), "")


def fold_text(text: str) -> str:
    """Words alone: without case, punctuation and kinds of white space. Signs such as `+` stay."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(
        "".join(
            " " if unicodedata.category(character)[0] in "PZC" else character for character in folded
        ).split()
    )


# Changes that a person makes


def confirm_by_hand(  # noqa: PLR0913 -- what a person says of one source
    reference: Reference,
    old: Verification | None,
    *,
    confirmed: list[Confirmable],
    address: str,
    day: datetime.date,
    status: ReferenceStatus | None = None,
    notice: str | None = None,
) -> Verification:
    """The entry after a person looked at the source at `address`; what stood there of its status is kept.

    Differences that were open count as looked at, if the record is still the one they were found in.
    """
    status = status or (old.status if old else ReferenceStatus.CURRENT)
    digest = hash_of(reference)
    return Verification(
        confirmed=confirmed,
        method="by hand",
        address=address,
        checked=day,
        status=status,
        notice=notice or (old.notice if old and old.status is status else None),
        acknowledged=old.acknowledged if old and old.status is status else None,
        differences=[_accept(found, day) for found in old.differences] if old and old.hash == digest else [],
        link=old.link if old else None,
        hash=digest,
    )


def _accept(difference: Difference, day: datetime.date) -> Difference:
    return difference if difference.accepted else difference.model_copy(update={"accepted": day})


def acknowledge(entry: Verification, reason: str, day: datetime.date) -> Verification:
    """The entry after an editor looked at its retraction or concern. Raises ValueError for other entries."""
    if not entry.status.is_grave:
        raise ValueError(f"its status is {entry.status.value}, so there is nothing to acknowledge")
    return entry.model_copy(update={"acknowledged": Acknowledgement(reason=reason, day=day)})
