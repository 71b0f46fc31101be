"""Finds the key of the source that somebody names by DOI, another number, address or key."""

from __future__ import annotations

import datetime
from pathlib import Path

from knowledgebase.acquiring import (
    Candidate,
    Confirmation,
    Refused,
    Services,
    add_records,
    find_identifier,
    look_up,
    make_record,
    recognise,
)
from knowledgebase.knowledge import KnowledgeBase


def find_source(
    root: Path, text: str, knowledge: KnowledgeBase, services: Services, today: datetime.date
) -> str:
    """The key of a source; one that is not in the bibliography yet is looked up and added to it.

    Raises AcquisitionError where the text identifies nothing, or no service knows what it identifies, and
    OSError where the bibliography cannot be written.
    """
    key = text.strip().removeprefix("[").removeprefix("@").removesuffix("]")
    if key in knowledge.bibliography:
        return key
    identifier = recognise(text.strip())
    if there := find_identifier(root, identifier):
        return there.key
    found = look_up(identifier, services, today)
    candidate = Candidate(make_record(found.item), Confirmation(found.method, found.address))
    [outcome] = add_records(root, [candidate], today)
    return outcome.key if isinstance(outcome, Refused) else outcome.reference.key
