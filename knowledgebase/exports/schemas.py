"""The JSON Schema of each kind of record, and of translations, out of the models.

A schema describes the front matter as JSON or YAML has it, so editors complete and check fields by it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from pydantic import BaseModel

from knowledgebase.exports.site import ExportedFile, Json, JsonObject, Site, write_json
from knowledgebase.records import KINDS, Kind
from knowledgebase.translations import TranslationForm

TRANSLATION = "schemas/translation.schema.json"
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_path(kind: Kind) -> str:
    """The file of a kind's schema: `schemas/technique.schema.json`."""
    return f"schemas/{kind.value}.schema.json"


def export_schemas(site: Site) -> Iterator[ExportedFile]:
    """The schema of each kind, and that of a translation."""
    for kind in Kind:
        yield ExportedFile(schema_path(kind), write_json(make_schema(kind, site)))
    yield ExportedFile(TRANSLATION, write_json(make_translation_schema(site)))


def make_schema(kind: Kind, site: Site) -> JsonObject:
    """The schema of a kind, in the dialect of 2020-12; it has an `$id` where the site's address is known."""
    return _describe(KINDS[kind].model, schema_path(kind), KINDS[kind].label, site)


def make_translation_schema(site: Site) -> JsonObject:
    """The schema of the front matter of a translation."""
    return _describe(TranslationForm, TRANSLATION, "Translation", site)


def _describe(model: type[BaseModel], path: str, title: str, site: Site) -> JsonObject:
    described = cast("dict[str, Json]", model.model_json_schema())
    identified: JsonObject = {"$id": site.address(path)} if site.url else {}
    return {"$schema": DIALECT, **identified, **described, "title": title}
