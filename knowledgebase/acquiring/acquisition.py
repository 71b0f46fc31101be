"""From what identifies a work to its record in the bibliography and its entry in the ledger."""

from __future__ import annotations

import datetime
from pathlib import Path

from knowledgebase.acquiring.adding import Added, Candidate, Refused, add_records, find_identifier
from knowledgebase.acquiring.ledger_entries import Confirmation
from knowledgebase.acquiring.recognising import recognise
from knowledgebase.acquiring.records import make_record
from knowledgebase.acquiring.registries import look_up
from knowledgebase.acquiring.web import Services


def acquire(root: Path, text: str, services: Services, today: datetime.date) -> tuple[Added | Refused, str]:
    """Adds the work that a DOI, an ISBN, another number or an address identifies to the base at `root`.

    Returns what became of it, and what the person who adds it should know, which is mostly nothing. No
    service is asked for a work that is there already. Raises AcquisitionError where the text identifies
    nothing or no service knows what it identifies, OSError where the bibliography cannot be written.
    """
    identifier = recognise(text)
    if there := find_identifier(root, identifier):
        return there, ""
    found = look_up(identifier, services, today)
    candidate = Candidate(make_record(found.item), Confirmation(found.method, found.address))
    [outcome] = add_records(root, [candidate], today)
    return outcome, found.note
