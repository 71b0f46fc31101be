"""The tables as CSV, and `data/datapackage.json` that describes them as a Frictionless Data Package.

CSV as RFC 4180 has it: a header, commas, quotes where needed, CRLF. The descriptor follows version 2 of the
Data Package standard (https://datapackage.org), whose Table Schema names and types each column.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from knowledgebase.evidence.tables import OUTCOMES, RATINGS, Cell, Subject, Table
from knowledgebase.exports.site import (
    LICENSE,
    LICENSE_URL,
    ExportedFile,
    JsonObject,
    Site,
    without_empty,
    write_json,
)
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.register import ACTIVITIES, EVALUATIONS
from knowledgebase.synergies.table import SYNERGIES

_PROFILES = "https://datapackage.org/profiles/2.0"
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def export_tables(knowledge: KnowledgeBase, site: Site) -> Iterator[ExportedFile]:
    """The tables and their descriptor."""
    yield ExportedFile("data/effects.csv", _write_csv(OUTCOMES, knowledge, site))
    yield ExportedFile("data/ratings.csv", _write_csv(RATINGS, knowledge, site))
    yield ExportedFile("data/activities.csv", _write_csv(ACTIVITIES, knowledge, site))
    yield ExportedFile("data/evaluations.csv", _write_csv(EVALUATIONS, knowledge, site))
    yield ExportedFile("data/synergies.csv", _write_csv(SYNERGIES, knowledge, site))
    yield ExportedFile("data/datapackage.json", write_json(_describe_package(site)))


def _write_csv(table: Table[Subject], knowledge: KnowledgeBase, site: Site) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([column.name for column in table.columns])
    writer.writerows([_write_cell(cell) for cell in row] for row in table.rows(knowledge, site.day))
    return text.getvalue()


def _write_cell(cell: Cell) -> str:
    """A cell as text. Spreadsheets run a text that begins as a formula does; an apostrophe keeps it text."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        line = " ".join(cell.split())
        return f"'{line}" if line.startswith(_FORMULA_STARTS) else line
    return f"{cell:.10g}" if isinstance(cell, float) else str(cell)


def _describe_package(site: Site) -> JsonObject:
    return without_empty(
        {
            "$schema": f"{_PROFILES}/datapackage.json",
            "name": "effective-learning-techniques",
            "title": site.name,
            "description": site.description,
            "homepage": site.url,
            "version": site.version,
            "created": f"{site.day.isoformat()}T00:00:00Z",
            "licenses": [
                {
                    "name": LICENSE,
                    "path": LICENSE_URL,
                    "title": "Creative Commons Attribution 4.0 International",
                }
            ],
            "contributors": [{"title": site.authors, "roles": ["author"]}],
            "keywords": ["adult learning", "training", "capacity development", "evidence"],
            "resources": [
                _describe_table(OUTCOMES),
                _describe_table(RATINGS),
                _describe_table(ACTIVITIES),
                _describe_table(EVALUATIONS),
                _describe_table(SYNERGIES),
                *_other_resources(),
            ],
        }
    )


def _describe_table(table: Table[Subject]) -> JsonObject:
    fields = [
        without_empty(
            {
                "name": column.name,
                "type": column.type,
                "description": column.description,
                "constraints": column.constraints,
            }
        )
        for column in table.columns
    ]
    return {
        "name": table.name,
        "type": "table",
        "path": f"{table.name}.csv",
        "title": table.title,
        "description": table.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "$schema": f"{_PROFILES}/tableschema.json",
            "fields": fields,
            "primaryKey": [table.primary_key],
            "missingValues": [""],
        },
    }


_OTHERS = (
    ("records", "records.json", "application/json", "Every published record, with its text and links."),
    (
        "activities-json",
        "activities.json",
        "application/json",
        "Activities as JSON, with lists.",
    ),
    ("similar-activities", "synergies.json", "application/json", "Similar activities, groups, candidates."),
    ("vocabulary", "vocabulary.json", "application/json", "The tags with their definitions."),
    ("agencies", "agencies.json", "application/json", "The agencies that records name."),
    ("glossary", "glossary.json", "application/json", "The terms with their definitions."),
    ("references", "references.json", "application/vnd.citationstyles.csl+json", "Every source as CSL-JSON."),
)


def _other_resources() -> Iterator[JsonObject]:
    for name, path, media_type, description in _OTHERS:
        yield {"name": name, "path": path, "description": description, "mediatype": media_type}
