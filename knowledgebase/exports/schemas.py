"""The JSON Schema of each kind of record, out of the models: `schemas/<kind>.schema.json`.

A schema describes the front matter as JSON or YAML has it, so editors complete and check fields by it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from knowledgebase.exports.site import ExportedFile, Json, JsonObject, Site, write_json
from knowledgebase.records import KINDS, Kind

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_path(kind: Kind) -> str:
    """The file of a kind's schema: `schemas/technique.schema.json`."""
    return f"schemas/{kind.value}.schema.json"


def export_schemas(site: Site) -> Iterator[ExportedFile]:
    """The schema of each kind."""
    for kind in Kind:
        yield ExportedFile(schema_path(kind), write_json(make_schema(kind, site)))


def make_schema(kind: Kind, site: Site) -> JsonObject:
    """The schema of a kind, in the dialect of 2020-12; it has an `$id` where the site's address is known."""
    described = cast("dict[str, Json]", KINDS[kind].model.model_json_schema())
    identified: JsonObject = {"$id": site.address(schema_path(kind))} if site.url else {}
    return {"$schema": DIALECT, **identified, **described, "title": KINDS[kind].label}
