"""The whole bibliography to take away: `data/references.bib`, `.ris` and `.json` (CSL-JSON)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from knowledgebase.bibliography import to_bibtex, to_csl_json, to_ris
from knowledgebase.exports.site import ExportedFile, Json, write_json
from knowledgebase.knowledge import KnowledgeBase


def export_references(knowledge: KnowledgeBase) -> Iterator[ExportedFile]:
    """Every reference in each format, in the order of the bibliography."""
    references = list(knowledge.bibliography.values())
    yield ExportedFile("data/references.bib", "\n".join(map(to_bibtex, references)))
    yield ExportedFile("data/references.ris", "\n".join(map(to_ris, references)))
    items = [to_csl_json(reference) for reference in references]
    yield ExportedFile("data/references.json", write_json(cast("Json", items)))
