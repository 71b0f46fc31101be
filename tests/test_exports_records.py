"""Records, schemas, lists and references as files."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace
from typing import Any

import pytest
import rispy
from conftest import PROJECT, Draft
from jsonschema import Draft202012Validator, FormatChecker
from rendering import DAY

from knowledgebase.bibliography import parse_bibliography
from knowledgebase.exports import Site, make_exports
from knowledgebase.exports.llms import export_llms
from knowledgebase.exports.records import describe_record
from knowledgebase.exports.schemas import make_schema
from knowledgebase.knowledge import KnowledgeBase, read_knowledge_base
from knowledgebase.records import Kind

SITE = Site("Learning", "What works.", "1.2", DAY, "https://example.org/kb/")


def export(knowledge: KnowledgeBase, site: Site = SITE) -> dict[str, str]:
    return {file.path: file.text for file in make_exports(knowledge, site)}


def find_mistakes(kind: Kind, fields: Any) -> list[str]:
    """What is wrong with fields by the schema of their kind."""
    validator = Draft202012Validator(make_schema(kind, SITE), format_checker=FormatChecker())
    return [error.message for error in validator.iter_errors(fields)]


@pytest.fixture(scope="module")
def real() -> KnowledgeBase:
    return read_knowledge_base(PROJECT)


def test_every_record_is_in_the_whole_and_has_a_file_of_its_own(real: KnowledgeBase) -> None:
    files = export(real)
    whole = json.loads(files["data/records.json"])
    assert [record["id"] for record in whole["records"]] == [record.id for record in real.published]
    for record in whole["records"]:
        assert json.loads(files[f"data/records/{record['id']}.json"]) == record
    assert (whole["version"], whole["date"], whole["license"]) == ("1.2", "2026-11-24", "CC-BY-4.0")


def test_a_record_is_its_fields_text_sources_and_links(small: KnowledgeBase) -> None:
    record = json.loads(export(small)["data/records/retrieval-practice.json"])
    assert record["url"] == "https://example.org/kb/techniques/retrieval-practice/"
    assert record["fields"]["time"] == {"min": 5, "max": 15}
    assert record["body"].startswith("## In one minute\n")
    assert record["sources"] == ["rowland2014", "roediger2006"]
    assert {"id": "spaced-practice", "relation": "combines with"} in record["links_to"]
    assert {"id": "rowland-2014-testing-effect", "relation": "tests"} in record["linked_from"]
    rating = record["ratings"]["learning"]
    assert (rating["certainty"], rating["verdict"], rating["rule_version"]) == ("moderate", "works", "1.0")
    assert rating["start"]["summaries"] == ["latimier-2021-spaced-retrieval"]


def test_fields_are_given_as_written_without_what_was_left_out(small: KnowledgeBase) -> None:
    record = json.loads(export(small)["data/records/latimier-2021-spaced-retrieval.json"])
    assert "ci_level" not in record["fields"]["outcomes"][0]
    assert "status" not in record["fields"]
    assert "ratings" not in record


def test_a_draft_is_in_no_file(draft: Draft) -> None:
    draft.replace("entries/techniques/spaced-practice.md", "created:", "status: draft\ncreated:")
    files = export(draft.read())
    assert "data/records/spaced-practice.json" not in files
    for path, text in files.items():
        assert "Spread it out" not in text, path


def test_without_an_address_of_the_site_the_page_stands_by_itself(small: KnowledgeBase) -> None:
    described = describe_record(small, small.records["spaced-practice"], replace(SITE, url=""))
    assert (described["page"], described["url"]) == ("techniques/spaced-practice/", None)


# Schemas


@pytest.mark.parametrize("kind", list(Kind))
def test_a_schema_is_one_and_names_its_dialect_and_itself(kind: Kind) -> None:
    schema = make_schema(kind, SITE)
    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == f"https://example.org/kb/schemas/{kind.value}.schema.json"
    assert "$id" not in make_schema(kind, replace(SITE, url=""))


def test_every_real_record_fits_the_schema_of_its_kind(real: KnowledgeBase) -> None:
    for record in real.published:
        fields = describe_record(real, record, SITE)["fields"]
        assert find_mistakes(record.kind, fields) == [], record.id


def test_front_matter_as_yaml_has_it_fits_too(real: KnowledgeBase) -> None:
    """Editors check the file itself, where a year alone is a number."""
    for record in real.published:
        written = json.loads(json.dumps(record.document.fields.values, default=datetime.date.isoformat))
        assert find_mistakes(record.kind, written) == [], record.id


@pytest.mark.parametrize(
    ("field", "value"),
    [("title", ""), ("tags", ["memory"]), ("cost", "cheap"), ("created", "soon"), ("colour", "red")],
)
def test_a_schema_refuses_what_a_check_refuses(small: KnowledgeBase, field: str, value: object) -> None:
    fields = describe_record(small, small.records["retrieval-practice"], SITE)["fields"]
    assert isinstance(fields, dict)
    assert len(find_mistakes(Kind.TECHNIQUE, {**fields, field: value})) == 1


@pytest.mark.parametrize("start", [2013, "2013", "2013-05", "2013-05-20"])
def test_a_schema_takes_a_year_a_month_or_a_day(small: KnowledgeBase, start: object) -> None:
    fields = describe_record(small, small.records["unitar-seminar-migration-mdgs"], SITE)["fields"]
    assert isinstance(fields, dict)
    assert find_mistakes(Kind.ACTIVITY, {**fields, "period": {"start": start}}) == []
    assert find_mistakes(Kind.ACTIVITY, {**fields, "period": {"start": "May 2013"}})


# Lists and references


def test_tags_and_agencies_are_there_by_name(small: KnowledgeBase) -> None:
    files = export(small)
    assert json.loads(files["data/vocabulary.json"])["east-africa"]["broader"] == "africa"
    assert json.loads(files["data/agencies.json"])["iom"]["acronym"] == "IOM"


def test_every_reference_is_read_back_from_each_format(real: KnowledgeBase) -> None:
    files = export(real)
    again, findings = parse_bibliography(files["data/references.bib"], "references.bib")
    assert findings == []
    assert {key: again[key].csl for key in again} == {
        key: real.bibliography[key].csl for key in real.bibliography
    }
    entries = rispy.loads(files["data/references.ris"])
    assert [entry["id"] for entry in entries] == list(real.bibliography)
    items = json.loads(files["data/references.json"])
    assert [item["id"] for item in items] == list(real.bibliography)


# llms.txt


def test_llms_txt_has_its_parts_in_order(small: KnowledgeBase) -> None:
    lines = export_llms(small, SITE).text.splitlines()
    assert lines[0] == "# Learning"
    assert lines[2] == "> What works."
    headings = [line for line in lines if line.startswith("#")]
    assert headings == [
        "# Learning",
        "## Data",
        "## Techniques",
        "## Research",
        "## Trainings",
        "## Optional",
    ]


def test_llms_txt_leads_to_the_file_of_every_record(small: KnowledgeBase) -> None:
    text = export_llms(small, SITE).text
    files = export(small)
    for record in small.published:
        path = f"data/records/{record.id}.json"
        assert f"]({SITE.url}{path}): {record.data.summary}\n" in text
        assert path in files


def test_a_bracket_in_a_title_ends_no_link(draft: Draft) -> None:
    draft.replace(
        "entries/techniques/spaced-practice.md", "title: Spaced practice", 'title: "Spaced ](x) practice"'
    )
    assert r"- [Spaced \](x) practice](https" in export_llms(draft.read(), SITE).text
