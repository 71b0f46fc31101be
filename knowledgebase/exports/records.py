"""Records as JSON: `data/records.json` with all of them, `data/records/<id>.json` with one each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from knowledgebase import addresses
from knowledgebase.evidence import Rating, Step, rate_techniques
from knowledgebase.exports.site import (
    LICENSE,
    LICENSE_URL,
    ExportedFile,
    Json,
    JsonObject,
    Site,
    write_json,
)
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.records import Kind, Record
from knowledgebase.translations import Translation


def record_path(record_id: str) -> str:
    """The file of one record: `data/records/retrieval-practice.json`."""
    return f"data/records/{record_id}.json"


def export_records(knowledge: KnowledgeBase, site: Site) -> Iterator[ExportedFile]:
    """One file with every published record, and one file for each."""
    records = [describe_record(knowledge, record, site) for record in knowledge.published]
    whole: JsonObject = {
        "name": site.name,
        "description": site.description,
        "url": site.url or None,
        "version": site.version,
        "date": site.day.isoformat(),
        "license": LICENSE,
        "license_url": LICENSE_URL,
        "records": records,
    }
    yield ExportedFile("data/records.json", write_json(whole))
    for record, described in zip(knowledge.published, records, strict=True):
        yield ExportedFile(record_path(record.id), write_json(described))


def describe_record(knowledge: KnowledgeBase, record: Record, site: Site) -> JsonObject:
    """A record as JSON: its fields as written, which the kind's JSON Schema describes, its text and links."""
    described: JsonObject = {
        "id": record.id,
        "kind": record.kind.value,
        "page": f"{addresses.served(knowledge.page_of(record))}/",
        "url": site.known_address(knowledge.page_of(record)),
        "license": LICENSE,
        "fields": cast("Json", record.data.model_dump(mode="json", exclude_unset=True, exclude_none=True)),
        "body": record.document.body.strip() + "\n",
        "sources": list(knowledge.sources_of(record)),
        "links_to": [
            {"id": edge.to_id, "relation": edge.relation} for edge in knowledge.links_of.get(record.id, ())
        ],
        "linked_from": [
            {"id": edge.from_id, "relation": edge.relation}
            for edge in knowledge.linked_from.get(record.id, ())
        ],
    }
    if translations := knowledge.translations_of.get(record.id):
        described["translations"] = [
            _describe_translation(knowledge, record, translation, site) for translation in translations
        ]
    if record.kind is Kind.TECHNIQUE:
        weighed = rate_techniques(knowledge, site.day.year)[record.id]
        described["ratings"] = {level: _describe_rating(rating) for level, rating in weighed.ratings.items()}
    return described


def _describe_translation(
    knowledge: KnowledgeBase, record: Record, translation: Translation, site: Site
) -> JsonObject:
    """A translation as JSON: its fields, by `schemas/translation.schema.json`, and its text."""
    page = knowledge.page_of_translation(translation)
    return {
        "language": translation.language.code,
        "page": f"{addresses.served(page)}/",
        "url": site.known_address(page),
        "is_behind": translation.is_behind(record),
        "fields": cast("Json", translation.data.model_dump(mode="json")),
        "body": translation.document.body.strip() + "\n",
    }


def _describe_rating(rating: Rating) -> JsonObject:
    return {
        "certainty": rating.certainty.slug,
        "verdict": rating.verdict.slug,
        "arithmetic": rating.arithmetic,
        "start": {"certainty": rating.start.slug, **_describe_step(rating.start_step)},
        "deductions": [
            {"domain": deduction.domain.value, **_describe_step(deduction)} for deduction in rating.deductions
        ],
        "verdict_step": _describe_step(rating.verdict_step),
        "rule_version": rating.version,
    }


def _describe_step(step: Step) -> JsonObject:
    return {"reason": step.reason, "summaries": list(step.summaries)}
