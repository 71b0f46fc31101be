"""The page of the open data: every file, and a dictionary of the columns of the tables."""

from __future__ import annotations

from knowledgebase import addresses
from knowledgebase.evidence.tables import OUTCOMES, RATINGS, Column, Subject, Table
from knowledgebase.pages.page import Page, Shelf, render
from knowledgebase.records import KINDS
from knowledgebase.register import ACTIVITIES, EVALUATIONS
from knowledgebase.synergies.table import SYNERGIES

_DESCRIPTION = "Everything on this site as files to download: records, study results, ratings and references."


def make_data_page(shelf: Shelf) -> Page:
    """The page `/data/`."""
    page = addresses.DATA
    markdown = render(
        "data.md.jinja",
        records=len(shelf.knowledge.published),
        references=len(shelf.knowledge.bibliography),
        groups=_list_files(page),
        tables=[
            _describe_table(OUTCOMES),
            _describe_table(RATINGS),
            _describe_table(ACTIVITIES),
            _describe_table(EVALUATIONS),
            _describe_table(SYNERGIES),
        ],
    )
    return Page(page, markdown, {"title": "Data", "description": _DESCRIPTION})


def _list_files(page: str) -> list[dict[str, object]]:
    schemas = [
        (f"schemas/{kind.value}.schema.json", f"JSON Schema of the fields of a {description.label.lower()}")
        for kind, description in KINDS.items()
    ]
    schemas.append(("schemas/translation.schema.json", "JSON Schema of the fields of a translation"))
    return [
        {
            "label": label,
            "files": [
                {"path": path, "href": addresses.link_file(page, path), "text": text} for path, text in files
            ],
        }
        for label, files in (*_FILES.items(), ("Schemas", schemas))
    ]


_FILES: dict[str, list[tuple[str, str]]] = {
    "Tables": [
        ("data/effects.csv", "One row an outcome of a research summary"),
        ("data/ratings.csv", "One row a technique and outcome level"),
        ("data/activities.csv", "One row an activity"),
        ("data/evaluations.csv", "One row an evaluation of an activity"),
        ("data/synergies.csv", "One row a pair of similar activities"),
        ("data/datapackage.json", "The tables described as a Frictionless Data Package with Table Schema"),
    ],
    "Records": [
        ("data/records.json", "All records: fields, text in Markdown, sources, links, ratings"),
        ("data/activities.json", "The table of activities as JSON, with lists as lists"),
        ("data/register.json", "Activities as the register’s page narrows them: its form may change"),
        (
            "data/synergies.json",
            "Similar activities: pairs with reasons, groups, joint trainings",
        ),
        ("data/techniques-for-planning.json", "What the training composer knows of each technique"),
        ("data/vocabulary.json", "The tags, with facet and definition"),
        ("data/agencies.json", "The agencies that activities and trainings name"),
        ("data/glossary.json", "The terms of the glossary, with their definitions"),
    ],
    "References": [
        ("data/references.bib", "All sources as BibTeX"),
        ("data/references.ris", "All sources as RIS"),
        ("data/references.json", "All sources as CSL-JSON"),
    ],
    "Feeds": [
        ("feeds/new.xml", "New records, as an Atom feed"),
        ("feeds/revised.xml", "Revised records, as an Atom feed"),
        ("feeds/review.xml", "What needs another look, as an Atom feed"),
    ],
    "For machines that read": [
        ("llms.txt", "The site in one file of links, for language models"),
    ],
}


def _describe_table(table: Table[Subject]) -> dict[str, object]:
    return {
        "name": f"{table.name}.csv",
        "title": table.title,
        "description": table.description,
        "columns": [_describe_column(column) for column in table.columns],
    }


def _describe_column(column: Column[Subject]) -> dict[str, object]:
    values = column.constraints.get("enum")
    return {
        "name": column.name,
        "type": column.type,
        "required": bool(column.constraints.get("required")),
        "description": column.description,
        "values": ", ".join(map(str, values)) if isinstance(values, list) else "",
    }
