"""The entry of a new source in the ledger: what was confirmed of it, where, and when."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import get_args

from knowledgebase.bibliography import Reference
from knowledgebase.ledger import Verification, hash_of, write_entry

_HEADER = "# What was confirmed of each source, where, and when. One entry a key of bibliography.bib.\n"
_FIELDS = {
    "authors": ("author", "editor"),
    "title": ("title",),
    "year": ("year", "date"),
    "container": ("journal", "booktitle"),
    "volume": ("volume",),
    "issue": ("number",),
    "pages": ("pages", "eid"),
    "doi": ("doi",),
    "isbn": ("isbn",),
    "publisher": ("publisher",),
    "institution": ("institution",),
    "url": ("url",),
}
"""What the ledger calls the fields of a record."""


@dataclass(frozen=True)
class Confirmation:
    """Where a record was seen: all that it says came from there."""

    method: str
    address: str


def add_ledger_entry(ledger: str, reference: Reference, seen: Confirmation, day: datetime.date) -> str:
    """The text of the ledger with an entry put where its key belongs, in place of one that was there."""
    entry = _write_entry(reference, seen, day)
    if not ledger.strip():
        return f"{_HEADER}{entry}"
    starts = [
        (found.start(), found["key"]) for found in re.finditer(r"(?m)^(?P<key>[^\s#:][^:\n]*):", ledger)
    ]
    for index, (start, key) in enumerate(starts):
        if key.strip("\"'") == reference.key:
            end = starts[index + 1][0] if index + 1 < len(starts) else len(ledger)
            return f"{ledger[:start]}{entry}{ledger[end:]}"
        if key.strip("\"'") > reference.key:
            return f"{ledger[:start]}{entry}{ledger[start:]}"
    return f"{ledger.rstrip()}\n{entry}"


def _write_entry(reference: Reference, seen: Confirmation, day: datetime.date) -> str:
    known = get_args(get_args(Verification.model_fields["confirmed"].annotation)[0])
    confirmed = [
        name
        for name, fields in _FIELDS.items()
        if name in known and any(field in reference.raw_fields for field in fields)
    ]
    entry = Verification.model_validate(
        {
            "confirmed": confirmed,
            "method": seen.method,
            "address": seen.address,
            "checked": day,
            "hash": hash_of(reference),
        }
    )
    return write_entry(reference.key, entry)
