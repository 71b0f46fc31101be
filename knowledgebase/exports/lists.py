"""The lists beside the records: `data/vocabulary.json`, `data/agencies.json` and `data/glossary.json`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

from pydantic import BaseModel

from knowledgebase.exports.site import ExportedFile, Json, write_json
from knowledgebase.knowledge import KnowledgeBase


def export_lists(knowledge: KnowledgeBase) -> Iterator[ExportedFile]:
    """Tags, agencies and terms by their names."""
    yield ExportedFile("data/vocabulary.json", _write(knowledge.vocabulary.items))
    yield ExportedFile("data/agencies.json", _write(knowledge.agencies.items))
    yield ExportedFile("data/glossary.json", _write(knowledge.glossary.items))


def _write(items: Mapping[str, BaseModel]) -> str:
    described = {name: item.model_dump(mode="json", exclude_none=True) for name, item in items.items()}
    return write_json(cast("Json", described))
