"""The lists that records point into: `data/vocabulary.json` and `data/agencies.json`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

from pydantic import BaseModel

from knowledgebase.exports.site import ExportedFile, Json, write_json
from knowledgebase.knowledge import KnowledgeBase


def export_lists(knowledge: KnowledgeBase) -> Iterator[ExportedFile]:
    """Tags and agencies by their names."""
    yield ExportedFile("data/vocabulary.json", _write(knowledge.vocabulary.items))
    yield ExportedFile("data/agencies.json", _write(knowledge.agencies.items))


def _write(items: Mapping[str, BaseModel]) -> str:
    described = {name: item.model_dump(mode="json", exclude_none=True) for name, item in items.items()}
    return write_json(cast("Json", described))
