"""The tables: every cell is what the Table Schema says, and the dictionary that readers see is the same."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import pytest
from conftest import PROJECT, Draft
from rendering import DAY, make_shelf

from knowledgebase.evidence.tables import OUTCOMES, RATINGS
from knowledgebase.exports import Site, make_exports
from knowledgebase.exports.tables import export_tables
from knowledgebase.knowledge import KnowledgeBase, read_knowledge_base
from knowledgebase.pages.data import make_data_page

SITE = Site("Learning", "What works.", "1.2", DAY, "https://example.org/kb/")
Row = dict[str, str]

_FORMS = {
    "integer": r"-?\d+",
    "number": r"-?\d+(\.\d+)?(e[+-]\d+)?",
    "year": r"\d{4}",
    "date": r"\d{4}-\d{2}-\d{2}",
    "string": r"[^\r\n]*",
}


def read_tables(knowledge: KnowledgeBase) -> tuple[dict[str, list[Row]], dict[str, Any]]:
    """The rows of each table, and the descriptor, as somebody who downloads them has them."""
    files = {file.path: file.text for file in export_tables(knowledge, SITE)}
    package = json.loads(files["data/datapackage.json"])
    rows = {
        resource["name"]: list(csv.DictReader(io.StringIO(files[f"data/{resource['path']}"], newline="")))
        for resource in package["resources"]
        if resource.get("type") == "table"
    }
    return rows, package


def find_misfits(rows: list[Row], schema: dict[str, Any]) -> list[str]:
    """The cells that are not what a Table Schema says they are."""
    found = []
    for field in schema["fields"]:
        rules = field.get("constraints", {})
        cells = [row[field["name"]] for row in rows]
        if rules.get("unique") and len(set(cells)) < len(cells):
            found.append(f"{field['name']} repeats")
        for cell in cells:
            if cell == "":
                found += [f"{field['name']} is empty"] if rules.get("required") else []
                continue
            fits = (
                re.fullmatch(_FORMS[field["type"]], cell)
                and cell in rules.get("enum", [cell])
                and ("minimum" not in rules or float(cell) >= rules["minimum"])
                and ("maximum" not in rules or float(cell) <= rules["maximum"])
            )
            found += [] if fits else [f"{field['name']}: {cell}"]
    return found


@pytest.fixture(scope="module")
def real() -> KnowledgeBase:
    return read_knowledge_base(PROJECT)


def test_every_cell_of_the_real_tables_is_what_the_schema_says(real: KnowledgeBase) -> None:
    tables, package = read_tables(real)
    for resource in package["resources"][:2]:
        names = [field["name"] for field in resource["schema"]["fields"]]
        rows = tables[resource["name"]]
        assert rows
        assert list(rows[0]) == names
        assert resource["schema"]["primaryKey"] == ["id"]
        assert find_misfits(rows, resource["schema"]) == []


def test_there_is_one_row_an_outcome_and_one_a_rating(real: KnowledgeBase) -> None:
    tables, _ = read_tables(real)
    outcomes = sum(len(getattr(record.data, "outcomes", [])) for record in real.published)
    assert len(tables["effects"]) == outcomes
    assert len(tables["ratings"]) == 4 * sum(record.kind.value == "technique" for record in real.published)


def test_an_outcome_is_a_row_with_its_source_and_techniques(small: KnowledgeBase) -> None:
    row = read_tables(small)[0]["effects"][0]
    assert row["id"] == "latimier-2021-spaced-retrieval#1"
    assert (row["source"], row["year"], row["doi"]) == ("latimier2021", "2021", "10.1007/s10648-020-09572-8")
    assert row["techniques"] == "spaced-practice; retrieval-practice"
    assert (row["measure"], row["effect"], row["smd"], row["k"]) == ("g", "0.74", "0.74", "39")
    assert (row["ci_lower"], row["ci_level"], row["n"]) == ("", "", "")


def test_an_outcome_on_one_technique_of_several_names_that_alone(draft: Draft) -> None:
    draft.replace(
        "entries/research/latimier-2021-spaced-retrieval.md",
        "    locator: Abstract",
        "    locator: Abstract\n    ci: [0.6, 0.9]\n    technique: spaced-practice",
    )
    row = read_tables(draft.read())[0]["effects"][0]
    assert row["techniques"] == "spaced-practice"
    assert (row["ci_lower"], row["ci_upper"], row["ci_level"]) == ("0.6", "0.9", "95")


def test_an_odds_ratio_is_converted_beside_what_the_source_says(draft: Draft) -> None:
    name = "entries/research/latimier-2021-spaced-retrieval.md"
    draft.replace(name, "measure: g\n    effect: 0.74", "measure: OR\n    effect: 2")
    row = read_tables(draft.read())[0]["effects"][0]
    assert (row["measure"], row["effect"], row["smd"]) == ("OR", "2", "0.3822")


def test_the_result_of_a_retracted_source_is_marked_and_rates_nothing(draft: Draft) -> None:
    draft.replace("bibliography.lock.yml", "status: current", "status: retracted")
    tables, _ = read_tables(draft.read())
    assert tables["effects"][0]["source_status"] == "retracted"
    ratings = {row["id"]: row for row in tables["ratings"]}
    assert ratings["spaced-practice#learning"]["certainty"] == "not-assessed"
    assert ratings["spaced-practice#learning"]["summaries"] == ""


def test_a_rating_is_a_row_with_its_sum_and_summaries(small: KnowledgeBase) -> None:
    row = read_tables(small)[0]["ratings"][0]
    assert (row["id"], row["certainty"], row["verdict"]) == (
        "retrieval-practice#learning",
        "moderate",
        "works",
    )
    assert row["arithmetic"] == "High − 1 indirectness = Moderate"
    assert row["summaries"] == "latimier-2021-spaced-retrieval; rowland-2014-testing-effect"


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_a_text_that_a_spreadsheet_would_run_stays_text(draft: Draft, start: str) -> None:
    name = "entries/research/latimier-2021-spaced-retrieval.md"
    draft.replace(name, "outcome: retention", f"outcome: '{start}HYPERLINK(\"x\")'")
    row = read_tables(draft.read())[0]["effects"][0]
    assert row["outcome"] == f'\'{start}HYPERLINK("x")'


def test_a_number_below_zero_stays_a_number(draft: Draft) -> None:
    draft.replace("entries/research/latimier-2021-spaced-retrieval.md", "effect: 0.74", "effect: -0.1")
    assert read_tables(draft.read())[0]["effects"][0]["effect"] == "-0.1"


def test_lines_end_as_the_standard_says_and_cells_hold_none(real: KnowledgeBase) -> None:
    for file in export_tables(real, SITE):
        if file.path.endswith(".csv"):
            assert file.text.count("\n") == file.text.count("\r\n") == file.text.count("\r")


def test_the_descriptor_names_files_that_are_there(small: KnowledgeBase) -> None:
    paths = {file.path for file in make_exports(small, SITE)}
    _, package = read_tables(small)
    assert package["$schema"].startswith("https://datapackage.org/profiles/2.0/")
    assert re.fullmatch(r"[a-z0-9._-]+", package["name"])
    assert package["licenses"][0]["name"] == "CC-BY-4.0"
    for resource in package["resources"]:
        assert f"data/{resource['path']}" in paths
    names = [resource["name"] for resource in package["resources"]]
    assert len(names) == len(set(names))


def test_the_data_page_explains_every_column_and_every_file(small: KnowledgeBase) -> None:
    text = make_data_page(make_shelf(small)[0]).markdown
    for table in (OUTCOMES, RATINGS):
        for column in table.columns:
            assert f"<code>{column.name}</code></th><td>{column.type}" in text
    for file in make_exports(small, SITE):
        shown = "data/records/&lt;id&gt;.json" if file.path.startswith("data/records/") else file.path
        assert shown in text.replace("<id>", "&lt;id&gt;"), file.path


def test_the_same_input_gives_the_same_bytes(real: KnowledgeBase) -> None:
    assert list(make_exports(real, SITE)) == list(make_exports(read_knowledge_base(PROJECT), SITE))
