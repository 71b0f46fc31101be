"""The lists beside the records: `data/vocabulary.json`, `data/agencies.json` and `data/glossary.json`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

from pydantic import BaseModel

from knowledgebase.exports.site import ExportedFile, Json, write_json
from knowledgebase.knowledge import KnowledgeBase


def export_lists(knowledge: KnowledgeBase) -> Iterator[ExportedFile]:
    """Tags, agencies and terms by their names; a term with its translations."""
    yield ExportedFile("data/vocabulary.json", _write(knowledge.vocabulary.items))
    yield ExportedFile("data/agencies.json", _write(knowledge.agencies.items))
    terms = _describe(knowledge.glossary.items)
    for code, translated in knowledge.translated_terms.items():
        for term in translated:
            own = {**term.data.model_dump(mode="json"), "is_behind": term.is_behind}
            terms[term.english].setdefault("translations", {})[code] = own
    yield ExportedFile("data/glossary.json", write_json(cast("Json", terms)))


def _write(items: Mapping[str, BaseModel]) -> str:
    return write_json(cast("Json", _describe(items)))


def _describe(items: Mapping[str, BaseModel]) -> dict[str, dict[str, Any]]:
    return {name: item.model_dump(mode="json", exclude_none=True) for name, item in items.items()}
