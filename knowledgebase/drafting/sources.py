"""Finds the key of the source that somebody names by DOI, another number, address or key."""

from __future__ import annotations

import datetime
from pathlib import Path

from knowledgebase.acquiring import Refused, Services, acquire
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
    outcome, _ = acquire(root, text.strip(), services, today)
    return outcome.key if isinstance(outcome, Refused) else outcome.reference.key
