"""Editors find the schemas and show findings on their lines."""

from __future__ import annotations

import json
import re
from typing import Any

import jsonschema
import pytest
from conftest import PROJECT, Draft

from knowledgebase.checking import Request, check
from knowledgebase.printing import print_text
from knowledgebase.records import KINDS, Kind

EDITOR = PROJECT / ".vscode"


def load(name: str) -> Any:
    return json.loads((PROJECT / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("kind", list(Kind))
def test_the_schema_of_each_kind_is_wired_to_its_folder_and_valid(kind: Kind) -> None:
    wired = load(".vscode/settings.json")["yaml.schemas"]
    [schema] = [name for name, files in wired.items() if files == f"entries/{KINDS[kind].folder}/*.md"]
    jsonschema.Draft202012Validator.check_schema(load(schema))


def test_the_problem_matcher_reads_every_finding_as_it_is_printed(draft: Draft) -> None:
    draft.replace("entries/techniques/retrieval-practice.md", "tags: [", "tags: [memori, ")
    answer = check(Request(draft.root, is_cached=False))
    assert answer.findings
    for task in load(".vscode/tasks.json")["tasks"]:
        matcher = task["problemMatcher"]
        if not matcher:
            continue
        pattern = matcher["pattern"]
        found = re.findall(pattern["regexp"], print_text(answer.findings, draft.root), re.MULTILINE)
        assert [(one[pattern["file"] - 1], int(one[pattern["line"] - 1])) for one in found] == [
            (finding.path, finding.line) for finding in answer.findings
        ]


def test_the_watching_task_sees_where_a_run_begins_and_ends(draft: Draft) -> None:
    [background] = [
        task["problemMatcher"]["background"]
        for task in load(".vscode/tasks.json")["tasks"]
        if task["problemMatcher"] and "background" in task["problemMatcher"]
    ]
    notes = check(Request(draft.root, is_cached=False)).notes
    assert any(re.search(background["endsPattern"], note) for note in notes)
    script = (PROJECT / "scripts" / "check.py").read_text(encoding="utf-8")
    [said] = re.findall(r'print\("(Checking\.)"', script)
    assert re.search(background["beginsPattern"], said)


def test_snippets_and_container_can_be_read() -> None:
    for snippet in load(".vscode/knowledgebase.code-snippets").values():
        assert snippet["prefix"] and snippet["body"]
    assert load(".devcontainer/devcontainer.json")["postCreateCommand"] == "make site"
